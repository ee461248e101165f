import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { s } from '../strings.ts'
import type { ConfirmProps } from './ConfirmDialog.tsx'
import { Notice } from './Notice.tsx'

export default function ConfirmForm({
  title,
  children,
  confirm,
  isDangerous = false,
  reasonLabel,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isReasonMissing, setReasonMissing] = useState(false)
  const [isBusy, setBusy] = useState(false)

  const act = async () => {
    if (reasonLabel && !reason.trim()) return setReasonMissing(true)
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
        noValidate
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
              error={isReasonMissing && reasonLabel ? s.form.required(reasonLabel) : undefined}
              onChange={(event) => {
                setReason(event.currentTarget.value)
                setReasonMissing(false)
              }}
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
