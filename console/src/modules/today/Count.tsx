import { useQuery } from '@tanstack/react-query'
import { AppLink } from '#ui/AppLink.tsx'
import classes from './Today.module.css'

type CountProps = {
  label: string
  to: string
  search: Record<string, string>
  subject: string
  load: () => Promise<number>
}

/** A number, and the list that it counts. */
export function Count({ label, to, search, subject, load }: CountProps) {
  const total = useQuery({ queryKey: [subject, 'count', search], queryFn: load })
  return (
    <AppLink to={to} search={search} className={classes.count}>
      <b>{total.data ?? '–'}</b>
      <span>{label}</span>
    </AppLink>
  )
}
