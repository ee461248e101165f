import { Modal, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.allowlist

export function AddNetwork({
  cidr = '',
  label = '',
  onClose,
}: {
  cidr?: string
  label?: string
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: { cidr, label },
    send: (body) => post('/api/settings/ip-whitelist', { body }),
    done: (added) => w.addDone(added.cidr),
    changes: ['ip_allowlist'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.addTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.add} onCancel={onClose}>
        <TextInput
          label={w.network}
          description={w.networkHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data-autofocus
          {...form.getInputProps('cidr')}
        />
        <TextInput
          label={w.label}
          description={w.labelHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          {...form.getInputProps('label')}
        />
      </Form>
    </Modal>
  )
}
