import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import type { Flight } from '#api/types.ts'
import { ApproveButton } from '#modules/flights/ApproveButton.tsx'
import { nameOf } from '#modules/flights/flightColumns.tsx'
import { flightStates } from '#modules/flights/kind.ts'
import { useApproveMany } from '#modules/flights/useApproveMany.tsx'
import { useToday } from '#shell/useToday.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PersonLinks } from '#ui/PersonLinks.tsx'
import { useGo } from '#ui/place.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { Counts } from './Counts.tsx'
import { t } from './strings.ts'
import classes from './Today.module.css'

// Sections that only some roles see load with the page.
const MaintenanceToday = onUse(
  async () => (await import('#modules/maintenance/OnToday.tsx')).MaintenanceToday,
)
const SquawksToday = onUse(async () => (await import('#modules/maintenance/OnToday.tsx')).SquawksToday)
const OutOfDate = onUse(async () => (await import('#modules/compliance/OnToday.tsx')).OutOfDate)
const OwnCompliance = onUse(async () => (await import('#modules/compliance/OnToday.tsx')).OwnCompliance)
const MyNext = onUse(async () => (await import('#modules/planning/OnToday.tsx')).MyNext)
const StandingLine = onUse(async () => (await import('#modules/maintenance/standing.tsx')).StandingLine)
const SafetyToday = onUse(async () => (await import('#modules/safety/OnToday.tsx')).SafetyToday)
const FboToday = onUse(async () => (await import('#modules/fbo/OnToday.tsx')).FboToday)
const FirstSteps = onUse(async () => (await import('./FirstSteps.tsx')).FirstSteps)
const Flying = onUse(async () => (await import('#modules/flights/OnToday.tsx')).Flying)

/** What needs the signed-in user now. */
export default function Today() {
  const can = useCan()
  const go = useGo()
  const aircraft = useQuery({
    queryKey: ['aircraft', 'any'],
    queryFn: async () => (await get('/api/v1/ops/aircraft', { query: { page_size: 1 } })).total,
    enabled: can('listAircraft'),
  })
  const isNew = aircraft.data === 0 && can('createAircraft')

  return (
    <>
      <PageHeader title={t.title}>
        {can('logFlight') ? (
          <Button data-create onClick={() => go('/flights/new')}>
            {t.logFlight}
          </Button>
        ) : null}
      </PageHeader>
      {can('createAircraft') && can('createCrewMember') ? <FirstSteps /> : null}
      <Work isNew={isNew} />
    </>
  )
}

/** What needs a hand, and how things stand. */
function Work({ isNew }: { isNew: boolean }) {
  const { crewId, roles } = useSession()
  const can = useCan()
  const today = useToday()
  // Others may also see the FBO's orders, but have their own work first.
  const isAtDesk = can('listFuelOrders') && (roles.includes('staff') || roles.includes('dispatcher'))
  return (
    <>
      <div className={classes.grid}>
        {crewId && can('listPlanningSessions') ? (
          <MyNext crewId={crewId} standing={(aircraftId) => <StandingLine aircraftId={aircraftId} />} />
        ) : null}
        {can('listFlights') ? (
          <>
            {can('approveFlight') ? <ToApprove /> : null}
            {crewId && can('logFlight') ? (
              <MyUnfinished crewId={crewId} isQuiet={can('approveFlight')} />
            ) : null}
          </>
        ) : null}
        {can('createComplianceRecord') ? <OutOfDate /> : null}
        {can('completeMaintenanceItem') ? (
          <>
            <SquawksToday />
            <MaintenanceToday />
          </>
        ) : null}
        {can('triageReport') ? <SafetyToday /> : null}
        {isAtDesk ? <FboToday /> : null}
        {crewId && can('listCompliancePeople') && !can('createComplianceRecord') ? (
          <OwnCompliance crewId={crewId} />
        ) : null}
      </div>
      <div className={classes.part}>{crewId && can('listFlights') ? <Flying crewId={crewId} /> : null}</div>
      {isNew ? null : <Counts today={today} />}
    </>
  )
}

/** Hidden if empty: most people who approve flights never log one. */
function MyUnfinished({ crewId, isQuiet }: { crewId: string; isQuiet: boolean }) {
  const drafts = useFlights({ pilot: crewId, status: 'draft' })
  const rejected = useFlights({ pilot: crewId, status: 'rejected' })
  const flights = [...(rejected.data?.items ?? []), ...(drafts.data?.items ?? [])]
  if (isQuiet && flights.length === 0) return null
  return (
    <TodayList
      title={t.mine}
      empty={t.mineEmpty}
      items={flights.map((flight) => itemOf(flight, <StateBadge of={flightStates} state={flight.status} />))}
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
    <>
      <TodayList
        title={t.toApprove}
        empty={t.toApproveEmpty}
        items={(flights.data?.items ?? []).map((flight) =>
          itemOf(flight, <ApproveButton flight={flight} approval={approval} />),
        )}
        isPending={flights.isPending}
        all={
          <AppLink to="/flights" search={search}>
            {t.openAll}
          </AppLink>
        }
      />
      {approval.dialog}
    </>
  )
}

const itemOf = (flight: Flight, end: ReactNode) => ({
  id: flight.id,
  to: `/flights/${flight.id}`,
  label: nameOf(flight),
  detail: (
    <>
      <Instant at={flight.offBlockAt} /> · <PersonLinks people={flight.crew} />
    </>
  ),
  end,
})
