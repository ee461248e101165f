import { useQuery } from '@tanstack/react-query'
import { Tile } from '#ui/TodayList.tsx'

type Props = {
  label: string
  to: string
  search: Record<string, string>
  subject: string
  load: () => Promise<number>
  /** The tone if the count is not zero: red needs action now, amber soon. */
  tone?: 'red' | 'amber'
}

/** A count, with a link to the list it counts. */
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
