import { Modal, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.page

const hundredths = (hours: string): number | null => {
  const read = numberOf(hours)
  return read === null ? null : Math.round(read * 100)
}

/** The aircraft is back: what its meters show, and where it is. */
export function CheckInDialog({
  session,
  onClose,
}: {
  session: RecordOf<'planning_session'>
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: { hobbs: '', tach: '', fromAirport: '', toAirport: '' },
    send: (values) => {
      const [hobbs, tach] = [hundredths(values.hobbs), hundredths(values.tach)]
      return post('/api/v1/planning/sessions/{id}/check-in', {
        path: { id: session.id },
        body: {
          ...(hobbs === null ? {} : { hobbsInHundredths: hobbs }),
          ...(tach === null ? {} : { tachInHundredths: tach }),
          ...(values.fromAirport.trim() ? { fromAirport: values.fromAirport.trim() } : {}),
          ...(values.toAirport.trim() ? { toAirport: values.toAirport.trim() } : {}),
        },
      })
    },
    done: (saved) => w.moved(saved.title, moveLabel('planning_session', 'checkIn').toLowerCase()),
    changes: ['planning_session', 'flight'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.checkInTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={moveLabel('planning_session', 'checkIn')} onCancel={onClose}>
        <FieldRow>
          <TextInput
            label={w.hobbsIn}
            inputMode="decimal"
            data-autofocus
            rightSection={<Unit>{w.hours}</Unit>}
            {...form.getInputProps('hobbs')}
          />
          <TextInput
            label={w.tachIn}
            inputMode="decimal"
            rightSection={<Unit>{w.hours}</Unit>}
            {...form.getInputProps('tach')}
          />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.fromAirport} description={w.base} {...form.getInputProps('fromAirport')} />
          <TextInput label={w.toAirport} description={w.base} {...form.getInputProps('toAirport')} />
        </FieldRow>
      </Form>
    </Modal>
  )
}
