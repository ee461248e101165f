import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Meeting } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog, type FieldsOf } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { meetingStates } from '../kind.ts'
import { t } from './strings.ts'

const w = t.meetings
const kinds = optionsOf('meeting.kind')
const statuses = optionsOf('meeting.status')

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

export const MeetingBadge = ({ status }: { status: Meeting['status'] }) => (
  <StateBadge of={meetingStates} state={status} />
)

const columns: Column<Meeting>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (meeting) => <AppLink to={`/safety/meetings/${meeting.id}`}>{meeting.title}</AppLink>,
    text: (meeting) => meeting.title,
  },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (meeting) => labelOf('meeting.kind', meeting.kind),
    text: (meeting) => meeting.kind,
  },
  {
    id: 'when',
    header: w.when,
    sort: 'heldAt',
    cell: (meeting) => <Instant at={meeting.heldAt} />,
    text: (meeting) => meeting.heldAt,
  },
  {
    id: 'status',
    header: w.status,
    cell: (meeting) => <MeetingBadge status={meeting.status} />,
    text: (meeting) => meeting.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: statuses },
  { id: 'kind', label: w.kind, options: kinds },
]

export default function Meetings() {
  const can = useCan()
  return (
    <RecordList
      id="meetings"
      subject="meeting"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/sms/meetings', { query })}
      rowName={(meeting) => meeting.title}
      rowLink={(meeting) => `/safety/meetings/${meeting.id}`}
      create={
        can('createMeeting') && {
          dialog: (onClose) => (
            <FieldDialog
              title={w.create}
              submitLabel={w.save}
              done={w.saved}
              changes={['meeting']}
              write="POST /api/v1/sms/meetings"
              fields={meetingFields}
              body={(values) => bodyOf(values)}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
