import { useQuery } from '@tanstack/react-query'
import { Tile } from '#ui/TodayList.tsx'

type Props = {
  label: string
  to: string
  search: Record<string, string>
  subject: string
  load: () => Promise<number>
  /** Where there is any: red wants something now, amber soon. */
  tone?: 'red' | 'amber'
}

/** A number, and the list that it counts. */
export function Count({ label, to, search, subject, load, tone }: Props) {
  const total = useQuery({ queryKey: [subject, 'count', search], queryFn: load })
  return (
    <Tile
      label={label}
      to={to}
      search={search}
      value={total.data ?? '–'}
      tone={total.data ? tone : undefined}
    />
  )
}
