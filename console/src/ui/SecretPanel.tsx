import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { s } from '../strings.ts'
import { CopyButton } from './CopyButton.tsx'
import { IconEye, IconEyeOff } from './icons.ts'
import { Notice } from './Notice.tsx'
import classes from './SecretPanel.module.css'
import { WholeText } from './WholeText.tsx'

type Props = {
  title: string
  label: string
  secret: string
  /** A command to try the secret; `$SECRET` is replaced. */
  curl?: string
  note?: string
  onClose: () => void
}

/**
 * Shows a secret the only time it can be shown. People can hide it from onlookers.
 * Only its button closes the panel, so that a stray key does not lose the secret.
 */
export function SecretPanel({ title, label, secret, curl, note, onClose }: Props) {
  const [isShown, setShown] = useState(true)
  const command = curl?.replaceAll('$SECRET', secret)
  const masked = `${secret.slice(0, 8)}${'•'.repeat(24)}`

  return (
    <Modal
      opened
      onClose={() => undefined}
      title={title}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      size="lg"
    >
      <Stack gap="sm">
        <Notice tone="amber">{s.secret.once}</Notice>
        <WholeText label={label} text={isShown ? secret : masked} />
        <Group gap="xs">
          <CopyButton size="sm" data-autofocus text={secret} label={s.secret.copy} />
          <Button
            size="sm"
            variant="default"
            leftSection={isShown ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? s.secret.hide : s.secret.show}
          </Button>
        </Group>
        {note ? <p className={classes.note}>{note}</p> : null}
        {curl && command ? (
          <div>
            <Group justify="space-between" mb={4}>
              <strong className={classes.note}>{s.secret.curl}</strong>
              <CopyButton variant="subtle" text={command} label={s.secret.copyCurl} />
            </Group>
            <pre className={classes.curl} tabIndex={0}>
              {isShown ? command : curl.replaceAll('$SECRET', masked)}
            </pre>
          </div>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {s.secret.done}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
