import { Anchor, Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { IconCheck, IconCopy } from '#ui/icons.ts'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { t } from './publicStrings.ts'

const w = t.sent
type Props = { code: string; trackingCode: string; failed: string[]; onAnother: () => void }

/** Shows the tracking code, once. */
export function ReportSent({ code, trackingCode, failed, onAnother }: Props) {
  const clipboard = useClipboard({ timeout: 2000 })
  return (
    <PublicPage title={w.title} hint={`${w.code}: ${code}`}>
      {failed.map((name) => (
        <Notice key={name} tone="red" title={w.photographFailed(name)} />
      ))}
      <Notice tone="amber" title={w.once}>
        {w.use}
      </Notice>
      <TextInput
        label={w.tracking}
        readOnly
        value={trackingCode}
        size="md"
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        leftSection={
          clipboard.copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />
        }
        onClick={() => clipboard.copy(trackingCode)}
        aria-live="polite"
      >
        {clipboard.copied ? w.copied : w.copy}
      </Button>
      <Anchor component={Link} to="/track" inherit>
        {w.follow}
      </Anchor>
      <Anchor component="button" type="button" inherit ta="left" onClick={onAnother}>
        {w.another}
      </Anchor>
    </PublicPage>
  )
}
