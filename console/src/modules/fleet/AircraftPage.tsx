import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Aircraft } from '#api/types.ts'
import { PendingFlights } from '#modules/flights/PendingFlights.tsx'
import { MaintenanceOnAircraft, RecordsToHandOver } from '#modules/maintenance/OnAircraft.tsx'
import { SquawksOnAircraft } from '#modules/maintenance/SquawksOnAircraft.tsx'
import { AircraftStanding } from '#modules/maintenance/standing.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { AircraftBadge } from './AircraftBadge.tsx'
import { Meters } from './Meters.tsx'
import { Readings } from './Readings.tsx'
import { equipment, t } from './strings.ts'

const RecordReading = onUse(async () => (await import('./RecordReading.tsx')).RecordReading)

const LastFlights = onUse(async () => (await import('#modules/flights/LastFlights.tsx')).LastFlights)

const w = t.page

export default function AircraftPage() {
  const id = useParam('id')
  const aircraft = useQuery({
    queryKey: ['aircraft', id],
    queryFn: () => get('/api/v1/ops/aircraft/{id}', { path: { id } }),
  })
  return <Loaded query={aircraft}>{(data) => <AircraftRecord aircraft={data} />}</Loaded>
}

function AircraftRecord({ aircraft }: { aircraft: Aircraft }) {
  const can = useCan()
  const go = useGo()
  const [isReading, setReading] = useState(false)
  const hasLeft = aircraft.status === 'sold' || aircraft.status === 'retired'
  const fitted = equipment.filter((flag) => aircraft[flag]).map((flag) => t.form[flag])

  return (
    <RecordPage
      title={aircraft.registration}
      id={aircraft.id}
      badge={<AircraftBadge aircraft={aircraft} />}
      back={{ to: '/aircraft', label: w.back }}
      actions={
        <>
          {can('recordReading') ? (
            <Button variant="default" data-create onClick={() => setReading(true)}>
              {w.record}
            </Button>
          ) : null}
          {can('updateAircraft') ? (
            <Button variant="default" onClick={() => go(`/aircraft/${aircraft.id}/edit`)}>
              {w.edit}
            </Button>
          ) : null}
          {can('replanAircraft') && aircraft.status !== 'active' ? (
            <Button variant="default" onClick={() => go('/schedule', { replan: aircraft.id })}>
              {w.replan}
            </Button>
          ) : null}
          {can('logFlight') && !hasLeft ? (
            <Button onClick={() => go('/flights/new', { aircraft: aircraft.id })}>{w.log}</Button>
          ) : null}
        </>
      }
    >
      {hasLeft && can('getMaintenanceRecordPack') ? <RecordsToHandOver aircraft={aircraft} /> : null}
      {can('listFleetStatus') ? <AircraftStanding aircraftId={aircraft.id} /> : null}
      <Facts
        items={[
          [t.list.type, aircraft.typeDesignator],
          [t.list.makeModel, [aircraft.make, aircraft.model].filter(Boolean).join(' ')],
          [t.list.seats, aircraft.seats],
          [t.form.fuelProduct, aircraft.fuelProduct],
          [t.list.base, aircraft.baseAirport],
          [w.equipment, fitted.join(', ') || w.none],
          ...(aircraft.notes ? ([[t.form.notes, aircraft.notes]] satisfies [string, string][]) : []),
        ]}
        more={[
          [t.list.year, aircraft.year],
          [t.list.serial, aircraft.serialNumber],
          [t.form.icao24, aircraft.icao24],
          [t.list.category, labelOf('aircraft.category', aircraft.category)],
          [t.form.class, labelOf('aircraft.class', aircraft.class)],
          [t.form.engineType, labelOf('aircraft.engineType', aircraft.engineType)],
          [t.form.turnaround, aircraft.turnaroundMinutes],
          [w.created, <Instant key="created" at={aircraft.createdAt} />],
        ]}
      />
      {can('listSquawks') ? <SquawksOnAircraft aircraft={aircraft} /> : null}
      {can('listMaintenanceDue') ? <MaintenanceOnAircraft aircraft={aircraft} /> : null}
      {can('listFlights') ? <LastFlights search={{ aircraft: aircraft.registration }} /> : null}
      {can('listMeters') ? (
        <Section title={w.meters}>
          <Meters aircraftId={aircraft.id} />
          {can('getNextMeters') ? <PendingFlights aircraft={aircraft} /> : null}
        </Section>
      ) : null}
      {can('listReadings') ? (
        <Section title={w.readings}>
          <Readings aircraftId={aircraft.id} />
        </Section>
      ) : null}
      {isReading ? <RecordReading aircraft={aircraft} onClose={() => setReading(false)} /> : null}
    </RecordPage>
  )
}
