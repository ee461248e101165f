import { Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { Endpoint } from '#api/types.ts'
import { Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.endpoint

export function RotateSecret({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const queryClient = useQueryClient()
  const [secret, setSecret] = useState<string | null>(null)
  const record = useRecordForm({
    initial: { overlapHours: '24' },
    validate: {
      overlapHours: (text) => (/^\d{1,2}$/.test(text) && Number(text) <= 72 ? null : w.badOverlap),
    },
    send: async ({ overlapHours }) => {
      const rotated = await post('/api/v1/webhooks/endpoints/{id}/rotate-secret', {
        path: { id: endpoint.id },
        body: { overlapHours: Number(overlapHours) },
      })
      await queryClient.invalidateQueries({ queryKey: ['webhook_endpoint'] })
      setSecret(rotated.secret)
    },
  })
  if (secret)
    return (
      <SecretPanel
        title={w.newSecret}
        label={t.form.secretLabel}
        secret={secret}
        note={t.form.secretNote}
        onClose={onClose}
      />
    )
  return (
    <Modal opened onClose={onClose} title={w.rotateTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.rotate} onCancel={onClose}>
        <p>{w.rotateText}</p>
        <TextInput
          label={w.overlap}
          description={w.overlapHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          inputMode="numeric"
          rightSection={<Unit>{w.hours}</Unit>}
          data-autofocus
          {...record.form.getInputProps('overlapHours')}
        />
      </Form>
    </Modal>
  )
}
