import { type Database, sql, type Tx } from '../database/database.ts'
import type { EventType } from '../kernel/event-type.ts'
import type { Services } from '../kernel/installation.ts'
import type { Restriction } from '../kernel/list-query.ts'
import type { Operation, Roles } from '../kernel/operation.ts'
import { type Principal, projectReach } from '../kernel/principal.ts'
import { scopeMissing } from '../kernel/problem.ts'
import { kindNamed } from '../kernel/record-kind.ts'
import { isResource } from '../kernel/resource.ts'

/** What somebody may read, as `apron.readable_event_types` takes it. */
export type Reach =
  | { roles: readonly string[] }
  | { scopes: readonly string[]; projects: readonly string[] | null }

export const reachOf = (principal: Principal): Reach =>
  principal.kind === 'user'
    ? { roles: principal.roles }
    : { scopes: principal.scopes, projects: principal.projects }

/** Who answers for what a channel carries from now on: the columns of what the caller has made or redirected. */
export const makerOf = (principal: Principal) => ({
  id: principal.kind === 'user' ? principal.userId : principal.keyId,
  scopes: principal.kind === 'user' ? null : [...principal.scopes],
  projects: principal.kind === 'user' ? null : principal.projects && [...principal.projects],
})

/** Leaves only rows about events that the caller may read. `type` is the SQL of the event's type. */
export const onlyReadable = (type: string): Restriction => ({
  value: (principal) => JSON.stringify(reachOf(principal)),
  sql: (reach) => `${type} = any ((select apron.readable_event_types(${reach}::jsonb))::text[])`,
})

/** Leaves only what is limited to projects of the key. `projects` is the SQL of the limits. */
export const withinProjects = (projects: string): Restriction => ({
  value: (principal) => JSON.stringify(reachOf(principal)),
  sql: (reach) => `apron.reaches_projects(${reach}::jsonb, ${projects})`,
})

/** For what belongs to no record: a key that is limited to projects acts within its own. */
export const ownProject = ({ principal }: { principal: Principal | null }): string | null =>
  (principal && projectReach(principal)?.[0]) ?? null

/** Whether the caller may read the events of a type. */
export async function readsType(tx: Tx, principal: Principal, type: string): Promise<boolean> {
  return (await unreadable(tx, principal, [type])) === undefined
}

/** The types of events that the caller may read. */
export async function readableTypes(tx: Tx, principal: Principal): Promise<string[]> {
  const { types } = await tx.one(sql<'readableTypes', { types: string[] }>`
    select apron.readable_event_types(${JSON.stringify(reachOf(principal))}::jsonb) as types`)
  return types
}

/**
 * Refuses a key or member who may not read every one of these types: no channel carries what its maker could not read.
 * @throws Problem `scope_missing`, 403.
 */
export async function requireReach(tx: Tx, principal: Principal, types: readonly string[]): Promise<void> {
  const missing = await unreadable(tx, principal, types)
  if (!missing) return
  throw scopeMissing(
    principal.kind === 'user'
      ? `Events of the type ${missing.type} need a role that may read them`
      : `Events of the type ${missing.type} need the scope ${missing.scope}, which this API key does not hold`,
  )
}

async function unreadable(tx: Tx, principal: Principal, types: readonly string[]) {
  return tx.first(sql<'unreadableType'>`
    select w.type, coalesce(t.scopes[1], '*') as scope
      from unnest(${[...types]}::text[]) as w (type)
      left join event_types t on t.type = w.type
     where w.type <> all (apron.readable_event_types(${JSON.stringify(reachOf(principal))}::jsonb))
     order by 1 limit 1`)
}

/** The scopes of which a key needs one to read the events of a type. */
export const scopesOf = ({ scope, publicScope }: EventType): string[] =>
  publicScope ? [scope, publicScope] : [scope]

/** Writes who may read the events of each type, where the fan-out in the database finds it. */
export async function writeEventTypes(
  database: Database,
  { eventTypes, operations, roles }: Pick<Services, 'eventTypes' | 'operations' | 'roles'>,
): Promise<void> {
  const rows = eventTypes.map((event) => ({
    type: event.type,
    scopes: scopesOf(event),
    roles: readersOf(event, operations, roles),
  }))
  await database.system((tx) =>
    tx.run(sql`
      insert into event_types as t (type, scopes, roles)
      select n.type, n.scopes, n.roles
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (type text, scopes text[], roles text[])
       order by n.type
      on conflict (type) do update set scopes = excluded.scopes, roles = excluded.roles
       where (t.scopes, t.roles) is distinct from (excluded.scopes, excluded.roles)`),
  )
}

/** The roles that may read the events of a type. Admins and the account owner may read all. */
export function readersOf(
  event: EventType,
  operations: readonly Operation[],
  allRoles: readonly string[],
): string[] {
  const unknown = scopesOf(event).find((wanted) => operations.every(({ scope }) => scope !== wanted))
  if (unknown) throw new Error(`The event ${event.type} names the scope ${unknown}, which no operation has`)
  const kind = kindNamed(event.subject)
  if (!event.readers && kind && isResource(kind) && kind.visible)
    throw new Error(
      `The event ${event.type} is about a ${event.subject}, which is not shown to everybody: it has to name its readers`,
    )
  const reads = operations.filter(({ scope, writes }) => scope === event.scope && !writes)
  const own = reads.filter(({ on, list }) => (on ?? list?.of)?.name === event.subject)
  const named = event.readers ? [event.readers] : (own.length > 0 ? own : reads).map((one) => one.roles)
  return [...new Set(named.flatMap((one) => (one ? listed(one, allRoles) : [])))].sort()
}

function listed(named: Roles, allRoles: readonly string[]): readonly string[] {
  if (named === 'members') return allRoles
  if (named === 'staff') return allRoles.filter((role) => role !== 'customer')
  return named === 'installation_owner' ? [] : named
}
