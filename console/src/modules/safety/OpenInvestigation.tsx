import { Modal, Select, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { MemberField } from './MemberField.tsx'
import { t } from './strings.ts'

const w = t.investigations
type Props = { reportId?: string; title?: string; onClose: () => void; onOpened: (id: string) => void }

export function OpenInvestigation({ reportId, title = '', onClose, onOpened }: Props) {
  const open = useAction({
    run: (body: { title: string; leadMemberId: string | null; method: 'barrier' | null }) =>
      post('/api/v1/sms/investigations', { body: { ...body, ...(reportId ? { reportId } : {}) } }),
    done: ({ code }) => w.created(code),
    changes: ['investigation', 'safety_report'],
    quiet: true,
  })
  const record = useRecordForm({
    initial: { title, leadMemberId: null as string | null, method: 'five_whys' as string | null },
    validate: { title: required(w.what) },
    send: async ({ method, ...values }) => {
      const { id } = await open.mutateAsync({ ...values, method: method as 'barrier' | null })
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
          data={Object.entries(w.methods).map(([value, label]) => ({ value, label }))}
          {...record.form.getInputProps('method')}
        />
      </Form>
    </Modal>
  )
}
