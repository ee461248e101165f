import { useQuery } from '@tanstack/react-query'
import { useCan } from '#api/session.ts'
import type { ApiKey } from '#api/types.ts'
import { Instant } from '#ui/Instant.tsx'
import { refusalsQuery } from './Refusals.tsx'
import { t } from './strings.ts'

const w = t.ended

/** One sentence instead of rotation and advice: since when the key is dead, and whether something still calls with it. */
export function EndedKey({ apiKey }: { apiKey: ApiKey }) {
  const can = useCan()
  const { data: refusals } = useQuery({ ...refusalsQuery(apiKey.id), enabled: can('listKeyRefusals') })
  const isRevoked = apiKey.status === 'revoked'
  const endedAt = isRevoked ? apiKey.revoked_at : apiKey.expires_at
  const callsSince = refusals?.filter((refusal) => endedAt && refusal.at >= endedAt).length
  return (
    <p className="dim">
      {isRevoked ? w.revoked : w.expired} <Instant at={endedAt} />
      {isRevoked && apiKey.revoked_by ? ` ${w.by} ${apiKey.revoked_by}` : ''}.{' '}
      {callsSince === undefined ? '' : w.callsSince(callsSince)}
    </p>
  )
}
