import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { get } from '#api/client.ts'
import type { FlightWithWarnings } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { InSight } from '#ui/InSight.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { useParam } from '#ui/place.ts'
import { RecordPage, Section } from '#ui/RecordPage.tsx'
import { FlightActions } from './FlightActions.tsx'
import { FlightFacts } from './FlightFacts.tsx'
import { FlightStrip } from './FlightStrip.tsx'
import { FlightWarnings } from './FlightWarnings.tsx'
import { FlightBadge, nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'

const w = t.page
const RouteMap = lazy(() => import('./RouteMap.tsx'))

export default function FlightPage() {
  const id = useParam('id')
  const flight = useQuery({
    queryKey: ['flight', id],
    queryFn: () => get('/api/v1/ops/flights/{id}', { path: { id } }),
  })
  return <Loaded query={flight}>{(data) => <FlightRecord flight={data} />}</Loaded>
}

function FlightRecord({ flight }: { flight: FlightWithWarnings }) {
  return (
    <RecordPage
      title={nameOf(flight)}
      id={flight.id}
      badge={<FlightBadge flight={flight} />}
      back={{ to: '/flights', label: w.back }}
      actions={<FlightActions flight={flight} />}
    >
      {flight.status === 'rejected' ? (
        <Notice tone="amber" title={w.rejectedBecause}>
          {flight.rejectionReason}
        </Notice>
      ) : null}
      {flight.reversedByFlightId ? (
        <Notice tone="info">
          {w.isReversed}. <AppLink to={`/flights/${flight.reversedByFlightId}`}>{w.openOther}</AppLink>
        </Notice>
      ) : null}
      {flight.reversesFlightId ? (
        <Notice tone="info">
          {w.isReversal}. <AppLink to={`/flights/${flight.reversesFlightId}`}>{w.openOther}</AppLink>
        </Notice>
      ) : null}
      <FlightWarnings flight={flight} />
      <FlightStrip flight={flight} />
      <FlightFacts flight={flight} />
      {flight.isSimulator || flight.fromAirport === flight.toAirport ? null : (
        <Section title={w.map}>
          <InSight>
            <Suspense fallback={<PageSkeleton />}>
              <RouteMap flight={flight} />
            </Suspense>
          </InSight>
        </Section>
      )}
    </RecordPage>
  )
}
