import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { DueItems } from './DueItems.tsx'
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
