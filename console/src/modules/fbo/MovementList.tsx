import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Movement } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { MovementBadge, statusOf, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

const w = t.movements
const route = (movement: Movement) => [movement.origin, movement.destination].filter(Boolean).join(' – ')

const columns: Column<Movement>[] = [
  {
    id: 'date',
    header: w.date,
    sort: 'movementDate',
    cell: (movement) => <DateOf on={movement.movementDate} />,
    text: (movement) => movement.movementDate,
  },
  {
    id: 'tail',
    header: t.board.tail,
    cell: (movement) => <AppLink to={`/fbo/movements/${movement.id}`}>{tailOf(movement)}</AppLink>,
    text: (movement) => movement.tailNumber,
  },
  {
    id: 'type',
    header: t.board.type,
    cell: (movement) => movement.aircraftType,
    text: (movement) => movement.aircraftType,
    isWide: true,
  },
  {
    id: 'direction',
    header: w.direction,
    cell: (movement) => labelOf('movement.direction', movement.direction),
    text: (movement) => movement.direction,
    isWide: true,
  },
  { id: 'route', header: w.route, cell: route, text: route },
  {
    id: 'eta',
    header: w.eta,
    cell: (movement) => <Instant at={movement.eta} />,
    text: (movement) => movement.eta,
    isWide: true,
  },
  {
    id: 'etd',
    header: w.etd,
    cell: (movement) => <Instant at={movement.etd} />,
    text: (movement) => movement.etd,
    isWide: true,
  },
  {
    id: 'operator',
    header: t.board.operator,
    cell: (movement) => movement.operator,
    text: (movement) => movement.operator,
    isWide: true,
  },
  {
    id: 'customer',
    header: w.customer,
    cell: (movement) => movement.customerName,
    text: (movement) => movement.customerName,
    isOptional: true,
  },
  {
    id: 'pob',
    header: t.board.pob,
    isNumeric: true,
    cell: (movement) => movement.pob,
    text: (movement) => movement.pob,
    isWide: true,
  },
  {
    id: 'parking',
    header: t.board.parking,
    cell: (movement) => movement.parking,
    text: (movement) => movement.parking,
    isOptional: true,
  },
  {
    id: 'status',
    header: t.board.status,
    cell: (movement) => <MovementBadge movement={movement} />,
    text: statusOf,
  },
]
const filters: Filter[] = [
  { id: 'status', label: t.board.status, options: optionsOf('movement.status') },
  { id: 'direction', label: w.direction, options: optionsOf('movement.direction') },
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
      load={(query) => get('/api/v1/fbo/movements', { query })}
      rowName={tailOf}
      rowLink={(movement) => `/fbo/movements/${movement.id}`}
      actions={importFile}
      create={can('createMovement') && { open: () => void go('/fbo/movements/new') }}
    />
  )
}
