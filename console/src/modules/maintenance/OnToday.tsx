import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { DueItems } from './DueItems.tsx'
import { squawkStates } from './kind.ts'
import { t as squawkWords } from './squawkStrings.ts'
import { t } from './strings.ts'

const w = t.today
const pressing = { state: 'overdue,due,upcoming' }

/** The next maintenance work, for the people who do it. */
export function MaintenanceToday() {
  const items = useQuery({
    queryKey: ['maintenance_item', 'today'],
    queryFn: () => get('/api/v1/maintenance/due', { query: { ...pressing, page_size: 8 } }),
  })
  if (items.data?.total === 0) return null
  return (
    <Section title={w.title} actions={<AppLink to="/maintenance">{w.openAll}</AppLink>}>
      <DueItems items={items.data?.items ?? []} isPending={items.isPending} withAircraft />
    </Section>
  )
}

/** What pilots reported and nobody has repaired, for the people who repair it. Hidden without any. */
export function SquawksToday() {
  const squawks = useQuery({
    queryKey: ['squawk', 'today'],
    queryFn: () => get('/api/v1/maintenance/squawks', { query: { open: true, page_size: 8 } }),
  })
  if (!squawks.data || squawks.data.total === 0) return null
  return (
    <TodayList
      title={squawkWords.today.title}
      empty=""
      isPending={squawks.isPending}
      all={
        <AppLink to="/maintenance/squawks" search={{ open: 'true' }}>
          {w.openAll}
        </AppLink>
      }
      items={squawks.data.items.map((squawk) => ({
        id: squawk.id,
        to: `/maintenance/squawks/${squawk.id}`,
        label: `${squawk.aircraftRegistration} ${squawk.title}`,
        detail: <DateOf on={squawk.foundOn} />,
        end: <StateBadge of={squawkStates} state={squawk.status} />,
      }))}
    />
  )
}
