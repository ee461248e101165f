import { Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { ApiKey, RegeneratedKey } from '#api/types.ts'
import { Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { KeySecret } from './KeySecret.tsx'
import { t } from './strings.ts'

const w = t.key
const isOverlap = (text: string) => /^\d{1,2}$/.test(text.trim()) && Number(text) <= 72

/** Replaces a key's secret. The old one keeps working during the overlap. */
export function Regenerate({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queryClient = useQueryClient()
  const [newSecret, setNewSecret] = useState<RegeneratedKey | null>(null)
  const record = useRecordForm({
    initial: { overlap_hours: '24' },
    validate: { overlap_hours: (text) => (isOverlap(text) ? null : w.badOverlap) },
    send: async ({ overlap_hours }) => {
      const key = await post('/api/user/api-keys/{id}/regenerate', {
        path: { id: apiKey.id },
        body: { overlap_hours: Number(overlap_hours) },
      })
      await queryClient.invalidateQueries({ queryKey: ['api_key'] })
      setNewSecret(key)
    },
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
