import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { type Icon, IconBriefcase, IconPlane, IconPlaneDeparture, IconTool, IconUsers } from '#ui/icons.ts'
import { s } from '../strings.ts'
import { useCan } from './session.ts'

type Found = { id: string; title: string; description: string; to: string }
type Source = {
  operation: string
  title: string
  icon: Icon
  find: (query: { search: string; page_size: number }) => Promise<Found[]>
}

const line = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ')

// What the palette searches: one entry for each kind of record.
const sources: Source[] = [
  {
    operation: 'listAircraft',
    title: s.nav.aircraft,
    icon: IconPlane,
    find: async (query) =>
      (await get('/api/v1/ops/aircraft', { query })).items.map((one) => ({
        id: one.id,
        title: one.registration,
        description: line(one.make, one.model, one.baseAirport),
        to: `/aircraft/${one.id}`,
      })),
  },
  {
    operation: 'listCrew',
    title: s.nav.people,
    icon: IconUsers,
    find: async (query) =>
      (await get('/api/v1/ops/crew', { query })).items.map((one) => ({
        id: one.id,
        title: one.displayName,
        description: line(one.email, one.functions.join(', ')),
        to: `/people/${one.id}`,
      })),
  },
  {
    operation: 'listFlights',
    title: s.nav.flights,
    icon: IconPlaneDeparture,
    find: async (query) =>
      (await get('/api/v1/ops/flights', { query })).items.map((one) => ({
        id: one.id,
        title: `${one.aircraftRegistration} ${one.fromAirport}–${one.toAirport}`,
        description: line(one.offBlockAt.slice(0, 10), one.status),
        to: `/flights/${one.id}`,
      })),
  },
  {
    operation: 'listMaintenanceDue',
    title: s.nav.maintenanceDue,
    icon: IconTool,
    find: async (query) =>
      (await get('/api/v1/maintenance/due', { query })).items.map((one) => ({
        id: one.id,
        title: `${one.aircraftRegistration} ${one.title}`,
        description: line(one.reference, one.state.replaceAll('_', ' ')),
        to: `/maintenance/items/${one.id}`,
      })),
  },
  {
    operation: 'listProjects',
    title: s.nav.projects,
    icon: IconBriefcase,
    find: async (query) =>
      (await get('/api/projects', { query })).items.map((one) => ({
        id: one.id,
        title: one.name,
        description: line(one.customer, one.status),
        to: `/projects/${one.id}`,
      })),
  },
]

/** Records whose text matches, by kind; one kind that fails does not hide the others. */
export function useRecords(search: string) {
  const can = useCan()
  const asked = sources.filter((source) => can(source.operation))
  const { data, isFetching } = useQuery({
    queryKey: ['palette', search],
    enabled: search.length >= 2,
    queryFn: async () => {
      const answers = await Promise.allSettled(asked.map((source) => source.find({ search, page_size: 5 })))
      return answers.flatMap((answer, at) => {
        const source = asked[at]
        return source && answer.status === 'fulfilled' && answer.value.length > 0
          ? [{ title: source.title, icon: source.icon, items: answer.value }]
          : []
      })
    },
  })
  return { found: search.length >= 2 ? (data ?? []) : [], isSearching: isFetching }
}
