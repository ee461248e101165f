import { Anchor, Button, Group } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { CopyButton } from '#ui/CopyButton.tsx'
import { IconShare } from '#ui/icons.ts'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { WholeText } from '#ui/WholeText.tsx'
import { t } from './publicStrings.ts'
import { passOnTrackingCode } from './trackingCode.ts'

const w = t.sent
type Props = { code: string; trackingCode: string; failed: string[]; onAnother: () => void }

/** Shows the tracking code, once. */
export function ReportSent({ code, trackingCode, failed, onAnother }: Props) {
  const navigate = useNavigate()
  const share = () =>
    navigator
      .share({
        title: w.shared(code),
        text: trackingCode,
        url: `${location.origin}/app/track#${trackingCode}`,
      })
      // A closed sheet is no failure.
      .catch(() => undefined)
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    passOnTrackingCode(trackingCode)
    void navigate({ to: '/track' })
  }
  return (
    <PublicPage title={w.title} hint={`${w.code}: ${code}`}>
      {failed.map((name) => (
        <Notice key={name} tone="red" title={w.photographFailed(name)} />
      ))}
      <Notice tone="amber" title={w.once}>
        {w.use}
      </Notice>
      <WholeText label={w.tracking} text={trackingCode} isCode />
      <Group gap="xs">
        <CopyButton text={trackingCode} label={w.copy} />
        {/* Browsers offer it over https only. */}
        {'share' in navigator ? (
          <Button
            variant="default"
            leftSection={<IconShare size={15} aria-hidden />}
            onClick={() => void share()}
          >
            {w.share}
          </Button>
        ) : null}
      </Group>
      {/* The link holds the code, for a bookmark or another device. A click leaves no trace of it in the history. */}
      <Anchor component={Link} to="/track" hash={trackingCode} inherit onClick={follow}>
        {w.follow}
      </Anchor>
      <Anchor component="button" type="button" inherit ta="left" onClick={onAnother}>
        {w.another}
      </Anchor>
    </PublicPage>
  )
}
