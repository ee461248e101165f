import { db, sql, type Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { type Detail, invalidFields, roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, Type, text } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'
import { checklistOf, inputsSha256, isManualKey, ReleaseItem } from './checklist.ts'
import { Trip } from './trip.ts'
import type { TripFinding } from './trip-check.ts'
import { tripReleased } from './trip-event.ts'
import { requireComplete } from './trip-form.ts'
import { mayWaive } from './trip-role.ts'
import { tripStates } from './trip-state.ts'

const fields = {
  items: Type.Array(ReleaseItem),
  inputsSha256: nullable(Type.String({ description: 'Of what the release stands on: legs, crew, items.' })),
  releasedBy: nullable(Type.String()),
  dispatcherUserId: nullable(id('usr')),
  dispatcherName: nullable(Type.String()),
  dispatcherAt: nullable(instant()),
  picUserId: nullable(id('usr')),
  picName: nullable(Type.String()),
  picAt: nullable(instant()),
  voidedAt: nullable(instant()),
  voidReason: nullable(Type.String()),
}

/** What a dispatcher found when they released a trip, and who authorized it. */
export const TripRelease = resource({
  name: 'trip_release',
  prefix: 'rls',
  title: { one: 'release', many: 'releases' },
  page: '/trips',
  table: 'trip_releases',
  schema: Type.Object({ id: id('rls'), tripId: id('trp'), ...fields, createdAt: instant() }),
  expressions: { releasedBy: 't.released_by_name' },
})

export const getTripRelease = operation({
  id: 'getTripRelease',
  method: 'GET',
  path: '/api/v1/ops/trips/:id/release',
  summary: 'Get the release of a trip',
  description:
    'Returns the current release, or the last one that was voided. Before the first release, it returns the present checklist, without an ID.',
  scope: 'trips:read',
  roles: 'staff',
  stability: 'beta',
  on: Trip,
  response: Type.Object(
    { id: nullable(id('rls')), tripId: id('trp'), ...fields, createdAt: nullable(instant()) },
    { title: 'ReleaseOfTrip' },
  ),
  async handle({ tx, record, principal, services, now }) {
    const last = await lastRelease(tx, record.id)
    if (last) return TripRelease.get(tx, last.id)
    const { items } = await checklistOf(tx, record, requireComplete(record), { principal, services, now })
    return {
      ...{ id: null, tripId: record.id, items, inputsSha256: null, releasedBy: null, createdAt: null },
      ...{ dispatcherUserId: null, dispatcherName: null, dispatcherAt: null },
      ...{ picUserId: null, picName: null, picAt: null, voidedAt: null, voidReason: null },
    }
  },
})

export const getTripChecklist = operation({
  id: 'getTripChecklist',
  method: 'GET',
  path: '/api/v1/ops/trips/:id/checklist',
  summary: 'Get the checklist of a trip',
  description: 'Returns each item as it is now, independent of an earlier release.',
  scope: 'trips:read',
  roles: 'staff',
  stability: 'beta',
  on: Trip,
  response: Type.Object({ items: Type.Array(ReleaseItem) }, { title: 'TripChecklist' }),
  async handle({ tx, record, principal, services, now }) {
    const { items } = await checklistOf(tx, record, requireComplete(record), { principal, services, now })
    return { items }
  },
})

/** The release that stands; otherwise the one that was voided last. */
export function lastRelease(tx: Tx, tripId: string) {
  return tx.first(sql<'lastRelease'>`
    select id, dispatcher_user_id as "dispatcherUserId", pic_user_id as "picUserId", voided_at as "voidedAt",
           void_reason as "voidReason", is_single_pilot as "isSinglePilot"
      from trip_releases
     where trip_id = ${tripId}
     order by voided_at is null desc, created_at desc, id desc
     limit 1`)
}

const Waiver = Type.Object({ key: text(1, 200), reason: text(10, 1_000) })

export const releaseTrip = operation({
  id: 'releaseTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/release',
  summary: 'Release a trip',
  description:
    'The dispatcher confirms the items that only people can check. A red item prevents the release, unless a chief pilot or director of operations waives it with a reason. Grounding and rest cannot be waived.',
  scope: 'trips:write',
  roles: operationsRoles,
  stability: 'beta',
  on: Trip,
  move: tripStates.release,
  emits: tripReleased,
  response: Trip.schema,
  body: Type.Object({
    waivers: Type.Optional(Type.Array(Waiver, { maxItems: 100 })),
    confirmed: Type.Optional(
      Type.Array(text(1, 200), { maxItems: 100, description: 'The keys of the manual items that are done.' }),
    ),
  }),
  async handle({ tx, body, record, principal, services, now, move }) {
    const { waivers = [], confirmed = [] } = body
    const legs = requireComplete(record)
    const unknown = confirmed.findIndex((key) => !isManualKey(key))
    if (unknown >= 0)
      throw invalidFields([{ field: `confirmed.${unknown}`, message: 'is no manual item of the checklist' }])
    const [{ items, findings }, isSinglePilot] = await together([
      checklistOf(tx, record, legs, { principal, services, now, confirmed }),
      hasSinglePilot(tx),
    ])
    const settled = withWaivers(principal, items, waivers)
    refuseRed(settled, findings)
    await tx.run(
      db.insertInto('trip_releases').values({
        workspace_id: principal.workspace.uuid,
        id: newId('rls'),
        trip_id: record.id,
        items: JSON.stringify(settled),
        inputs_sha256: inputsSha256(legs, settled),
        crew_ids: [...new Set(legs.flatMap(({ crew }) => crew.map(({ crewId }) => crewId)))],
        is_single_pilot: isSinglePilot,
        released_by_name: actorOf(principal).name,
      }),
    )
    await move.make()
    return Trip.get(tx, record.id)
  },
})

function withWaivers(
  principal: Principal,
  items: readonly ReleaseItem[],
  waivers: readonly { key: string; reason: string }[],
): ReleaseItem[] {
  if (waivers.length > 0 && !mayWaive(principal))
    throw roleMissing('Only a chief pilot, a director of operations, an admin or the owner can waive an item')
  const details = waivers.flatMap(({ key }, index): Detail[] => {
    const item = items.find((entry) => entry.key === key)
    const field = `waivers.${index}.key`
    if (!item) return [{ field, message: 'is no item of the checklist' }]
    if (item.state !== 'red') return [{ field, message: `is ${item.state} and needs no waiver` }]
    return item.isWaivable ? [] : [{ field, message: `cannot be waived: ${item.reason}` }]
  })
  if (details.length > 0)
    throw ruleBroken(details.map(({ field, message }) => `${field} ${message}`).join('; '), { details })
  const by = actorOf(principal).name
  return items.map((item) => {
    const waiver = waivers.find(({ key }) => key === item.key)
    return waiver ? { ...item, waivedBy: by, waiverReason: waiver.reason } : item
  })
}

/** @throws Problem with every red item that is not waived; its code is that of the first rule behind it. */
function refuseRed(items: readonly ReleaseItem[], findings: readonly TripFinding[]): void {
  const red = items.filter(({ state, waivedBy }) => state === 'red' && waivedBy === null)
  if (red.length === 0) return
  const details = red.map(({ key, kind, title, reason, citation, subject, isWaivable }): Detail => {
    const facts = findings.find(({ message }) => message === reason)?.facts
    return {
      ...facts,
      field: kind === 'manual' ? 'confirmed' : 'items',
      message: reason ? `${title}: ${reason}` : title,
      key,
      citation,
      subject,
      isWaivable,
    }
  })
  const [first] = findings.filter(({ message }) => red.some(({ reason }) => reason === message))
  throw (first?.refusal ?? ruleBroken)(details.map(({ message }) => message).join('; '), { details })
}

/** Whether one person alone flies here: nobody else could be the second. */
async function hasSinglePilot(tx: Tx): Promise<boolean> {
  const { pilots } = await tx.one(sql<'pilotsOfWorkspace'>`
    select count(*) as pilots
      from crew where status = 'active' and functions && '{pilot,instructor,student}'`)
  return pilots <= 1
}
