import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import type { Aircraft, Flight } from '#api/types.ts'
import { OutOfDate, OwnCompliance } from '#modules/compliance/OnToday.tsx'
import { nameOf } from '#modules/flights/flightColumns.tsx'
import { useApproveMany } from '#modules/flights/useApproveMany.ts'
import { countDue, MaintenanceToday } from '#modules/maintenance/OnToday.tsx'
import { useGo } from '#shell/place.ts'
import { useCan, useSession } from '#shell/session.ts'
import { useToday } from '#shell/useToday.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { Count } from './Count.tsx'
import { t } from './strings.ts'
import classes from './Today.module.css'
import { FboCounts, SafetyCounts } from './WorkCounts.tsx'

const count = (query: Record<string, string>) => async () =>
  (await get('/api/v1/ops/flights', { query: { ...query, page_size: 1 } })).total
const countAircraft = (status: Aircraft['status']) => async () =>
  (await get('/api/v1/ops/aircraft', { query: { status, page_size: 1 } })).total

/** What needs the signed-in person now. */
export default function Today() {
  const { crewId } = useSession()
  const can = useCan()
  const go = useGo()
  const today = useToday()
  const aircraft = useQuery({
    queryKey: ['aircraft', 'any'],
    queryFn: async () => (await get('/api/v1/ops/aircraft', { query: { page_size: 1 } })).total,
    enabled: can('listAircraft'),
  })

  return (
    <>
      <PageHeader title={t.title}>
        {can('logFlight') ? (
          <Button data-create onClick={() => go('/flights/new')}>
            {t.logFlight}
          </Button>
        ) : null}
      </PageHeader>
      {aircraft.data === 0 && can('createAircraft') ? (
        <EmptyState title={t.startTitle} hint={t.startHint}>
          <Button onClick={() => go('/aircraft/new')}>{t.addAircraft}</Button>
          {can('createImport') ? (
            <Button variant="default" onClick={() => go('/settings/integrations/imports/new')}>
              {t.importFile}
            </Button>
          ) : null}
        </EmptyState>
      ) : null}
      {can('listFlights') || can('listCompliancePeople') ? (
        <div className={classes.grid}>
          {can('approveFlight') ? <ToApprove /> : null}
          {can('createComplianceRecord') ? <OutOfDate /> : null}
          {can('completeMaintenanceItem') ? <MaintenanceToday /> : null}
          {crewId && can('listFlights') ? <MyUnfinished crewId={crewId} /> : null}
          {crewId && can('listCompliancePeople') && !can('createComplianceRecord') ? (
            <OwnCompliance crewId={crewId} />
          ) : null}
        </div>
      ) : null}
      <Section title={t.counts}>
        <div className={classes.counts}>
          {can('listFlights') ? (
            <Count
              label={t.flightsToday}
              to="/flights"
              search={{ day: today }}
              subject="flight"
              load={count({ day: today })}
            />
          ) : null}
          {can('listAircraft') ? (
            <>
              <Count
                label={t.activeAircraft}
                to="/aircraft"
                search={{ status: 'active' }}
                subject="aircraft"
                load={countAircraft('active')}
              />
              <Count
                label={t.inMaintenance}
                to="/aircraft"
                search={{ status: 'maintenance' }}
                subject="aircraft"
                load={countAircraft('maintenance')}
              />
              <Count
                label={t.grounded}
                to="/aircraft"
                search={{ status: 'aog' }}
                subject="aircraft"
                load={countAircraft('aog')}
              />
            </>
          ) : null}
          {can('listMaintenanceDue') ? (
            <>
              <Count
                label={t.maintenanceOverdue}
                to="/maintenance"
                search={{ state: 'overdue' }}
                subject="maintenance_item"
                load={countDue('overdue')}
              />
              <Count
                label={t.maintenanceDue}
                to="/maintenance"
                search={{ state: 'due,upcoming' }}
                subject="maintenance_item"
                load={countDue('due,upcoming')}
              />
            </>
          ) : null}
          {can('getSafetyMetrics') ? <SafetyCounts /> : null}
          {can('listFuelOrders') ? <FboCounts today={today} /> : null}
        </div>
      </Section>
    </>
  )
}

function MyUnfinished({ crewId }: { crewId: string }) {
  const drafts = useFlights({ pilot: crewId, status: 'draft' })
  const rejected = useFlights({ pilot: crewId, status: 'rejected' })
  const flights = [...(rejected.data?.items ?? []), ...(drafts.data?.items ?? [])]
  return (
    <Cards
      title={t.mine}
      empty={t.mineEmpty}
      flights={flights}
      isPending={drafts.isPending || rejected.isPending}
      all={
        <AppLink to="/flights" search={{ pilot: crewId }}>
          {t.openAll}
        </AppLink>
      }
    />
  )
}

const useFlights = (query: Record<string, string>) =>
  useQuery({
    queryKey: ['flight', 'today', query],
    queryFn: () => get('/api/v1/ops/flights', { query: { ...query, page_size: 8 } }),
  })

function ToApprove() {
  const search = { status: 'submitted' }
  const flights = useFlights(search)
  const approval = useApproveMany()
  return (
    <Cards
      title={t.toApprove}
      empty={t.toApproveEmpty}
      flights={flights.data?.items ?? []}
      isPending={flights.isPending}
      all={
        <AppLink to="/flights" search={search}>
          {t.openAll}
        </AppLink>
      }
      action={(flight) => (
        <Button
          size="compact-xs"
          variant="light"
          aria-label={`${t.approve} ${nameOf(flight)}`}
          onClick={() => approval.mutate([flight])}
        >
          {t.approve}
        </Button>
      )}
    />
  )
}

type CardsProps = {
  title: string
  empty: string
  flights: Flight[]
  isPending: boolean
  all: ReactNode
  action?: (flight: Flight) => ReactNode
}

function Cards({ title, empty, flights, isPending, all, action }: CardsProps) {
  return (
    <Section title={title} actions={all}>
      <ul className={classes.cards} aria-busy={isPending}>
        {flights.map((flight) => (
          <li key={flight.id}>
            <AppLink to={`/flights/${flight.id}`}>{nameOf(flight)}</AppLink>
            <span className="dim">
              <Instant at={flight.offBlockAt} /> ·{' '}
              {flight.crew.map((member) => member.displayName).join(', ')}
            </span>
            {action ? action(flight) : <StateBadge state={flight.status} />}
          </li>
        ))}
        {flights.length === 0 && !isPending ? <li className="dim">{empty}</li> : null}
      </ul>
    </Section>
  )
}
