import { Modal, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { HoursField } from '#ui/form/HoursField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { parseHours } from '#ui/hours.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.page
type Trip = RecordOf<'trip'>

/** All legs have landed: their times and meters become drafts of flights. */
export function CloseOutDialog({ trip, onClose }: { trip: Trip; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      legs: trip.legs.map((leg) => ({
        off: (leg.actualOffBlockAt ?? leg.plannedOffBlockAt ?? '').slice(0, 16),
        on: (leg.plannedOnBlockAt ?? '').slice(0, 16),
        hobbsIn: '',
      })),
    },
    send: ({ legs }) =>
      post('/api/v1/ops/trips/{id}/close-out', {
        path: { id: trip.id },
        body: {
          legs: trip.legs.map(({ id }, index) => {
            const { off = '', on = '', hobbsIn = '' } = legs[index] ?? {}
            const hobbs = parseHours(hobbsIn)
            return {
              legId: id,
              actualOffBlockAt: `${off}:00Z`,
              actualOnBlockAt: `${on}:00Z`,
              ...(hobbs === null ? {} : { hobbsInHundredths: hobbs }),
            }
          }),
        },
      }),
    done: (saved) => w.moved(saved.number, labelOf('trip.status', saved.status).toLowerCase()),
    changes: ['trip', 'flight', 'planning_session'],
    onDone: onClose,
  })
  const field = record.form.getInputProps
  return (
    <Modal opened onClose={onClose} title={w.closeOut} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={moveLabel('trip', 'closeOut')} onCancel={onClose}>
        {trip.legs.map((leg, index) => (
          <FieldGroup key={leg.id} title={`${leg.fromAirport} – ${leg.toAirport}`}>
            <FieldRow>
              <TextInput label={t.form.off} type="datetime-local" {...field(`legs.${index}.off`)} />
              <TextInput label={t.form.on} type="datetime-local" {...field(`legs.${index}.on`)} />
            </FieldRow>
            <HoursField label={w.hobbsIn} {...field(`legs.${index}.hobbsIn`)} />
          </FieldGroup>
        ))}
      </Form>
    </Modal>
  )
}
