import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import { nextStates } from '#api/move.ts'
import { useCan, useSession } from '#api/session.ts'
import type { Movement } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { AirportField } from '#ui/form/AirportField.tsx'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { clockError, TimeField } from '#ui/form/TimeField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo, useParam } from '#ui/place.ts'
import { dayIn } from '#ui/time.ts'
import { bodyOf, emptyMovement, formOf } from './movementForm.ts'
import { tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

const w = t.movement
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
const directions = optionsOf('movement.direction')

/** Creates a movement, or updates the one in the URL. */
export default function EditMovement() {
  const id = useParam('id')
  const movement = useQuery({
    queryKey: ['movement', id],
    queryFn: () => get('/api/v1/fbo/movements/{id}', { path: { id } }),
    enabled: id !== '',
  })
  if (id === '') return <MovementFields />
  return <Loaded query={movement}>{(data) => <MovementFields movement={data} />}</Loaded>
}

function MovementFields({ movement }: { movement?: Movement }) {
  const can = useCan()
  const go = useGo()
  const { workspace } = useSession()
  const params: Search = useSearch({ strict: false })
  const timeZone = movement?.timezone ?? workspace.timezone
  const record = useRecordForm({
    initial: movement
      ? formOf(movement)
      : emptyMovement(
          params.date ?? dayIn(new Date(), timeZone),
          (params.direction ?? 'inbound') as Movement['direction'],
        ),
    validate: {
      eta: clockError,
      etd: clockError,
    },
    send: (values) => {
      const body = bodyOf(values, timeZone, movement)
      return movement
        ? patch('/api/v1/fbo/movements/{id}', {
            path: { id: movement.id },
            body,
            version: movement.version,
          })
        : post('/api/v1/fbo/movements', { body })
    },
    done: (saved) => (movement ? w.saved(tailOf(saved)) : w.created(tailOf(saved))),
    changes: ['movement'],
    onDone: (saved) => go(`/fbo/movements/${saved.id}`),
  })
  const { form } = record
  const statuses = optionsOf(
    'movement.status',
    movement ? [movement.status, ...nextStates('movement', movement)] : undefined,
  )
  const back = movement
    ? { to: `/fbo/movements/${movement.id}`, label: tailOf(movement) }
    : { to: '/fbo/board', label: t.board.title }

  return (
    <>
      <PageHeader title={movement ? w.editTitle(tailOf(movement)) : w.createTitle} back={back} />
      <Form record={record} submitLabel={movement ? w.save : w.create} onCancel={() => void go(back.to)}>
        <FieldGroup title={w.what}>
          <FieldRow>
            <TextInput
              label={w.tail}
              autoFocus
              autoCapitalize="characters"
              spellCheck={false}
              {...form.getInputProps('tailNumber')}
            />
            <TextInput label={w.type} autoCapitalize="characters" {...form.getInputProps('aircraftType')} />
          </FieldRow>
          <FieldRow>
            <Select
              label={w.direction}
              data={directions}
              allowDeselect={false}
              {...form.getInputProps('direction')}
            />
            <Select
              label={w.status}
              data={statuses}
              allowDeselect={false}
              {...form.getInputProps('status')}
            />
            <TextInput
              label={w.date}
              type="date"
              description={w.dateHint(timeZone)}
              inputWrapperOrder={below}
              {...form.getInputProps('movementDate')}
            />
          </FieldRow>
        </FieldGroup>
        <FieldGroup title={w.where}>
          <FieldRow>
            <AirportField size="sm" label={w.origin} {...form.getInputProps('origin')} />
            <AirportField size="sm" label={w.destination} {...form.getInputProps('destination')} />
          </FieldRow>
          <FieldRow>
            <TimeField label={w.eta} {...form.getInputProps('eta')} />
            <TimeField label={w.etd} {...form.getInputProps('etd')} />
          </FieldRow>
        </FieldGroup>
        <FieldGroup title={w.service}>
          <FieldRow>
            <TextInput label={w.operator} {...form.getInputProps('operator')} />
            {can('listFboCustomers') ? (
              <RecordField
                kind="fbo_customer"
                label={w.customer}
                description={movement ? undefined : w.customerHint}
                inputWrapperOrder={below}
                clearable
                {...form.getInputProps('customerId')}
              />
            ) : null}
          </FieldRow>
          <FieldRow>
            <TextInput
              label={w.pob}
              inputMode="numeric"
              description={w.pobHint}
              inputWrapperOrder={below}
              {...form.getInputProps('pob')}
            />
            <TextInput label={w.parking} {...form.getInputProps('parking')} />
          </FieldRow>
          <FieldRow>
            <Checkbox size="sm" label={w.customs} {...form.getInputProps('customs', { type: 'checkbox' })} />
            <Checkbox size="sm" label={w.vip} {...form.getInputProps('isVip', { type: 'checkbox' })} />
          </FieldRow>
          <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
        </FieldGroup>
      </Form>
    </>
  )
}
