import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { movesOf } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { Assessments } from './Assessments.tsx'
import { Checklist } from './Checklist.tsx'
import { tripStates } from './kind.ts'
import { listedText } from './passengerRow.ts'
import { t } from './strings.ts'
import { TripActions } from './TripActions.tsx'

const w = t.page
type Trip = RecordOf<'trip'>
type Leg = Trip['legs'][number]
const LoadDialog = onUse(async () => (await import('./LoadDialog.tsx')).LoadDialog)

export default function TripPage() {
  const id = useParam('id')
  const trip = useQuery({
    queryKey: ['trip', id],
    queryFn: () => get('/api/v1/ops/trips/{id}', { path: { id } }),
  })
  return <Loaded query={trip}>{(data) => <TripRecord trip={data} />}</Loaded>
}

function TripRecord({ trip }: { trip: Trip }) {
  const can = useCan()
  const [loading, setLoading] = useState<Leg | null>(null)
  const mostAboard = Math.max(0, ...trip.legs.map(({ passengerCount }) => passengerCount))
  const isEditable =
    can('updateTrip') && movesOf('trip', trip).some(({ name, isPossible }) => name === 'edit' && isPossible)
  return (
    <RecordPage
      title={trip.number}
      id={trip.id}
      badge={<StateBadge of={tripStates} state={trip.status} />}
      back={{ to: '/trips', label: w.back }}
      actions={<TripActions trip={trip} />}
    >
      <Facts title={w.facts} items={factsOf(trip)} />
      <Section title={w.legs}>
        <PlainTable
          label={w.legs}
          rows={trip.legs}
          rowKey={({ id }) => id}
          headings={w.legHeadings}
          row={(leg) => <LegCells leg={leg} onLoad={isEditable ? () => setLoading(leg) : null} />}
          empty={w.noLegs}
        />
      </Section>
      {can('getTripChecklist') ? <Checklist trip={trip} /> : null}
      <Assessments of={{ tripId: trip.id }} />
      <Section title={w.manifest}>
        <PlainTable
          label={w.manifest}
          rows={trip.passengers.map((passenger, index) => ({ ...passenger, index }))}
          rowKey={({ index }) => String(index)}
          headings={w.passengerHeadings}
          row={({ name, weightKg, documentNumber, notes }) => (
            <>
              <td>{name}</td>
              <td>{documentNumber}</td>
              <td>{notes}</td>
              <td>{weightKg === null ? null : w.kg(weightKg)}</td>
            </>
          )}
          empty={w.noPassengers}
        />
        {trip.passengers.length > 0 ? <p className="dim">{listedText(trip.passengers, mostAboard)}</p> : null}
      </Section>
      {loading ? <LoadDialog trip={trip} leg={loading} onClose={() => setLoading(null)} /> : null}
    </RecordPage>
  )
}

function LegCells({ leg, onLoad }: { leg: Leg; onLoad: (() => void) | null }) {
  return (
    <>
      <td>
        {leg.fromAirport} – {leg.toAirport}
      </td>
      <td>
        <Instant at={leg.actualOffBlockAt ?? leg.plannedOffBlockAt} />
      </td>
      <td>
        <Instant at={leg.actualOnBlockAt ?? leg.plannedOnBlockAt} />
      </td>
      <td>
        {leg.aircraftId ? (
          <AppLink to={`/aircraft/${leg.aircraftId}`}>{leg.aircraftRegistration}</AppLink>
        ) : null}
      </td>
      <td>
        {leg.crew
          .map(({ displayName, role }) => `${displayName} (${labelOf('trip.legs.crew.role', role)})`)
          .join(', ')}
      </td>
      <td>
        {leg.flightId ? <AppLink to={`/flights/${leg.flightId}`}>{w.openFlight}</AppLink> : null}
        {onLoad ? (
          <Button variant="subtle" size="compact-sm" aria-label={t.load.open(leg.position)} onClick={onLoad}>
            {w.load}
          </Button>
        ) : null}
      </td>
    </>
  )
}

function factsOf(trip: Trip): Parameters<typeof Facts>[0]['items'] {
  return [
    [w.type, labelOf('trip.type', trip.type)],
    [w.operation, trip.operation ? labelOf('trip.operation', trip.operation) : null],
    [w.customer, trip.customerName],
    [
      w.project,
      trip.projectId ? (
        <AppLink key="project" to={`/projects/${trip.projectId}`}>
          {trip.projectName}
        </AppLink>
      ) : null,
    ],
    [w.starts, <Instant key="starts" at={trip.startsAt} />],
    [w.ends, <Instant key="ends" at={trip.endsAt} />],
    ...(trip.cancelReason ? [[w.cancelled, trip.cancelReason] as [string, string]] : []),
    [w.notes, trip.notes],
  ]
}
