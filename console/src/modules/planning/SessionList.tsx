import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter, Grouping } from '#ui/table/column.ts'
import { formatDate } from '#ui/time.ts'
import { sessionStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.list
type Session = RecordOf<'planning_session'>

const peopleOf = (session: Session) =>
  [session.instructorName, ...session.participants.map(({ displayName }) => displayName)]
    .filter((name, index, names) => name && names.indexOf(name) === index)
    .join(', ')

const columns: Column<Session>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (session) => <AppLink to={`/schedule/sessions/${session.id}`}>{session.title}</AppLink>,
    text: (session) => session.title,
  },
  {
    id: 'what',
    header: w.what,
    cell: (session) => session.resourceName ?? session.standby?.typeDesignator,
    text: (session) => session.resourceName,
  },
  { id: 'who', header: w.who, cell: peopleOf, text: peopleOf, isWide: true },
  {
    id: 'from',
    header: w.from,
    sort: 'startsAt',
    cell: (session) => <Instant at={session.startsAt} />,
    text: (session) => session.startsAt,
  },
  {
    id: 'until',
    header: w.until,
    cell: (session) => <Instant at={session.endsAt} />,
    text: (session) => session.endsAt,
    isWide: true,
  },
  {
    id: 'type',
    header: w.type,
    cell: (session) => labelOf('planning_session.type', session.type),
    text: (session) => session.type,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (session) => <StateBadge of={sessionStates} state={session.status} />,
    text: (session) => session.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('planning_session.status') },
  { id: 'type', label: w.type, options: optionsOf('planning_session.type') },
]

const groupings: Grouping<Session>[] = [
  { id: 'day', label: w.day, of: (session) => formatDate(session.startsAt.slice(0, 10)) },
  {
    id: 'what',
    label: w.what,
    of: (session) => session.resourceName ?? session.standby?.typeDesignator ?? '—',
  },
]

/** Every booking, also those that were declined or cancelled. */
export default function SessionList() {
  return (
    <RecordList
      id="planning-sessions"
      subject="planning_session"
      words={w}
      back={{ to: '/schedule', label: t.schedule.title }}
      columns={columns}
      filters={filters}
      groupings={groupings}
      load={(query) => get('/api/v1/planning/sessions', { query: { sort: '-startsAt', ...query } })}
      rowName={(session) => session.title}
    />
  )
}
