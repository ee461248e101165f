import type { ReactNode } from 'react'
import type { DueItem } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DueBadge, dueText, remainingText } from './dueWords.tsx'
import classes from './maintenance.module.css'

type Props = { items: DueItem[]; empty?: ReactNode; isPending: boolean; withAircraft?: boolean }

/** A few items by urgency, for pages about something else. */
export function DueItems({ items, empty, isPending, withAircraft = false }: Props) {
  return (
    <ul className={classes.due} aria-busy={isPending}>
      {items.map((item) => (
        <li key={item.id}>
          <AppLink to={`/maintenance/items/${item.id}`}>
            {withAircraft ? `${item.aircraftRegistration} ${item.title}` : item.title}
          </AppLink>
          <span className="dim">
            {[remainingText(item), withAircraft ? '' : dueText(item)].filter(Boolean).join(' · ')}
          </span>
          <DueBadge item={item} />
        </li>
      ))}
      {items.length === 0 && !isPending && empty ? <li className="dim">{empty}</li> : null}
    </ul>
  )
}
