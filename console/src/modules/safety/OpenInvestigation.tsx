import { Modal, Select, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { MemberField } from './MemberField.tsx'
import { t } from './strings.ts'

const w = t.investigations
type Props = { reportId?: string; title?: string; onClose: () => void; onOpened: (id: string) => void }

export function OpenInvestigation({ reportId, title = '', onClose, onOpened }: Props) {
  const record = useRecordForm({
    initial: { title, leadMemberId: null as string | null, method: 'five_whys' as string | null },
    send: ({ method, ...values }) =>
      post('/api/v1/sms/investigations', {
        body: { ...values, method: method as 'barrier' | null, ...(reportId ? { reportId } : {}) },
      }),
    done: ({ code }) => w.created(code),
    changes: ['investigation'],
    onDone: ({ id }) => {
      onClose()
      onOpened(id)
    },
  })
  return (
    <Modal opened onClose={onClose} title={w.create} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.create} onCancel={onClose}>
        <TextInput label={w.what} data-autofocus {...record.form.getInputProps('title')} />
        <MemberField label={w.lead} {...record.form.getInputProps('leadMemberId')} />
        <Select
          label={w.method}
          data={optionsOf('investigation.method')}
          {...record.form.getInputProps('method')}
        />
      </Form>
    </Modal>
  )
}
