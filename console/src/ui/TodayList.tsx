import type { ReactNode } from 'react'
import { AppLink } from './AppLink.tsx'
import { Section } from './RecordPage.tsx'
import classes from './TodayList.module.css'

export type TodayItem = {
  id: string
  to: string
  label: string
  detail?: ReactNode
  /** A badge, or the button for the next step. */
  end?: ReactNode
}

type Props = {
  title: string
  items: TodayItem[]
  isPending: boolean
  /** The text for an empty list. */
  empty: string
  /** The link to the whole list. */
  all?: ReactNode
}

/** A few records on Today that need action from the signed-in person. */
export function TodayList({ title, items, isPending, empty, all }: Props) {
  return (
    <Section title={title} actions={all}>
      <ul className={classes.list} aria-busy={isPending}>
        {items.map(({ id, to, label, detail, end }) => (
          <li key={id}>
            <AppLink to={to}>{label}</AppLink>
            <span className="dim">{detail}</span>
            {end}
          </li>
        ))}
        {items.length === 0 && !isPending ? <li className="dim">{empty}</li> : null}
      </ul>
    </Section>
  )
}

/** Counts on Today, each with a link to the records it counts. */
export function Tiles({ children }: { children: ReactNode }) {
  return <div className={classes.tiles}>{children}</div>
}

type TileProps = {
  label: string
  value: ReactNode
  to?: string
  search?: Record<string, string>
  /** Red or amber as in a cockpit. The label says why. */
  tone?: 'red' | 'amber'
}

export function Tile({ label, value, to, search, tone }: TileProps) {
  const inside = (
    <>
      <b data-tone={tone}>{value}</b>
      <span>{label}</span>
    </>
  )
  return to === undefined ? (
    <div className={classes.tile}>{inside}</div>
  ) : (
    <AppLink to={to} search={search} className={classes.tile}>
      {inside}
    </AppLink>
  )
}
