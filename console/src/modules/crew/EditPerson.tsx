import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import type { Person } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { AirportField } from '#ui/form/AirportField.tsx'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.form

/** Creates a person, or updates the one in the URL. */
export default function EditPerson() {
  const id = useParam('id')
  const person = useQuery({
    queryKey: ['crew_member', id],
    queryFn: () => get('/api/v1/ops/crew/{id}', { path: { id } }),
    enabled: id !== '',
  })
  if (id === '') return <PersonFields />
  return <Loaded query={person}>{(data) => <PersonFields person={data} />}</Loaded>
}

const formOf = (person?: Person) => ({
  displayName: person?.displayName ?? '',
  functions: person?.functions ?? [],
  email: person?.email ?? '',
  phone: person?.phone ?? '',
  certificateType: person?.certificateType ?? '',
  certificateNumber: person?.certificateNumber ?? '',
  employeeNumber: person?.employeeNumber ?? '',
  baseAirport: person?.baseAirport ?? '',
  status: person?.status ?? 'active',
  turnaround: String(person?.turnaroundMinutes ?? 0),
  notes: person?.notes ?? '',
})

/** An emptied field is cleared on update, and left out on create. */
function bodyOf(
  { displayName, functions: chosen, status, turnaround, ...optional }: ReturnType<typeof formOf>,
  isNew: boolean,
) {
  const texts = Object.entries(optional).map(([field, value]): [string, string | null] => [
    field,
    value.trim() || null,
  ])
  return {
    displayName: displayName.trim(),
    functions: chosen,
    status,
    turnaroundMinutes: numberOf(turnaround) ?? 0,
    ...Object.fromEntries(isNew ? texts.filter(([, value]) => value !== null) : texts),
  }
}

function PersonFields({ person }: { person?: Person }) {
  const go = useGo()
  const record = useRecordForm({
    initial: formOf(person),
    names: { turnaroundMinutes: 'turnaround' },
    send: (values) => {
      const body = bodyOf(values, !person)
      return person
        ? patch('/api/v1/ops/crew/{id}', { path: { id: person.id }, body, version: person.version })
        : post('/api/v1/ops/crew', { body })
    },
    done: (saved) => (person ? w.saved(saved.displayName) : w.created(saved.displayName)),
    changes: ['crew_member'],
    onDone: (saved) => go(`/people/${saved.id}`),
  })
  const { form } = record
  const back = person
    ? { to: `/people/${person.id}`, label: person.displayName }
    : { to: '/people', label: t.list.title }

  return (
    <>
      <PageHeader title={person ? w.editTitle(person.displayName) : w.createTitle} back={back} />
      <Form record={record} submitLabel={person ? w.save : w.create} onCancel={() => void go(back.to)}>
        <TextInput label={w.name} autoFocus {...form.getInputProps('displayName')} />
        <Checkbox.Group label={w.functions} {...form.getInputProps('functions')}>
          <FieldRow>
            {optionsOf('crew_member.functions').map((option) => (
              <Checkbox key={option.value} size="sm" value={option.value} label={option.label} mt={6} />
            ))}
          </FieldRow>
        </Checkbox.Group>
        <FieldGroup title={w.contact}>
          <FieldRow>
            <TextInput label={w.email} type="email" {...form.getInputProps('email')} />
            <TextInput label={w.phone} type="tel" {...form.getInputProps('phone')} />
          </FieldRow>
        </FieldGroup>
        <FieldGroup title={w.certificate}>
          <FieldRow>
            <TextInput
              label={w.certificateType}
              placeholder={w.certificateHint}
              {...form.getInputProps('certificateType')}
            />
            <TextInput label={w.certificateNumber} {...form.getInputProps('certificateNumber')} />
          </FieldRow>
          <FieldRow>
            <TextInput label={w.employeeNumber} {...form.getInputProps('employeeNumber')} />
            <AirportField size="sm" label={w.baseAirport} {...form.getInputProps('baseAirport')} />
            <Select
              label={w.status}
              allowDeselect={false}
              data={[
                { value: 'active', label: w.active },
                { value: 'inactive', label: w.inactive },
              ]}
              {...form.getInputProps('status')}
            />
            <TextInput label={w.turnaround} inputMode="numeric" {...form.getInputProps('turnaround')} />
          </FieldRow>
          <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
        </FieldGroup>
      </Form>
      <LeaveGuard hasUnsaved={record.hasUnsaved} />
    </>
  )
}
