import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { formatDay } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { type Alternative, Alternatives, alternativesTo } from './Alternatives.tsx'
import { clockError, endError, instantOf, laterBy } from './formTime.ts'
import { nobody, PeopleFields, type PersonRow, participantsOf } from './PeopleFields.tsx'
import { t } from './strings.ts'

const w = t.form
const types = ['flight', 'ground', 'simulator', 'maintenance_block', 'meeting'] as const

const hasStudent = (rows: readonly PersonRow[]) =>
  rows.some(({ crewId, role }) => crewId !== null && role === 'student')

/** Whether it waits for whichever aircraft of a type is free first. */
const waits = ({
  type,
  aircraftId,
  isStandby,
}: {
  type: string
  aircraftId: string | null
  isStandby: boolean
}) => isStandby && type === 'flight' && aircraftId === null

/** What the place says where somebody began to book. */
export type Wanted = {
  day: string
  clock?: string
  aircraftId?: string
  personId?: string
  resourceId?: string
}
type Props = { wanted: Wanted; timezone: string; onClose: () => void }

/** Books an aircraft, a room or people. What is taken is refused with who has it. */
export function BookDialog({ wanted, timezone, onClose }: Props) {
  const can = useCan()
  const [alternatives, setAlternatives] = useState<Alternative[]>([])
  const from = wanted.clock ?? '09:00'
  const record = useRecordForm({
    initial: {
      type: (wanted.resourceId || wanted.personId ? 'ground' : 'flight') as (typeof types)[number],
      aircraftId: wanted.aircraftId ?? (null as string | null),
      resourceId: wanted.resourceId ?? (null as string | null),
      instructorId: wanted.personId ?? (null as string | null),
      participants: [nobody],
      isSolo: false,
      isStandby: false,
      standbyType: '',
      day: wanted.day,
      from,
      untilDay: wanted.day,
      to: laterBy(from, 90),
      title: '',
      notes: '',
      repeat: '' as '' | 'DAILY' | 'WEEKLY',
      times: '10',
    },
    validate: {
      day: required(w.day),
      from: (clock, { day }) => clockError(day, clock, timezone),
      to: (clock, values) => endError(values, clock, timezone),
      standbyType: (typed, values) => (waits(values) ? required(w.standbyType)(typed) : null),
      aircraftId: (aircraftId, { type, resourceId, instructorId, isStandby }) =>
        aircraftId !== null || waits({ type, aircraftId, isStandby })
          ? null
          : type === 'flight'
            ? w.needsAircraft
            : resourceId === null && instructorId === null
              ? w.needsAnything
              : null,
    },
    send: async (values) => {
      const session = {
        type: values.type,
        ...(values.aircraftId ? { aircraftId: values.aircraftId } : {}),
        ...(values.resourceId ? { resourceId: values.resourceId } : {}),
        ...(values.instructorId ? { instructorId: values.instructorId } : {}),
        participants: participantsOf(values.participants),
        ...(values.isSolo && hasStudent(values.participants) ? { isSolo: true } : {}),
        ...(values.title.trim() ? { title: values.title.trim() } : {}),
        ...(values.notes.trim() ? { notes: values.notes.trim() } : {}),
      }
      const startsAt = instantOf(values.day, values.from, timezone)
      const endsAt = instantOf(values.untilDay, values.to, timezone)
      if (values.repeat === '' || waits(values)) {
        const body = { ...session, startsAt, endsAt }
        const standby = waits(values) ? { standby: { typeDesignator: values.standbyType.trim() } } : {}
        const saved = await post('/api/v1/planning/sessions', { body: { ...body, ...standby } }).catch(
          async (error: unknown) => {
            setAlternatives(await alternativesTo(error, body))
            throw error
          },
        )
        return w.created(saved.title, labelOf('planning_session.status', saved.status).toLowerCase())
      }
      const series = await post('/api/v1/planning/series', {
        body: {
          session,
          rule: `FREQ=${values.repeat};COUNT=${values.times}`,
          timezone,
          startsOn: values.day,
          startLocalTime: values.from,
          durationMinutes: (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000,
          onConflict: 'skip',
        },
      })
      const skipped = series.skipped.map(({ on }) => formatDay(on)).join(', ')
      return w.repeated(series.title, series.sessionIds.length, skipped)
    },
    done: (message) => message,
    changes: ['planning_session'],
    onDone: onClose,
  })
  const { form } = record
  const field = form.getInputProps
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.create} onCancel={onClose}>
        <Select
          label={w.type}
          data={optionsOf('planning_session.type').filter(({ value }) =>
            (types as readonly string[]).includes(value),
          )}
          allowDeselect={false}
          data-autofocus
          {...field('type')}
        />
        <RecordField kind="aircraft" label={w.aircraft} clearable {...field('aircraftId')} />
        {form.values.type === 'flight' && form.values.aircraftId === null ? (
          <Checkbox label={w.standby} {...form.getInputProps('isStandby', { type: 'checkbox' })} />
        ) : null}
        {waits(form.values) ? (
          <TextInput label={w.standbyType} placeholder="C172" {...field('standbyType')} />
        ) : null}
        {form.values.type === 'flight' ? null : (
          <RecordField kind="planning_resource" label={w.resource} clearable {...field('resourceId')} />
        )}
        <RecordField kind="crew_member" label={w.instructor} clearable {...field('instructorId')} />
        <PeopleFields form={form} rows={form.values.participants} />
        {form.values.type === 'flight' && hasStudent(form.values.participants) ? (
          <Checkbox label={w.solo} {...form.getInputProps('isSolo', { type: 'checkbox' })} />
        ) : null}
        <FieldRow>
          <TextInput
            label={w.day}
            type="date"
            {...field('day')}
            onChange={(event) => {
              const day = event.currentTarget.value
              form.setValues({ day, untilDay: day })
            }}
          />
          <TextInput label={w.from} type="time" {...field('from')} />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.until} type="date" {...field('untilDay')} />
          <TextInput label={w.to} type="time" {...field('to')} />
        </FieldRow>
        <p className="dim">{w.zone(timezone)}</p>
        <Alternatives
          alternatives={alternatives}
          timezone={timezone}
          take={(times) => {
            form.setValues(times)
            setAlternatives([])
          }}
        />
        {can('createPlanningSeries') && !waits(form.values) ? (
          <FieldRow>
            <Select label={w.repeat} data={w.repeats} allowDeselect={false} {...field('repeat')} />
            {form.values.repeat === '' ? null : (
              <TextInput label={w.times} inputMode="numeric" {...field('times')} />
            )}
          </FieldRow>
        ) : null}
        <TextInput label={w.name} {...field('title')} />
        <Textarea label={w.notes} autosize minRows={2} {...field('notes')} />
      </Form>
    </Modal>
  )
}
