import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { patch, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { PassengerFields } from './PassengerFields.tsx'
import { passengerRows, passengersOf } from './passengerRow.ts'
import { t } from './strings.ts'
import { emptyLeg, type LegRow, legsOf, rowsOf } from './tripForm.ts'

const w = t.form
type Trip = RecordOf<'trip'>
type Props = { trip?: Trip; onClose: () => void }

/** Plans a trip: what it is, its legs with aircraft and pilots, and who flies along. */
export function TripDialog({ trip, onClose }: Props) {
  const record = useRecordForm({
    initial: {
      type: (trip?.type ?? 'charter') as Trip['type'],
      operation: (trip?.operation ?? null) as Trip['operation'],
      customerName: trip?.customerName ?? '',
      projectId: trip?.projectId ?? (null as string | null),
      notes: trip?.notes ?? '',
      legs: trip ? rowsOf(trip) : [emptyLeg()],
      passengers: trip ? passengerRows(trip) : [],
    },
    ...(trip ? { version: trip.version } : {}),
    send: ({ type, operation, customerName, projectId, notes, legs, passengers }) => {
      const body = {
        type,
        operation,
        projectId,
        customerName: customerName.trim() || null,
        notes: notes.trim() || null,
        legs: legsOf(legs),
        passengers: passengersOf(passengers),
      }
      return trip
        ? patch('/api/v1/ops/trips/{id}', { path: { id: trip.id }, body, version: trip.version })
        : post('/api/v1/ops/trips', { body })
    },
    done: (saved) =>
      !trip
        ? w.created(saved.number)
        : trip.releaseId !== null && saved.releaseId === null
          ? w.voided(saved.number)
          : w.saved(saved.number),
    changes: ['trip'],
    onDone: onClose,
  })
  const { form } = record
  const field = form.getInputProps
  const { legs, passengers } = form.values
  const mostAboard = Math.max(0, ...legs.map(({ passengerCount }) => Number(passengerCount) || 0))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={trip ? w.edit : w.create}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={trip ? w.save : w.submit} onCancel={onClose}>
        <FieldRow>
          <Select label={w.type} data={optionsOf('trip.type')} allowDeselect={false} {...field('type')} />
          <Select label={w.operation} data={optionsOf('trip.operation')} clearable {...field('operation')} />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.customer} {...field('customerName')} />
          <RecordField kind="project" label={w.project} clearable {...field('projectId')} />
        </FieldRow>
        {legs.map((_, index) => (
          <LegFields
            key={index}
            position={index + 1}
            field={(name) => field(`legs.${index}.${name}`)}
            onRemove={() => form.removeListItem('legs', index)}
          />
        ))}
        <Button variant="default" onClick={() => form.insertListItem('legs', emptyLeg(legs.at(-1)))}>
          {w.addLeg}
        </Button>
        <PassengerFields form={form} rows={passengers} mostAboard={mostAboard} />
        <Textarea label={w.notes} autosize minRows={2} {...field('notes')} />
      </Form>
    </Modal>
  )
}

type LegProps = {
  position: number
  field: (name: keyof LegRow) => object
  onRemove: () => void
}

function LegFields({ position, field, onRemove }: LegProps) {
  return (
    <FieldGroup title={w.leg(position)}>
      <FieldRow>
        <TextInput label={w.from} {...field('fromAirport')} />
        <TextInput label={w.to} {...field('toAirport')} />
      </FieldRow>
      <FieldRow>
        <TextInput label={w.off} type="datetime-local" {...field('off')} />
        <TextInput label={w.on} type="datetime-local" {...field('on')} />
      </FieldRow>
      <FieldRow>
        <RecordField kind="aircraft" label={w.aircraft} clearable {...field('aircraftId')} />
        <TextInput label={w.passengers} inputMode="numeric" {...field('passengerCount')} />
      </FieldRow>
      <FieldRow>
        <RecordField kind="crew_member" label={w.pic} clearable {...field('picId')} />
        <RecordField kind="crew_member" label={w.sic} clearable {...field('sicId')} />
      </FieldRow>
      <Button variant="subtle" size="compact-sm" onClick={onRemove}>
        {w.removeLeg(position)}
      </Button>
    </FieldGroup>
  )
}
