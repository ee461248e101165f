import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import type { Aircraft } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { AirportField } from '#ui/form/AirportField.tsx'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { bodyOf, emptyAircraft, formOf } from './aircraftForm.ts'
import { equipment, t } from './strings.ts'

const w = t.form
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

/** Creates an aircraft, or updates the one in the URL. */
export default function EditAircraft() {
  const id = useParam('id')
  const aircraft = useQuery({
    queryKey: ['aircraft', id],
    queryFn: () => get('/api/v1/ops/aircraft/{id}', { path: { id } }),
    enabled: id !== '',
  })
  if (id === '') return <AircraftFields />
  return <Loaded query={aircraft}>{(data) => <AircraftFields aircraft={data} />}</Loaded>
}

function AircraftFields({ aircraft }: { aircraft?: Aircraft }) {
  const go = useGo()
  const record = useRecordForm({
    initial: aircraft ? formOf(aircraft) : emptyAircraft,
    send: (values) => {
      const body = bodyOf(values)
      return aircraft
        ? patch('/api/v1/ops/aircraft/{id}', {
            path: { id: aircraft.id },
            body,
            version: aircraft.version,
          })
        : post('/api/v1/ops/aircraft', { body })
    },
    done: ({ registration, warnings }) =>
      [
        aircraft ? w.saved(registration) : w.created(registration),
        ...warnings.map(({ message }) => message),
      ].join('. '),
    changes: ['aircraft'],
    onDone: (saved) => go(`/aircraft/${saved.id}`),
  })
  const { form } = record
  const back = aircraft
    ? { to: `/aircraft/${aircraft.id}`, label: aircraft.registration }
    : { to: '/aircraft', label: t.list.title }

  return (
    <>
      <PageHeader title={aircraft ? w.editTitle(aircraft.registration) : w.createTitle} back={back} />
      <Form record={record} submitLabel={aircraft ? w.save : w.create} onCancel={() => void go(back.to)}>
        <FieldGroup title={w.identity}>
          <FieldRow>
            <TextInput
              label={w.registration}
              autoFocus
              autoCapitalize="characters"
              {...form.getInputProps('registration')}
            />
            <TextInput
              label={w.typeDesignator}
              description={w.typeHint}
              inputWrapperOrder={below}
              {...form.getInputProps('typeDesignator')}
            />
          </FieldRow>
          <FieldRow>
            <TextInput label={w.make} {...form.getInputProps('make')} />
            <TextInput label={w.model} {...form.getInputProps('model')} />
          </FieldRow>
          <FieldRow>
            <TextInput label={w.serialNumber} {...form.getInputProps('serialNumber')} />
            <TextInput label={w.year} inputMode="numeric" {...form.getInputProps('year')} />
            <TextInput
              label={w.icao24}
              description={w.icao24Hint}
              inputWrapperOrder={below}
              {...form.getInputProps('icao24')}
            />
          </FieldRow>
        </FieldGroup>
        <FieldGroup title={w.kind}>
          <FieldRow>
            <Select
              label={w.category}
              data={optionsOf('aircraft.category')}
              allowDeselect={false}
              {...form.getInputProps('category')}
            />
            <Select
              label={w.class}
              data={optionsOf('aircraft.class')}
              allowDeselect={false}
              {...form.getInputProps('class')}
            />
          </FieldRow>
          <FieldRow>
            <Select
              label={w.engineType}
              data={optionsOf('aircraft.engineType')}
              allowDeselect={false}
              {...form.getInputProps('engineType')}
            />
            <Select
              label={w.fuelProduct}
              data={[{ value: '', label: w.fuelByEngine }, ...optionsOf('aircraft.fuelProduct')]}
              allowDeselect={false}
              {...form.getInputProps('fuelProduct')}
            />
            <TextInput label={w.seats} inputMode="numeric" {...form.getInputProps('seats')} />
          </FieldRow>
        </FieldGroup>
        <FieldGroup title={w.equipment}>
          <FieldRow>
            {equipment.map((flag) => (
              <Checkbox
                key={flag}
                size="sm"
                label={w[flag]}
                {...form.getInputProps(flag, { type: 'checkbox' })}
              />
            ))}
          </FieldRow>
        </FieldGroup>
        <FieldGroup title={w.use}>
          <FieldRow>
            <Select
              label={w.status}
              description={w.terminal}
              inputWrapperOrder={below}
              data={optionsOf('aircraft.status')}
              allowDeselect={false}
              {...form.getInputProps('status')}
            />
            <AirportField size="sm" label={w.baseAirport} {...form.getInputProps('baseAirport')} />
            <TextInput
              label={w.turnaround}
              description={w.turnaroundHint}
              inputWrapperOrder={below}
              inputMode="numeric"
              {...form.getInputProps('turnaroundMinutes')}
            />
          </FieldRow>
          <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
        </FieldGroup>
      </Form>
      <LeaveGuard hasUnsaved={record.hasUnsaved} />
    </>
  )
}
