import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Tile, Tiles } from '#ui/TodayList.tsx'
import { formatMinutes, utcDaysAgo } from '#ui/time.ts'
import { t } from './strings.ts'

const w = t.today
const most = 100

/** The recent flying of a person: hours, and the take-offs and landings for recent experience (61.57). */
export function Flying({ crewId, title = w.mine }: { crewId: string; title?: string }) {
  const from = utcDaysAgo(90)
  const search = { pilot: crewId, from }
  const { data } = useQuery({
    queryKey: ['flight', 'mine', search],
    queryFn: () => get('/api/v1/ops/flights', { query: { ...search, page_size: most } }),
  })
  if (!data || data.total === 0) return null
  const since = (days: number) => data.items.filter((flight) => flight.offBlockAt >= utcDaysAgo(days))
  const block = (days: number) =>
    formatMinutes(since(days).reduce((sum, flight) => sum + (flight.blockMinutes ?? 0), 0))
  const sum = (field: 'dayLandings' | 'nightFullStopLandings') =>
    data.items.reduce((total, flight) => total + (flight.isSimulator ? 0 : (flight[field] ?? 0)), 0)
  return (
    <Section
      title={title}
      actions={
        <AppLink to="/flights" search={search}>
          {w.openAll}
        </AppLink>
      }
    >
      <Tiles>
        <Tile label={w.block(7)} value={block(7)} />
        <Tile label={w.block(30)} value={block(30)} />
        <Tile label={data.total > most ? w.blockOfLast(most) : w.block(90)} value={block(90)} />
        <Tile label={w.landings} value={`${sum('dayLandings')} / ${sum('nightFullStopLandings')}`} />
      </Tiles>
    </Section>
  )
}
