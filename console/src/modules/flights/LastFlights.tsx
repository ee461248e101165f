import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { formatMinutes } from '#ui/time.ts'
import { nameOf } from './flightColumns.tsx'
import { flightStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.lastFlights
const shown = 3

/** The last flights of a person or an aircraft, and the way to all of them. */
export function LastFlights({ search }: { search: { pilot: string } | { aircraft: string } }) {
  const flights = useQuery({
    queryKey: ['flight', 'last', search],
    queryFn: () => get('/api/v1/ops/flights', { query: { ...search, page_size: shown } }),
  })
  return (
    <TodayList
      title={w.title}
      empty={w.empty}
      isPending={flights.isPending}
      items={(flights.data?.items ?? []).map((flight) => ({
        id: flight.id,
        to: `/flights/${flight.id}`,
        label: nameOf(flight),
        detail: (
          <>
            <Instant at={flight.offBlockAt} />
            {flight.blockMinutes === null ? '' : ` · ${formatMinutes(flight.blockMinutes)}`}
          </>
        ),
        end: <StateBadge of={flightStates} state={flight.status} />,
      }))}
      all={
        <AppLink to="/flights" search={search}>
          {w.all}
        </AppLink>
      }
    />
  )
}
