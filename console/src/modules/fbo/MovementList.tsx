import { Button } from '@mantine/core'
import { get } from '#api/client.ts'
import type { Movement } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { MovementBadge, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

const w = t.movements
const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
const route = (movement: Movement) => [movement.origin, movement.destination].filter(Boolean).join(' – ')

const columns: Column<Movement>[] = [
  {
    id: 'date',
    header: w.date,
    sort: 'movementDate',
    cell: (one) => <DateOf on={one.movementDate} />,
    text: (one) => one.movementDate,
  },
  {
    id: 'tail',
    header: t.board.tail,
    cell: (one) => <AppLink to={`/fbo/movements/${one.id}`}>{tailOf(one)}</AppLink>,
    text: (one) => one.tailNumber,
  },
  {
    id: 'type',
    header: t.board.type,
    cell: (one) => one.aircraftType,
    text: (one) => one.aircraftType,
    isWide: true,
  },
  {
    id: 'direction',
    header: w.direction,
    cell: (one) => t.directions[one.direction],
    text: (one) => one.direction,
    isWide: true,
  },
  { id: 'route', header: w.route, cell: route, text: route },
  { id: 'eta', header: w.eta, cell: (one) => <Instant at={one.eta} />, text: (one) => one.eta, isWide: true },
  { id: 'etd', header: w.etd, cell: (one) => <Instant at={one.etd} />, text: (one) => one.etd, isWide: true },
  {
    id: 'operator',
    header: t.board.operator,
    cell: (one) => one.operator,
    text: (one) => one.operator,
    isWide: true,
  },
  {
    id: 'customer',
    header: w.customer,
    cell: (one) => one.customerName,
    text: (one) => one.customerName,
    isOptional: true,
  },
  {
    id: 'pob',
    header: t.board.pob,
    isNumeric: true,
    cell: (one) => one.pob,
    text: (one) => one.pob,
    isWide: true,
  },
  {
    id: 'parking',
    header: t.board.parking,
    cell: (one) => one.parking,
    text: (one) => one.parking,
    isOptional: true,
  },
  {
    id: 'status',
    header: t.board.status,
    cell: (one) => <MovementBadge status={one.status} />,
    text: (one) => one.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: t.board.status, options: options(t.statuses) },
  { id: 'direction', label: w.direction, options: options(t.directions) },
  { id: 'date', label: w.date, kind: 'date' },
  { id: 'date_from', label: w.dateFrom, kind: 'date' },
  { id: 'date_to', label: w.dateTo, kind: 'date' },
  { id: 'tail_number', label: t.board.tail, kind: 'text' },
  { id: 'customer_id', label: w.customer, kind: 'text' },
]

export default function MovementList() {
  const can = useCan()
  const go = useGo()
  const importFile = can('createImport') ? (
    <Button variant="default" onClick={() => go('/settings/integrations/imports/new', { kind: 'movements' })}>
      {w.importFile}
    </Button>
  ) : null
  return (
    <RecordList
      id="movements"
      subject="movement"
      words={{ ...w, create: t.board.create }}
      back={{ to: '/fbo/board', label: t.board.title }}
      columns={columns}
      filters={filters}
      sort="-movementDate"
      load={(query) => get('/api/v1/fbo/movements', { query })}
      rowName={tailOf}
      rowLink={(one) => `/fbo/movements/${one.id}`}
      actions={importFile}
      create={can('createMovement') && { open: () => void go('/fbo/movements/new') }}
    />
  )
}
