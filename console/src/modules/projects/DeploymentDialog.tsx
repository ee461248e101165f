import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { CrewRole, Service } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { utcToday } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.deployment
const roles: { value: CrewRole; label: string }[] = [
  { value: 'pic', label: 'PIC' },
  { value: 'sic', label: 'SIC' },
  { value: 'observer', label: 'Observer' },
]

/** Commits an aircraft and crew to a service. */
export function DeploymentDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      aircraftId: null as string | null,
      crewId: null as string | null,
      role: 'pic' as CrewRole,
      startsOn: utcToday(),
      endsOn: '',
      notes: '',
    },
    validate: {
      endsOn: (ends, { startsOn }) => required(w.ends)(ends) ?? (ends < startsOn ? t.form.endBefore : null),
    },
    send: ({ aircraftId, crewId, role, startsOn, endsOn, notes }) =>
      post('/api/services/{id}/deployments', {
        path: { id: service.id },
        body: {
          aircraftId: aircraftId ?? '',
          crew: crewId ? [{ crewId, role }] : [],
          startsOn,
          endsOn,
          ...(notes.trim() ? { notes: notes.trim() } : {}),
        },
      }),
    done: w.created,
    changes: ['deployment', 'service', 'project'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.title(service.name)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.create} onCancel={onClose}>
        <RecordField
          kind="aircraft"
          label={w.aircraft}
          data-autofocus
          {...form.getInputProps('aircraftId')}
        />
        <FieldRow>
          <RecordField kind="crew_member" label={w.person} clearable {...form.getInputProps('crewId')} />
          <Select label={w.role} data={roles} allowDeselect={false} {...form.getInputProps('role')} />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.starts} type="date" {...form.getInputProps('startsOn')} />
          <TextInput label={w.ends} type="date" {...form.getInputProps('endsOn')} />
        </FieldRow>
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
    </Modal>
  )
}
