import type { Endpoint } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
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
