import type { ApiKey } from '#api/types.ts'
import { Instant } from '#ui/Instant.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { formatRelative } from '#ui/time.ts'
import { t } from './strings.ts'

const dayMs = 86_400_000

/** "in 12 days", in amber if fewer than 14 are left. A revoked key has ended: its expiry date says nothing any more. */
export function Expiry({ apiKey }: { apiKey: ApiKey }) {
  if (apiKey.status === 'revoked') return <span className="dim">—</span>
  if (!apiKey.expires_at) return <span className="dim">{t.list.noExpiry}</span>
  const left = Date.parse(apiKey.expires_at) - Date.now()
  if (apiKey.status === 'active' && left > 0 && left < 14 * dayMs)
    return <StatusBadge tone="amber">{formatRelative(apiKey.expires_at)}</StatusBadge>
  return <Instant at={apiKey.expires_at} relative />
}

export function LastUsed({ apiKey }: { apiKey: ApiKey }) {
  if (!apiKey.last_used_at) return <span className="dim">{t.list.never}</span>
  return (
    <>
      <Instant at={apiKey.last_used_at} relative />{' '}
      {apiKey.last_used_ip ? <span className="dim">{t.list.from(apiKey.last_used_ip)}</span> : null}
    </>
  )
}

export const projectsText = (apiKey: ApiKey) =>
  apiKey.projects === 'all' ? t.list.allProjects : t.list.someProjects(apiKey.projects.length)

/** Days since the secret was created or last replaced. */
export const secretAgeDays = (apiKey: ApiKey) =>
  Math.floor((Date.now() - Date.parse(apiKey.rotated_at ?? apiKey.created_at)) / dayMs)
