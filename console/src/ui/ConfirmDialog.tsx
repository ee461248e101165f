import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { s } from '../strings.ts'
import { Notice } from './Notice.tsx'

type Props = {
  /** A question with the thing's name: "Revoke API key “Website”?" */
  title: string
  children?: ReactNode
  /** Verb and noun: "Revoke API key". */
  confirm: string
  isDangerous?: boolean
  /** When given, the person must say why, and this labels the field. */
  reasonLabel?: string
  onConfirm: (reason: string) => Promise<unknown>
  onClose: () => void
}

/** Asks before something that cannot be undone; stays open with the refusal when there is one. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  isDangerous = false,
  reasonLabel,
  onConfirm,
  onClose,
}: Props) {
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const act = async () => {
    if (reasonLabel && !reason.trim()) return setError(s.form.required(reasonLabel))
    setBusy(true)
    try {
      await onConfirm(reason.trim())
      onClose()
    } catch (refused) {
      setError(refused instanceof Error ? refused.message : String(refused))
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': s.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act()
        }}
      >
        <Stack gap="sm" fz="sm">
          {children}
          {reasonLabel ? (
            <Textarea
              label={reasonLabel}
              required
              withAsterisk={false}
              autosize
              minRows={2}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          ) : null}
          {error ? <Notice tone="red">{error}</Notice> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {s.form.cancel}
            </Button>
            <Button type="submit" color={isDangerous ? 'red' : undefined} loading={isBusy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
