import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter, Grouping } from '#ui/table/column.ts'
import { formatDate } from '#ui/time.ts'
import { squawkStates } from './kind.ts'
import { t } from './squawkStrings.ts'

const w = t.list
type Squawk = RecordOf<'squawk'>

const aircraftOf = (squawk: Squawk) => squawk.aircraftRegistration ?? squawk.aircraftType

const columns: Column<Squawk>[] = [
  {
    id: 'number',
    header: w.number,
    sort: 'number',
    isWide: true,
    cell: (squawk) => squawk.number,
    text: (squawk) => squawk.number,
  },
  {
    id: 'squawk',
    header: w.squawk,
    cell: (squawk) => <AppLink to={`/maintenance/squawks/${squawk.id}`}>{squawk.title}</AppLink>,
    text: (squawk) => squawk.title,
  },
  { id: 'aircraft', header: w.aircraft, cell: aircraftOf, text: aircraftOf },
  {
    id: 'found',
    header: w.found,
    sort: 'foundAt',
    cell: (squawk) => <DateOf on={squawk.foundOn} />,
    text: (squawk) => squawk.foundOn,
  },
  {
    id: 'status',
    header: w.status,
    cell: (squawk) => <StateBadge of={squawkStates} state={squawk.status} />,
    text: (squawk) => labelOf('squawk.status', squawk.status),
  },
  {
    id: 'grounding',
    header: w.grounding,
    isWide: true,
    cell: (squawk) => (squawk.isGrounding ? w.yes : null),
    text: (squawk) => (squawk.isGrounding ? w.yes : null),
  },
  {
    id: 'by',
    header: w.by,
    isOptional: true,
    cell: (squawk) => squawk.reportedByName,
    text: (squawk) => squawk.reportedByName,
  },
]
const filters: Filter[] = [
  {
    id: 'open',
    label: w.shown,
    options: [
      { value: 'true', label: w.open },
      { value: 'false', label: w.closed },
    ],
  },
  { id: 'status', label: w.status, options: optionsOf('squawk.status') },
  { id: 'aircraft', label: w.aircraft, kind: 'text' },
]

const groupings: Grouping<Squawk>[] = [
  { id: 'aircraft', label: w.aircraft, of: (squawk) => aircraftOf(squawk) ?? '' },
  { id: 'day', label: w.found, of: (squawk) => formatDate(squawk.foundOn) },
]

/** What is wrong with the fleet. */
export default function SquawkList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList<Squawk>
      id="squawks"
      subject="squawk"
      words={w}
      columns={columns}
      filters={filters}
      groupings={groupings}
      load={({ open, ...query }) =>
        get('/api/v1/maintenance/squawks', {
          query: { ...query, ...(open === undefined ? {} : { open: open === 'true' }) },
        })
      }
      rowName={(squawk) => squawk.number}
      rowLink={(squawk) => `/maintenance/squawks/${squawk.id}`}
      create={can('reportSquawk') && { open: () => void go('/maintenance/squawks/new') }}
    />
  )
}
