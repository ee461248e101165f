import { Button } from '@mantine/core'
import { useState } from 'react'
import { valuesOf } from '#api/choice.ts'
import { get, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { AvailabilityDialog } from './AvailabilityDialog.tsx'
import { hoursText } from './hoursText.ts'
import { t } from './strings.ts'

const w = t.availability
export type Availability = RecordOf<'planning_availability'>

const weekdays = valuesOf('planning_availability.weekly.weekday')
const dayName = (day: Weekday) => labelOf('planning_availability.weekly.weekday', day)
type Weekday = (typeof weekdays)[number]

/** "Monday to Thursday 09:00–12:00, 13:00–17:00 · Friday 09:00–12:00" */
function weekText({ weekly }: Availability): string {
  const spans: { first: Weekday; last: Weekday; text: string }[] = []
  for (const [index, day] of weekdays.entries()) {
    const text = hoursText(weekly.filter(({ weekday }) => weekday === day))
    const span = spans.at(-1)
    if (span?.text === text && span.last === weekdays[index - 1]) span.last = day
    else spans.push({ first: day, last: day, text })
  }
  return spans
    .filter(({ text }) => text !== '')
    .map(({ first, last, text }) =>
      first === last ? `${dayName(first)} ${text}` : `${dayName(first)} to ${dayName(last)} ${text}`,
    )
    .join(' · ')
}

const columns: Column<Availability>[] = [
  { id: 'subject', header: w.subject, cell: (row) => row.subjectName, text: (row) => row.subjectName },
  { id: 'week', header: w.week, cell: weekText, text: weekText },
  {
    id: 'exceptions',
    header: w.exceptions,
    isNumeric: true,
    isWide: true,
    cell: (row) => row.exceptions.length,
    text: (row) => row.exceptions.length,
  },
  { id: 'zone', header: w.zone, cell: (row) => row.timezone, text: (row) => row.timezone, isWide: true },
]

/** When instructors and resources can be booked. */
export default function AvailabilityList() {
  const can = useCan()
  const [editing, setEditing] = useState<Availability | null>(null)
  const [deleting, setDeleting] = useState<Availability | null>(null)
  const drop = useAction({
    run: ({ id }: Availability) => remove('/api/v1/planning/availability/{id}', { path: { id } }),
    done: w.deleted,
    changes: ['planning_availability'],
  })
  return (
    <>
      <RecordList
        id="planning-availability"
        subject="planning_availability"
        words={w}
        back={{ to: '/schedule', label: t.schedule.title }}
        columns={columns}
        load={(query) => get('/api/v1/planning/availability', { query })}
        rowName={(row) => row.subjectName}
        rowActions={(row) =>
          can('deletePlanningAvailability') ? (
            <Button size="compact-xs" variant="default" onClick={() => setDeleting(row)}>
              {w.delete}
            </Button>
          ) : null
        }
        create={
          can('createPlanningAvailability') && {
            dialog: (onClose) => <AvailabilityDialog onClose={onClose} />,
          }
        }
        {...(can('updatePlanningAvailability') ? { onOpen: setEditing, onEdit: setEditing } : {})}
      />
      {editing ? <AvailabilityDialog availability={editing} onClose={() => setEditing(null)} /> : null}
      {deleting ? (
        <ConfirmDialog
          title={w.deleteTitle(deleting.subjectName)}
          confirm={w.delete}
          isDangerous
          onConfirm={() => drop.mutateAsync(deleting)}
          onClose={() => setDeleting(null)}
        >
          {w.deleteText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
