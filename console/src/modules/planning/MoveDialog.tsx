import { Modal, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { dayIn } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { clockError, endError, instantOf } from './formTime.ts'
import { t } from './strings.ts'
import { clockOf } from './zone.ts'

const w = t.form

/** A booking gets another time, aircraft or instructor. Times are those of its place. */
export function MoveDialog({
  session,
  onClose,
}: {
  session: RecordOf<'planning_session'>
  onClose: () => void
}) {
  const { timezone } = session
  const isOut = session.status === 'checked_out'
  const record = useRecordForm({
    initial: {
      day: dayIn(new Date(session.startsAt), timezone),
      from: clockOf(Date.parse(session.startsAt), timezone),
      untilDay: dayIn(new Date(session.endsAt), timezone),
      to: clockOf(Date.parse(session.endsAt), timezone),
      aircraftId: session.aircraftId,
      instructorId: session.instructorId,
    },
    validate: {
      day: required(w.day),
      from: (clock, { day }) => clockError(day, clock, timezone),
      to: (clock, values) => endError(values, clock, timezone),
    },
    send: ({ day, from, untilDay, to, aircraftId, instructorId }) =>
      post('/api/v1/planning/sessions/{id}/move', {
        path: { id: session.id },
        version: session.version,
        body: {
          startsAt: isOut ? session.startsAt : instantOf(day, from, timezone),
          endsAt: instantOf(untilDay, to, timezone),
          ...(aircraftId && aircraftId !== session.aircraftId ? { aircraftId } : {}),
          ...(instructorId === session.instructorId ? {} : { instructorId }),
        },
      }),
    done: t.schedule.moved,
    changes: ['planning_session'],
    onDone: onClose,
  })
  const { form } = record
  const field = form.getInputProps
  return (
    <Modal opened onClose={onClose} title={t.page.moveTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={t.page.move} onCancel={onClose}>
        <FieldRow>
          <TextInput label={w.day} type="date" disabled={isOut} {...field('day')} />
          <TextInput label={w.from} type="time" disabled={isOut} {...field('from')} />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.until} type="date" {...field('untilDay')} />
          <TextInput label={w.to} type="time" data-autofocus {...field('to')} />
        </FieldRow>
        <p className="dim">{w.zone(timezone)}</p>
        {session.aircraftId && !isOut ? (
          <RecordField kind="aircraft" label={w.aircraft} {...field('aircraftId')} />
        ) : null}
        {isOut ? null : (
          <RecordField kind="crew_member" label={w.instructor} clearable {...field('instructorId')} />
        )}
      </Form>
    </Modal>
  )
}
