import { Modal, TextInput } from '@mantine/core'
import { patch } from '#api/client.ts'
import type { ApiKey } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

export function RenameKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const record = useRecordForm({
    initial: { name: apiKey.name },
    send: (body) => patch('/api/user/api-keys/{id}', { path: { id: apiKey.id }, body }),
    done: t.key.renamed,
    changes: ['api_key'],
    onDone: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={t.key.edit} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={s.form.save} onCancel={onClose}>
        <TextInput label={t.create.name} data-autofocus {...record.form.getInputProps('name')} />
      </Form>
    </Modal>
  )
}
