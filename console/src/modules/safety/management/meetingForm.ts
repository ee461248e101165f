import type { Meeting } from '#api/types.ts'
import type { FieldsOf } from '#ui/form/FieldDialog.tsx'
import { t } from './strings.ts'

const w = t.meetings

export const meetingFields: FieldsOf<'POST /api/v1/sms/meetings'> = [
  { name: 'title', label: w.name },
  { name: 'kind', label: w.kind },
  { name: 'heldAt', label: `${w.when} (UTC)` },
  { name: 'place', label: w.place },
  { name: 'status', label: w.status, initial: 'planned' },
  { name: 'agenda', label: w.agenda, kind: 'area', hint: w.agendaHint },
  { name: 'attendees', label: w.attendees, kind: 'area', hint: w.attendeesHint },
  { name: 'minutes', label: w.minutes },
  { name: 'actions', label: w.actions, kind: 'area', hint: w.actionsHint },
]

/** A meeting with its lists as lines of text. */
export const shownMeeting = (meeting: Meeting) => ({
  ...meeting,
  agenda: meeting.agenda.map(({ topic }) => topic).join('\n'),
  attendees: meeting.attendees.map(({ name }) => name).join('\n'),
  actions: meeting.actions.map(({ what }) => what).join('\n'),
})

/** Lines of text as lists for the API. An existing line keeps its other fields. */
export function bodyOf(values: Record<string, unknown>, meeting?: Meeting) {
  const lines = (name: string) =>
    String(values[name] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  const keep = <Entry extends object>(entries: Entry[] | undefined, field: keyof Entry, line: string) =>
    entries?.find((entry) => entry[field] === line) ?? { [field]: line }
  return {
    ...values,
    agenda: lines('agenda').map((line) => keep(meeting?.agenda, 'topic', line)),
    attendees: lines('attendees').map((line) => keep(meeting?.attendees, 'name', line)),
    actions: lines('actions').map((line) => keep(meeting?.actions, 'what', line)),
  } as never
}
