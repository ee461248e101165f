import { type RowOf, sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { conflict } from '../kernel/problem.ts'
import { id, instant, integer, nullable, oneOf, type Static, Type } from '../kernel/schema.ts'
import { ApiKey, endedWords, keyRevoked, requireEnabled } from './api-key.ts'
import { addSecret } from './create-api-key.ts'

const maxOverlapHours = 72
/** Nobody has used the old secret for this long: long enough for an hourly job to have come round. */
const quietMinutes = 65

export const regenerateApiKey = operation({
  id: 'regenerateApiKey',
  method: 'POST',
  path: '/api/user/api-keys/:id/regenerate',
  summary: 'Rotate the secret of an API key',
  description: `Creates a new secret, which is shown only once. The old secret ends immediately, or after \`overlap_hours\` (at most ${maxOverlapHours}, and never past the key's own expiry).`,
  access: 'session',
  roles: [],
  stepUp: true,
  on: ApiKey,
  audits: 'api_key.regenerated',
  secret: true,
  body: Type.Object({
    overlap_hours: Type.Optional(
      integer(0, maxOverlapHours, 'How long the old secret works too. By default 0.'),
    ),
  }),
  response: Type.Object({
    id: id('key'),
    secret: Type.String(),
    prefix: Type.String(),
    rotated_at: instant(),
    overlap_until: nullable(instant()),
  }),
  async handle({ tx, body, record, principal, services, now }) {
    requireEnabled(principal.workspace)
    if (record.status === 'revoked') throw keyRevoked()
    if (record.status === 'expired') throw conflict('This API key has expired. Create a new one')
    // Of the secrets before, only the newest may overlap: three that work at once are two too many.
    await tx.run(sql`
      update api_key_secrets set ends_at = least(ends_at, now())
       where key_id = ${record.id} and ends_at is not null`)
    await tx.run(sql`
      update api_key_secrets s
         set ends_at = least(now() + make_interval(hours => ${body.overlap_hours ?? 0}), k.expires_at)
        from api_keys k
       where k.workspace_id = s.workspace_id
         and k.id = s.key_id
         and s.key_id = ${record.id}
         and s.ends_at is null`)
    const secret = await addSecret(tx, principal.workspace.uuid, record.id, services, now)
    await tx.run(sql`update api_keys set rotated_at = ${now} where id = ${record.id}`)
    const after = await ApiKey.get(tx, record.id)
    return {
      id: record.id,
      secret,
      prefix: after.prefix,
      rotated_at: now.toISOString(),
      overlap_until: after.overlap_until,
    }
  },
})

const Caller = Type.Object({
  address: Type.String(),
  user_agent: Type.String(),
  first_seen_at: instant(),
  last_seen_at: instant(),
  requests: Type.Integer(),
})

export const getKeyRotation = operation({
  id: 'getKeyRotation',
  method: 'GET',
  path: '/api/user/api-keys/:id/rotation',
  summary: 'Get the rotation of an API key',
  description: 'Shows which callers still use the old secret, and whether the rotation can be finished.',
  access: 'session',
  roles: [],
  on: ApiKey,
  response: Type.Object({
    overlap_until: nullable(instant()),
    safe_to_finish: Type.Boolean(),
    reason: Type.String(),
    secrets: Type.Array(
      Type.Object({
        version: Type.Integer(),
        prefix: Type.String(),
        status: oneOf(['current', 'previous', 'ended']),
        created_at: instant(),
        ends_at: nullable(instant()),
        last_used_at: nullable(instant()),
        callers: Type.Array(Caller),
      }),
    ),
  }),
  async handle({ tx, record, services, now }) {
    await services.usage.flush()
    // The end of the key ends all of its secrets, whatever their own rows say.
    const secrets = (
      await tx.rows(sql<'secretsOfKey', SecretRow>`
      select s.secret_version as version, s.prefix, s.created_at, s.last_used_at,
             least(s.ends_at, ${endOf(record)}::timestamptz) as ends_at,
             case when ${record.status} <> 'active' or s.ends_at <= now() then 'ended'
                  when s.ends_at is null then 'current' else 'previous' end as status,
             coalesce((
               select json_agg(json_build_object(
                        'address', c.address, 'user_agent', c.user_agent, 'first_seen_at', c.first_seen_at,
                        'last_seen_at', c.last_seen_at, 'requests', c.requests) order by c.last_seen_at desc)
                 from api_key_callers c
                where c.workspace_id = s.workspace_id and c.key_id = s.key_id
                  and c.secret_version = s.secret_version), '[]') as callers
        from api_key_secrets s where s.key_id = ${record.id} order by s.secret_version desc`)
    ).map(onTheWire)
    const previous = secrets.find((secret) => secret.status === 'previous')
    return { overlap_until: record.overlap_until, ...judge(record, previous, now), secrets }
  },
})

interface CallerRow {
  address: string
  user_agent: string
  first_seen_at: string
  last_seen_at: string
  requests: number
}
type SecretRow = RowOf<'secretsOfKey', { status: 'current' | 'previous' | 'ended'; callers: CallerRow[] }>

const iso = (value: Date | string) => new Date(value).toISOString()

function onTheWire(row: SecretRow) {
  return {
    ...row,
    created_at: iso(row.created_at),
    ends_at: row.ends_at && iso(row.ends_at),
    last_used_at: row.last_used_at && iso(row.last_used_at),
    callers: row.callers.map((caller) => ({
      ...caller,
      first_seen_at: iso(caller.first_seen_at),
      last_seen_at: iso(caller.last_seen_at),
    })),
  }
}

/** When a revoked or expired key stopped working; null while it works. */
const endOf = ({ status, revoked_at, expires_at }: Static<typeof ApiKey.schema>) =>
  status === 'active' ? null : status === 'revoked' ? revoked_at : expires_at

function judge(
  { status }: Static<typeof ApiKey.schema>,
  previous: ReturnType<typeof onTheWire> | undefined,
  now: Date,
): { safe_to_finish: boolean; reason: string } {
  if (status !== 'active')
    return { safe_to_finish: false, reason: `This key ${endedWords[status]}; none of its secrets works` }
  if (!previous)
    return { safe_to_finish: true, reason: 'Only one secret works; there is no rotation to finish' }
  if (previous.last_used_at === null)
    return { safe_to_finish: true, reason: 'Nobody has used the old secret' }
  const minutes = Math.floor((now.getTime() - Date.parse(previous.last_used_at)) / 60_000)
  if (minutes >= quietMinutes)
    return { safe_to_finish: true, reason: `Nobody has used the old secret for ${minutes} minutes` }
  const callers = previous.callers.filter(
    (caller) => now.getTime() - Date.parse(caller.last_seen_at) < quietMinutes * 60_000,
  )
  return {
    safe_to_finish: false,
    reason: `The old secret was used ${minutes < 1 ? 'within the last minute' : `${minutes} minutes ago`}, by ${[...new Set(callers.map((caller) => caller.address))].join(', ')}`,
  }
}

export const finishKeyRotation = operation({
  id: 'finishKeyRotation',
  method: 'POST',
  path: '/api/user/api-keys/:id/rotation/finish',
  summary: 'Finish the rotation of an API key',
  description: 'Ends the old secret immediately.',
  access: 'session',
  roles: [],
  // It only ever ends a secret.
  effect: 'none',
  on: ApiKey,
  audits: 'api_key.rotation_finished',
  async handle({ tx, record, principal }) {
    requireEnabled(principal.workspace)
    if (record.status === 'revoked') throw keyRevoked()
    if (record.status === 'expired')
      throw conflict('This API key has expired: none of its secrets works, so there is no rotation to finish')
    const endedCount = await tx.run(
      sql`update api_key_secrets set ends_at = now() where key_id = ${record.id} and ends_at > now()`,
    )
    if (endedCount === 0) throw conflict('Only one secret of this key works; there is no rotation to finish')
  },
})
