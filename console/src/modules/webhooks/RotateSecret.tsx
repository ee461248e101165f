import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { Endpoint } from '#api/types.ts'
import { Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.endpoint

export function RotateSecret({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const record = useRecordForm({
    initial: { overlapHours: '24' },
    send: ({ overlapHours }) =>
      post('/api/v1/webhooks/endpoints/{id}/rotate-secret', {
        path: { id: endpoint.id },
        body: { overlapHours: numberOf(overlapHours) as number },
      }),
    changes: ['webhook_endpoint'],
    onDone: (rotated) => setSecret(rotated.secret),
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
