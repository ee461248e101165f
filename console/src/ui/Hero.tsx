import type { ReactNode } from 'react'
import classes from './Hero.module.css'

type Item = { label: string; value: ReactNode; hint?: ReactNode; tone?: 'red' | 'amber' | undefined }

/** What a record's page is about, in large figures above its facts. */
export function Hero({ label, items }: { label: string; items: Item[] }) {
  return (
    <section className={classes.hero} aria-label={label}>
      {items.map(({ label: name, value, hint, tone }, index) => (
        <div key={`${name} ${index}`}>
          <span>{name}</span>
          <b data-tone={tone}>{value}</b>
          {hint ? <small>{hint}</small> : null}
        </div>
      ))}
    </section>
  )
}

type End = { name: ReactNode; at: ReactNode }

/** From one place or time to another: KFNL 22:41Z ── 1:06 ── 23:47Z KGXY. */
export function Strip({ label, from, to, middle }: { label: string; from: End; to: End; middle: ReactNode }) {
  return (
    <section className={classes.strip} aria-label={label}>
      <div>
        <b>{from.name}</b>
        <span>{from.at}</span>
      </div>
      <i aria-hidden />
      <em>{middle}</em>
      <i aria-hidden />
      <div>
        <b>{to.name}</b>
        <span>{to.at}</span>
      </div>
    </section>
  )
}

/** How much of an interval is left. The color follows the state, and words beside it say the same. */
export function Bar({
  share,
  tone,
  label,
}: {
  share: number
  tone: 'red' | 'amber' | 'neutral'
  label: string
}) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100)
  return (
    <div
      className={classes.bar}
      data-tone={tone}
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  )
}
