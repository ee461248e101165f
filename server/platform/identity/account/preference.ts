import { sql } from '../../database/database.ts'
import { operation } from '../../kernel/operation.ts'
import { invalidRequest, notFound, problem } from '../../kernel/problem.ts'
import { instant, Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'

const mostBytes = 4_096
const mostKeys = 200

const tooManyPreferences = problem('too_many_preferences', 409, {
  meaning: `A person may keep at most ${mostKeys} preferences`,
  fix: 'Remove some that are no longer used: `DELETE /api/user-preferences/{key}`.',
})

type KnownValue = { value: boolean | string | number }
const Value = Type.Unsafe<KnownValue['value']>({ type: ['boolean', 'string', 'number'] })
const Preference = Type.Object({ key: Type.String(), value: Value, updated_at: instant() })
const params = Type.Object({
  key: Type.String({
    maxLength: 1_000,
    description: 'A dotted name of at most 100 characters.',
    examples: ['canvas.snap_to_grid'],
  }),
})

const common = { access: 'session', roles: 'members', system: true, params } as const

function checkKey(key: string): void {
  const refuse = (message: string) => invalidRequest(message, { details: [{ field: 'key', message }] })
  if (key.length > 100) throw refuse('The name of a preference has at most 100 characters')
  if (!/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/.test(key))
    throw refuse(
      'The name of a preference is dotted and in small letters, such as canvas.snap_to_grid: what it belongs to, a dot, and what it is',
    )
}

const instantOf = sql.raw(`to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

export const listPreferences = operation({
  id: 'listPreferences',
  method: 'GET',
  path: '/api/user-preferences',
  summary: 'List your preferences',
  description: 'All preferences that you have set, as an object of names and values.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  response: Type.Unsafe<Record<string, boolean | string | number>>({
    type: 'object',
    additionalProperties: { type: ['boolean', 'string', 'number'] },
  }),
  async handle({ tx, principal }) {
    const rows = await tx.rows(
      sql<
        'userPreferences',
        KnownValue
      >`select key, value from user_preferences where user_id = ${principal.userId} order by key`,
    )
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
  },
})

export const getPreference = operation({
  ...common,
  id: 'getPreference',
  method: 'GET',
  path: '/api/user-preferences/:key',
  summary: 'Get a preference',
  description: 'Returns one of your preferences by its name.',
  response: Preference,
  async handle({ tx, params: { key }, principal }) {
    checkKey(key)
    const found = await tx.first(sql<'userPreference', KnownValue>`
      select key, value, ${instantOf} as updated_at
        from user_preferences where user_id = ${principal.userId} and key = ${key}`)
    if (!found) throw notFound(`You have no preference ${key}`)
    return found
  },
})

export const putPreference = operation({
  ...common,
  id: 'putPreference',
  method: 'PUT',
  path: '/api/user-preferences/:key',
  summary: 'Set a preference',
  description: 'Saves a value under a name for your account.',
  ownFactor: true,
  audits: 'preference.updated',
  body: Type.Object({ value: Value }),
  response: Preference,
  async handle({ tx, params: { key }, body, principal, emit }) {
    checkKey(key)
    const json = JSON.stringify(body.value)
    const bytes = Buffer.byteLength(json)
    if (bytes > mostBytes)
      throw invalidRequest(`The value has ${bytes} bytes; a preference holds at most 4 kB (${mostBytes})`, {
        details: [{ field: 'value', message: `must have at most ${mostBytes} bytes as JSON` }],
      })
    // Of one person one write at a time, so that the count below is true.
    await tx.run(sql`select 1 from users where id = ${principal.userId} for update`)
    const before = await tx.first(sql<'preferenceBefore'>`
      select value from user_preferences where user_id = ${principal.userId} and key = ${key}`)
    const { count } = await tx.one(sql<'preferenceCount'>`
      select count(*) as count from user_preferences where user_id = ${principal.userId}`)
    if (!before && count >= mostKeys) throw tooManyPreferences()
    const kept = await tx.one(sql<'keptPreference', KnownValue>`
      insert into user_preferences (user_id, key, value) values (${principal.userId}, ${key}, ${json}::jsonb)
      on conflict (user_id, key) do update set value = excluded.value, updated_at = now()
      returning key, value, ${instantOf} as updated_at`)
    emit({
      type: 'preference.updated',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
      changes: [{ field: key, before: before?.value ?? null, after: kept.value }],
    })
    return kept
  },
})

export const deletePreference = operation({
  ...common,
  id: 'deletePreference',
  method: 'DELETE',
  path: '/api/user-preferences/:key',
  summary: 'Delete a preference',
  description: 'Deletes the value, so the default applies again.',
  ownFactor: true,
  audits: 'preference.updated',
  async handle({ tx, params: { key }, principal, emit }) {
    checkKey(key)
    const gone = await tx.first(sql<'deletedPreference'>`
      delete from user_preferences where user_id = ${principal.userId} and key = ${key} returning value`)
    emit({
      type: 'preference.updated',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
      changes: gone ? [{ field: key, before: gone.value, after: null }] : [],
    })
  },
})
