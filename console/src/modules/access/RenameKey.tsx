import { Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { patch } from '#api/client.ts'
import type { ApiKey } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { showDone } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

export function RenameKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queryClient = useQueryClient()
  const record = useRecordForm({
    initial: { name: apiKey.name },
    validate: { name: required(t.create.name) },
    send: async (body) => {
      await patch('/api/user/api-keys/{id}', { path: { id: apiKey.id }, body })
      showDone(t.key.renamed)
      await queryClient.invalidateQueries({ queryKey: ['api_key'] })
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={t.key.edit} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={s.form.save} onCancel={onClose}>
        <TextInput label={t.create.name} data-autofocus {...record.form.getInputProps('name')} />
      </Form>
    </Modal>
  )
}
