import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Aircraft } from '#api/types.ts'
import { standingColumns, useFleetStanding } from '#modules/maintenance/standing.tsx'
import { AppLink } from '#ui/AppLink.tsx'
import { formatMeter } from '#ui/hours.ts'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { aircraftStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.list
const makeModel = (aircraft: Aircraft) => [aircraft.make, aircraft.model].filter(Boolean).join(' ')
const reading = (kind: string, hundredths: number | null) =>
  hundredths === null ? '' : formatMeter(kind, hundredths)

const identity: Column<Aircraft>[] = [
  {
    id: 'registration',
    header: w.registration,
    sort: 'registration',
    cell: (aircraft) => <AppLink to={`/aircraft/${aircraft.id}`}>{aircraft.registration}</AppLink>,
    text: (aircraft) => aircraft.registration,
  },
  {
    id: 'type',
    header: w.type,
    sort: 'typeDesignator',
    cell: (aircraft) => aircraft.typeDesignator,
    text: (aircraft) => aircraft.typeDesignator,
  },
]
const details: Column<Aircraft>[] = [
  { id: 'makeModel', header: w.makeModel, cell: makeModel, text: makeModel, isOptional: true },
  {
    id: 'status',
    header: w.status,
    cell: (aircraft) => <StateBadge of={aircraftStates} state={aircraft.status} />,
    text: (aircraft) => aircraft.status,
    isOptional: true,
  },
  {
    id: 'base',
    header: w.base,
    cell: (aircraft) => aircraft.baseAirport,
    text: (aircraft) => aircraft.baseAirport,
    isWide: true,
  },
  {
    id: 'hobbs',
    header: w.hobbs,
    unit: 'h',
    isNumeric: true,
    cell: (aircraft) => reading('hobbs', aircraft.hobbsHundredths),
    text: (aircraft) => reading('hobbs', aircraft.hobbsHundredths),
    isWide: true,
  },
  {
    id: 'tach',
    header: w.tach,
    unit: 'h',
    isNumeric: true,
    cell: (aircraft) => reading('tach', aircraft.tachHundredths),
    text: (aircraft) => reading('tach', aircraft.tachHundredths),
    isWide: true,
  },
  {
    id: 'year',
    header: w.year,
    isNumeric: true,
    cell: (aircraft) => aircraft.year,
    text: (aircraft) => aircraft.year,
    isOptional: true,
  },
  {
    id: 'seats',
    header: w.seats,
    isNumeric: true,
    cell: (aircraft) => aircraft.seats,
    text: (aircraft) => aircraft.seats,
    isOptional: true,
  },
  {
    id: 'category',
    header: w.category,
    cell: (aircraft) => labelOf('aircraft.category', aircraft.category),
    text: (aircraft) => aircraft.category,
    isOptional: true,
  },
  {
    id: 'serial',
    header: w.serial,
    cell: (aircraft) => aircraft.serialNumber,
    text: (aircraft) => aircraft.serialNumber,
    isOptional: true,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('aircraft.status'),
  },
  { id: 'base', label: w.base, kind: 'text' },
]

/** The fleet: what each aircraft is, whether it may fly, and what is due next. */
export default function AircraftList() {
  const standing = useFleetStanding()
  const columns = [...identity, ...(standing.size > 0 ? standingColumns<Aircraft>(standing) : []), ...details]
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="aircraft"
      subject="aircraft"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/ops/aircraft', { query })}
      rowName={(aircraft) => aircraft.registration}
      rowLink={(aircraft) => `/aircraft/${aircraft.id}`}
      onEdit={can('updateAircraft') ? (aircraft) => void go(`/aircraft/${aircraft.id}/edit`) : undefined}
      create={can('createAircraft') && { open: () => void go('/aircraft/new') }}
      emptyActions={
        can('createImport') ? (
          <Button
            variant="default"
            onClick={() => go('/settings/integrations/imports/new', { kind: 'aircraft' })}
          >
            {w.importFile}
          </Button>
        ) : null
      }
    />
  )
}
