import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { tripStates } from './kind.ts'
import { routeOf } from './route.ts'
import { t } from './strings.ts'
import { TripDialog } from './TripDialog.tsx'

const w = t.list
type Trip = RecordOf<'trip'>

const aircraftOf = ({ legs }: Trip) =>
  [...new Set(legs.flatMap(({ aircraftRegistration }) => aircraftRegistration ?? []))].join(', ')

const columns: Column<Trip>[] = [
  {
    id: 'number',
    header: w.number,
    sort: 'number',
    cell: (trip) => trip.number,
    text: (trip) => trip.number,
  },
  {
    id: 'type',
    header: w.type,
    isWide: true,
    cell: (trip) => labelOf('trip.type', trip.type),
    text: (trip) => trip.type,
  },
  {
    id: 'customer',
    header: w.customer,
    isWide: true,
    cell: (trip) => trip.customerName,
    text: (trip) => trip.customerName,
  },
  { id: 'route', header: w.route, cell: routeOf, text: routeOf },
  { id: 'aircraft', header: w.aircraft, isWide: true, cell: aircraftOf, text: aircraftOf },
  {
    id: 'starts',
    header: w.starts,
    sort: 'startsAt',
    cell: (trip) => <Instant at={trip.startsAt} />,
    text: (trip) => trip.startsAt,
  },
  {
    id: 'status',
    header: w.status,
    cell: (trip) => <StateBadge of={tripStates} state={trip.status} />,
    text: (trip) => trip.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('trip.status') },
  { id: 'type', label: w.type, options: optionsOf('trip.type') },
]

export default function TripList() {
  const can = useCan()
  return (
    <RecordList
      id="trips"
      subject="trip"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/ops/trips', { query })}
      rowName={(trip) => trip.number}
      rowLink={(trip) => `/trips/${trip.id}`}
      create={can('createTrip') && { dialog: (onClose) => <TripDialog onClose={onClose} /> }}
    />
  )
}
