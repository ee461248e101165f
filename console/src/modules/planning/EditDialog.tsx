import { Modal, Textarea, TextInput } from '@mantine/core'
import { patch } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { PeopleFields, type PersonRow, participantsOf } from './PeopleFields.tsx'
import { t } from './strings.ts'

const w = t.page
type Session = RecordOf<'planning_session'>

/** What of a booking changes without a new time or place. Somebody who is added has to be free. */
export function EditDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const participants: PersonRow[] = session.participants.map(({ crewId, role }) => ({ crewId, role }))
  const record = useRecordForm({
    initial: {
      title: session.title,
      projectId: session.projectId,
      participants,
      notes: session.notes ?? '',
    },
    version: session.version,
    send: ({ title, projectId, participants: rows, notes }) =>
      patch('/api/v1/planning/sessions/{id}', {
        path: { id: session.id },
        version: session.version,
        body: {
          title: title.trim(),
          projectId,
          notes: notes.trim() || null,
          ...(isSame(rows, participants) ? {} : { participants: participantsOf(rows) }),
        },
      }),
    done: w.saved,
    changes: ['planning_session'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.editTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        <TextInput label={t.form.name} data-autofocus {...form.getInputProps('title')} />
        <PeopleFields form={form} rows={form.values.participants} />
        <RecordField kind="project" label={w.project} clearable {...form.getInputProps('projectId')} />
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
    </Modal>
  )
}

const isSame = (rows: readonly PersonRow[], before: readonly PersonRow[]) =>
  JSON.stringify(rows) === JSON.stringify(before)
