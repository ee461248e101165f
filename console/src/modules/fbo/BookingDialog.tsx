import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { FboBooking } from '#api/types.ts'
import { FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { clockError, TimeField } from '#ui/form/TimeField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { instantOf, parseClock, utcToday } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { b } from './bookingStrings.ts'
import { addDays } from './localDay.ts'

const w = b.form
const clockNeeded = (label: string) => (text: string) => required(label)(text) ?? clockError(text)
const at = (day: string, clock: string) => instantOf(day, parseClock(clock) ?? 0)

type Props = {
  movement?: { id: string; tailNumber: string | null; aircraftType: string | null }
  unitId?: string
  onClose: () => void
  onSaved?: (booking: FboBooking) => void
}

/** Books a place for an aircraft. An overlap is refused and names the other booking. */
export function BookingDialog({ movement, unitId, onClose, onSaved }: Props) {
  const units = useQuery({
    queryKey: ['fbo_unit', 'active'],
    queryFn: () => get('/api/v1/fbo/units', { query: { status: 'active', page_size: 100 } }),
  })
  const record = useRecordForm({
    initial: {
      unitId: unitId ?? (null as string | null),
      tailNumber: movement?.tailNumber ?? '',
      aircraftType: movement?.aircraftType ?? '',
      startsOn: utcToday(),
      startsAt: '',
      endsOn: addDays(utcToday(), 1),
      endsAt: '',
      wingspanFt: '',
      lengthFt: '',
      heightFt: '',
      notes: '',
    },
    validate: {
      startsOn: required(w.startsOn),
      startsAt: clockNeeded(w.startsAt),
      endsAt: clockNeeded(w.endsAt),
      endsOn: (endsOn, { startsOn, startsAt, endsAt }) =>
        required(w.endsOn)(endsOn) ?? (at(endsOn, endsAt) <= at(startsOn, startsAt) ? w.endBefore : null),
    },
    send: (values) => {
      return post('/api/v1/fbo/bookings', {
        body: {
          unitId: values.unitId ?? '',
          tailNumber: values.tailNumber.trim(),
          startsAt: at(values.startsOn, values.startsAt),
          endsAt: at(values.endsOn, values.endsAt),
          wingspanFt: numberOf(values.wingspanFt),
          lengthFt: numberOf(values.lengthFt),
          heightFt: numberOf(values.heightFt),
          ...(values.aircraftType.trim() ? { aircraftType: values.aircraftType.trim() } : {}),
          ...(movement ? { movementId: movement.id } : {}),
          ...(values.notes.trim() ? { notes: values.notes.trim() } : {}),
        },
      })
    },
    done: (saved) => w.created(saved.tailNumber, saved.unitName),
    changes: ['fbo_booking'],
    onDone: (saved) => {
      onClose()
      onSaved?.(saved)
    },
  })
  const { form } = record
  const options = (units.data?.items ?? []).map((unit) => ({
    value: unit.id,
    label: `${unit.name} · ${labelOf('fbo_unit.kind', unit.kind)}`,
  }))
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.create} onCancel={onClose}>
        <Select label={w.unit} data={options} searchable data-autofocus {...form.getInputProps('unitId')} />
        <FieldRow>
          <TextInput label={w.tail} autoCapitalize="characters" {...form.getInputProps('tailNumber')} />
          <TextInput label={w.type} autoCapitalize="characters" {...form.getInputProps('aircraftType')} />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.startsOn} type="date" {...form.getInputProps('startsOn')} />
          <TimeField label={w.startsAt} {...form.getInputProps('startsAt')} />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.endsOn} type="date" {...form.getInputProps('endsOn')} />
          <TimeField label={w.endsAt} {...form.getInputProps('endsAt')} />
        </FieldRow>
        <p className="dim">{w.days}</p>
        <FieldRow>
          {(['wingspanFt', 'lengthFt', 'heightFt'] as const).map((field) => (
            <TextInput
              key={field}
              label={{ wingspanFt: w.wingspan, lengthFt: w.length, heightFt: w.height }[field]}
              inputMode="decimal"
              rightSection={<Unit>{w.ft}</Unit>}
              {...form.getInputProps(field)}
            />
          ))}
        </FieldRow>
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
    </Modal>
  )
}
