import type { Endpoint } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { formatInstant } from '#ui/time.ts'
import { t } from './strings.ts'
import classes from './webhooks.module.css'

export const eventsText = (endpoint: Endpoint) =>
  endpoint.events.includes('*') ? t.list.allEvents : t.list.someEvents(endpoint.events.length)

export function EndpointBadge({ endpoint }: { endpoint: Endpoint }) {
  if (!endpoint.enabled) return <StatusBadge tone="neutral">{t.state.disabled}</StatusBadge>
  if (endpoint.circuit === 'closed') return <StatusBadge tone="green">{t.state.enabled}</StatusBadge>
  return (
    <StatusBadge tone={endpoint.circuit === 'open' ? 'red' : 'amber'}>
      {t.state[endpoint.circuit]}
    </StatusBadge>
  )
}

/** The shares of deliveries that arrived, are being retried, and are dead, each with its number. */
export function HealthStrip({ health, isSmall = false }: { health: Endpoint['health']; isSmall?: boolean }) {
  const w = t.endpoint
  const parts = [
    { tone: 'green', count: health.delivered, word: w.delivered },
    { tone: 'amber', count: health.retrying, word: w.retrying },
    { tone: 'red', count: health.dead, word: w.dead },
  ]
  const text = parts.map(({ count, word }) => `${count} ${word}`).join(', ')
  if (parts.every(({ count }) => count === 0)) return <span className="dim">{isSmall ? '—' : w.none}</span>
  return (
    <div className={classes.health} data-small={isSmall || undefined} title={text}>
      {isSmall ? null : <Hours hours={health.hours} />}
      <div className={classes.strip} role="img" aria-label={text}>
        {parts
          .filter(({ count }) => count > 0)
          .map(({ tone, count }) => (
            <span key={tone} data-tone={tone} style={{ flexGrow: count }} />
          ))}
      </div>
      {isSmall ? null : (
        <p>
          {text}
          {health.medianMs === null ? '' : ` · ${w.median} ${health.medianMs} ms`}
        </p>
      )}
    </div>
  )
}

const hourMs = 3_600_000
const tones = { delivered: 'green', retrying: 'amber', dead: 'red' } as const

/** A bar for each of the last 24 hours, as high as it has deliveries; hours without any keep their place. */
function Hours({ hours }: { hours: Endpoint['health']['hours'] }) {
  const w = t.endpoint
  const now = Math.floor(Date.now() / hourMs) * hourMs
  const all = Array.from({ length: 24 }, (_, index) => {
    const at = now - (23 - index) * hourMs
    return { at, counts: hours.find((hour) => Date.parse(hour.at) === at) }
  })
  const sum = (counts: (typeof all)[number]['counts']) =>
    counts ? counts.delivered + counts.retrying + counts.dead : 0
  const most = Math.max(...all.map(({ counts }) => sum(counts)))
  return (
    <div className={classes.hours}>
      {all.map(({ at, counts }) => {
        const time = formatInstant(new Date(at).toISOString(), 'utc')
        const text = counts
          ? `${time}: ${counts.delivered} ${w.delivered}, ${counts.retrying} ${w.retrying}, ${counts.dead} ${w.dead}`
          : `${time}: ${w.noDeliveries}`
        return (
          <span key={at} title={text}>
            {counts
              ? (['dead', 'retrying', 'delivered'] as const).map((state) => (
                  <i
                    key={state}
                    data-tone={tones[state]}
                    style={{ height: `${(counts[state] / most) * 100}%` }}
                  />
                ))
              : null}
          </span>
        )
      })}
    </div>
  )
}
