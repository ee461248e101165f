import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import type { Flight } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
import { useCan, useSession } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { utcToday } from '#ui/time.ts'
import { t } from './strings.ts'
import classes from './Today.module.css'

const count = (query: Record<string, string>) => async () => (await get('/api/v1/ops/flights', { query: { ...query, page_size: 1 } })).total
const countAircraft = (status: string) => async () => (await get('/api/v1/ops/aircraft', { query: { status, page_size: 1 } })).total

/** What needs the signed-in person now. */
export default function Today() {
  const { crewId } = useSession()
  const can = useCan()
  const go = useGo()
  const aircraft = useQuery({ queryKey: ['aircraft', 'any'], queryFn: async () => (await get('/api/v1/ops/aircraft', { query: { page_size: 1 } })).total, enabled: can('listAircraft') })

  return (
    <>
      <PageHeader title={t.title}>
        {can('logFlight') ? <Button data-create onClick={() => go('/flights/new')}>{t.logFlight}</Button> : null}
      </PageHeader>
      {aircraft.data === 0 && can('createAircraft') ? (
        <EmptyState title={t.startTitle} hint={t.startHint}>
          <Button onClick={() => go('/aircraft/new')}>{t.addAircraft}</Button>
          {can('createImport') ? <Button variant="default" onClick={() => go('/settings/integrations/imports/new')}>{t.importFile}</Button> : null}
        </EmptyState>
      ) : null}
      {can('listFlights') ? (
        <div className={classes.grid}>
          {can('approveFlight') ? <FlightCards title={t.toApprove} empty={t.toApproveEmpty} search={{ status: 'submitted' }} /> : null}
          {crewId ? <MyUnfinished crewId={crewId} /> : null}
        </div>
      ) : null}
      <Section title={t.counts}>
        <div className={classes.counts}>
          {can('listFlights') ? <Count label={t.flightsToday} to="/flights" search={{ from: utcToday() }} subject="flight" load={count({ from: utcToday() })} /> : null}
          {can('listAircraft') ? (
            <>
              <Count label={t.activeAircraft} to="/aircraft" search={{ status: 'active' }} subject="aircraft" load={countAircraft('active')} />
              <Count label={t.inMaintenance} to="/aircraft" search={{ status: 'maintenance' }} subject="aircraft" load={countAircraft('maintenance')} />
              <Count label={t.grounded} to="/aircraft" search={{ status: 'aog' }} subject="aircraft" load={countAircraft('aog')} />
            </>
          ) : null}
        </div>
      </Section>
    </>
  )
}

function MyUnfinished({ crewId }: { crewId: string }) {
  const drafts = useFlights({ pilot: crewId, status: 'draft' })
  const rejected = useFlights({ pilot: crewId, status: 'rejected' })
  const flights = [...(rejected.data?.items ?? []), ...(drafts.data?.items ?? [])]
  return <Cards title={t.mine} empty={t.mineEmpty} flights={flights} isPending={drafts.isPending || rejected.isPending} all={<AppLink to="/flights" search={{ pilot: crewId }}>{t.openAll}</AppLink>} />
}

const useFlights = (query: Record<string, string>) =>
  useQuery({ queryKey: ['flight', 'today', query], queryFn: () => get('/api/v1/ops/flights', { query: { ...query, page_size: 8 } }) })

function FlightCards({ title, empty, search }: { title: string; empty: string; search: Record<string, string> }) {
  const flights = useFlights(search)
  return <Cards title={title} empty={empty} flights={flights.data?.items ?? []} isPending={flights.isPending} all={<AppLink to="/flights" search={search}>{t.openAll}</AppLink>} />
}

function Cards({ title, empty, flights, isPending, all }: { title: string; empty: string; flights: Flight[]; isPending: boolean; all: ReactNode }) {
  return (
    <Section title={title} actions={all}>
      <ul className={classes.cards} aria-busy={isPending}>
        {flights.map((flight) => (
          <li key={flight.id}>
            <AppLink to={`/flights/${flight.id}`}>{flight.aircraftRegistration} {flight.fromAirport}–{flight.toAirport}</AppLink>
            <span className="dim"><Instant at={flight.offBlockAt} /> · {flight.crew.map((member) => member.displayName).join(', ')}</span>
            <StateBadge state={flight.status} />
          </li>
        ))}
        {flights.length === 0 && !isPending ? <li className="dim">{empty}</li> : null}
      </ul>
    </Section>
  )
}

type CountProps = { label: string; to: string; search: Record<string, string>; subject: string; load: () => Promise<number> }

function Count({ label, to, search, subject, load }: CountProps) {
  const total = useQuery({ queryKey: [subject, 'count', search], queryFn: load })
  return (
    <AppLink to={to} search={search} className={classes.count}>
      <b>{total.data ?? '–'}</b>
      <span>{label}</span>
    </AppLink>
  )
}
