import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { ApiKey, RegeneratedKey } from '#api/types.ts'
import { Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { KeySecret } from './KeySecret.tsx'
import { t } from './strings.ts'

const w = t.key

/** Replaces a key's secret. The old one keeps working during the overlap. */
export function Regenerate({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [newSecret, setNewSecret] = useState<RegeneratedKey | null>(null)
  const record = useRecordForm({
    initial: { overlap_hours: '24' },
    send: ({ overlap_hours }) =>
      post('/api/user/api-keys/{id}/regenerate', {
        path: { id: apiKey.id },
        body: { overlap_hours: numberOf(overlap_hours) as number },
      }),
    changes: ['api_key'],
    onDone: setNewSecret,
  })
  if (newSecret)
    return (
      <KeySecret
        title={w.newSecret(apiKey.name)}
        secret={newSecret.secret}
        scopes={apiKey.scopes}
        isLimited={apiKey.projects !== 'all'}
        onClose={onClose}
      />
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.regenerateTitle(apiKey.name)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.regenerate} onCancel={onClose}>
        <p>{w.regenerateText}</p>
        <TextInput
          label={w.overlap}
          description={w.overlapHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          inputMode="numeric"
          rightSection={<Unit>{w.hours}</Unit>}
          data-autofocus
          {...record.form.getInputProps('overlap_hours')}
        />
      </Form>
    </Modal>
  )
}
