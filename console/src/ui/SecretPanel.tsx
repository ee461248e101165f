import { ActionIcon, Button, Group, Modal, Stack, TextInput, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useState } from 'react'
import { s } from '../strings.ts'
import { IconCheck, IconCopy, IconEye, IconEyeOff } from './icons.ts'
import { Notice } from './Notice.tsx'
import classes from './SecretPanel.module.css'

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
  const copied = useClipboard({ timeout: 2000 })
  const copiedCurl = useClipboard({ timeout: 2000 })
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
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={label}
            readOnly
            value={isShown ? secret : masked}
            onFocus={(event) => event.currentTarget.select()}
            className={classes.field}
            classNames={{ input: classes.secret }}
            rightSection={
              <Tooltip label={isShown ? s.secret.hide : s.secret.show}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={isShown ? s.secret.hide : s.secret.show}
                  aria-pressed={isShown}
                  onClick={() => setShown(!isShown)}
                >
                  {isShown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            }
          />
          <Button
            size="sm"
            data-autofocus
            leftSection={
              copied.copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />
            }
            onClick={() => copied.copy(secret)}
            aria-live="polite"
          >
            {copied.copied ? s.secret.copied : s.secret.copy}
          </Button>
        </Group>
        {note ? <p className={classes.note}>{note}</p> : null}
        {curl && command ? (
          <div>
            <Group justify="space-between" mb={4}>
              <strong className={classes.note}>{s.secret.curl}</strong>
              <Button variant="subtle" onClick={() => copiedCurl.copy(command)}>
                {copiedCurl.copied ? s.secret.copied : s.secret.copyCurl}
              </Button>
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
