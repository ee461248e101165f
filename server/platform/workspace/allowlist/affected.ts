import { contains } from '../../access/allowlist.ts'
import { sql, type Tx } from '../../database/database.ts'
import { date, instant, nullable, Type } from '../../kernel/schema.ts'

const hours = 24
/** What is shown of each; the totals count all. */
const mostShown = 100

/** Who of the last day the list would have refused, as far as it is known. */
export const Affected = Type.Object({
  since: instant(),
  api_key_total: Type.Integer({ description: 'Of callers with a key: a key, an address and a user agent.' }),
  api_keys: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      address: Type.String(),
      user_agent: Type.String(),
      requests: nullable(
        Type.Integer({
          description: 'null: the caller is older than a day, and its requests are counted together.',
        }),
      ),
      last_seen_at: instant(),
    }),
  ),
  people_total: Type.Integer({ description: 'Of people and the addresses that they signed in from.' }),
  people: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      email: Type.String(),
      signed_in_from: Type.String(),
      last_seen_on: date('The day, UTC. A time would tell when a member sent a safety report.'),
    }),
  ),
  people_unknown: Type.Integer({ description: 'People whose address is not known.' }),
})

/** Judges the callers of the last day by the networks: keys by each address, people by the one that they signed in from. */
export async function affectedBy(tx: Tx, networks: readonly string[], now: Date) {
  const since = new Date(now.getTime() - hours * 3_600_000)
  const callers = await tx.rows(sql<'affectedKeys'>`
    select k.id, k.name, c.address, c.user_agent, c.last_seen_at,
           case when c.first_seen_at >= ${since} then c.requests end as requests
      from api_key_callers c join api_keys k on k.workspace_id = c.workspace_id and k.id = c.key_id
     where c.last_seen_at >= ${since} and k.revoked_at is null
     order by c.last_seen_at desc`)
  const people = await tx.rows(sql<'affectedPeople'>`
    select u.id, u.display_name as name, u.email, s.address as signed_in_from,
           to_char(max(s.last_seen_at) at time zone 'UTC', 'YYYY-MM-DD') as last_seen_on
      from sessions s
      join users u on u.id = s.user_id
     where s.last_seen_at >= ${since} group by u.id, u.display_name, u.email, s.address
     order by u.display_name, u.id, s.address`)
  const keysOutside = callers.filter((caller) => !contains(networks, caller.address))
  const peopleOutside = people.flatMap(({ signed_in_from, ...person }) =>
    signed_in_from !== null && !contains(networks, signed_in_from) ? [{ ...person, signed_in_from }] : [],
  )
  return {
    since: since.toISOString(),
    api_key_total: keysOutside.length,
    api_keys: keysOutside
      .slice(0, mostShown)
      .map((caller) => ({ ...caller, last_seen_at: caller.last_seen_at.toISOString() })),
    people_total: peopleOutside.length,
    people: peopleOutside.slice(0, mostShown),
    people_unknown: new Set(people.filter((one) => one.signed_in_from === null).map((one) => one.id)).size,
  }
}
