import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { patch, post } from '#api/client.ts'
import type { Project } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.form
type Props = { project?: Project; onClose: () => void; onSaved?: (project: Project) => void }

/** Creates or updates a project. */
export function ProjectDialog({ project, onClose, onSaved }: Props) {
  const record = useRecordForm({
    initial: {
      name: project?.name ?? '',
      description: project?.description ?? '',
      customer: project?.customer ?? '',
      startsOn: project?.startsOn ?? '',
      endsOn: project?.endsOn ?? '',
      status: project?.status ?? 'active',
    },
    validate: {
      endsOn: (ends, { startsOn }) => (ends && startsOn && ends < startsOn ? w.endBefore : null),
    },
    send: ({ name, status, ...optional }) => {
      const texts = Object.entries(optional).map(([field, value]): [string, string | null] => [
        field,
        value.trim() || null,
      ])
      return project
        ? patch('/api/projects/{id}', {
            path: { id: project.id },
            body: { name: name.trim(), status, ...Object.fromEntries(texts) },
            version: project.version,
          })
        : post('/api/projects', {
            body: {
              name: name.trim(),
              status,
              ...Object.fromEntries(texts.filter(([, value]) => value !== null)),
            },
          })
    },
    done: (saved) => (project ? w.saved(saved.name) : w.created(saved.name)),
    changes: ['project'],
    onDone: (saved) => {
      onClose()
      onSaved?.(saved)
    },
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={project ? w.editTitle : w.createTitle}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={project ? w.save : w.create} onCancel={onClose}>
        <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
        <TextInput label={w.customer} {...form.getInputProps('customer')} />
        <Textarea label={w.description} autosize minRows={2} {...form.getInputProps('description')} />
        <FieldRow>
          <TextInput label={w.startsOn} type="date" {...form.getInputProps('startsOn')} />
          <TextInput label={w.endsOn} type="date" {...form.getInputProps('endsOn')} />
        </FieldRow>
        <Select
          label={w.status}
          allowDeselect={false}
          data={[
            { value: 'active', label: w.active },
            { value: 'idle', label: w.idle },
          ]}
          {...form.getInputProps('status')}
        />
      </Form>
    </Modal>
  )
}
