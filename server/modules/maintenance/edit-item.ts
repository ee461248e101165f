import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { requireHappenedOn } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { unknownReference } from '#platform/kernel/reference.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import type { Anchor } from '#rules/next-due.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { assessAircraft, usableZone } from './assess.ts'
import { Item, ItemData, type ItemForm, itemFields, itemOptions } from './item.ts'
import { checkYear, counters, type Limit, LimitBody, readLimits } from './limit.ts'
import { auditEntry } from './words.ts'

const itemHasHistory = problem('maintenance_item_has_history', 409, {
  meaning: 'The item has been completed before, and its history is permanent',
  fix: 'Retire it instead: set isActive to false. It is then no longer due, and its history stays.',
})

const limits = Type.Array(LimitBody, {
  minItems: 1,
  maxItems: counters.length,
  description: 'One limit for each counter. The item is due when the first limit is reached.',
  examples: [[{ counter: 'calendar', intervalCalendarMonths: 12 }]],
})

export const createItem = operation({
  id: 'createMaintenanceItem',
  method: 'POST',
  path: '/api/v1/maintenance/items',
  summary: 'Create a maintenance item',
  description:
    'Adds the item to an aircraft. When it is due is calculated from its interval and from when it was last done, unless you send the due value. Without either, the item is `insufficient_data` until its first completion.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  creates: Item,
  audits: 'maintenance_item.created',
  body: Type.Object({
    aircraftId: id('acf'),
    ...itemFields,
    ...Type.Partial(Type.Object(itemOptions)).properties,
    limits,
  }),
  response: Item.schema,
  async handle({ tx, body, principal, now, emit }) {
    const today = await todayAt(tx, body.aircraftId, now)
    const lastDoneOn = body.lastDoneOn ?? null
    checkLastDone(lastDoneOn, today)
    const itemId = await insertItem(tx, principal.workspace.uuid, {
      ...body,
      lastDoneOn,
      anchor: body.anchor ?? 'from_completion',
      limits: readLimits(body.limits, { limits: [], lastDoneOn: null }, lastDoneOn),
    })
    const alerts = await assessAircraft(tx, { aircraftId: body.aircraftId, now, itemIds: [itemId] })
    const item = await Item.get(tx, itemId)
    for (const emission of [auditEntry('maintenance_item.created', null, item), ...alerts]) emit(emission)
    return item
  },
})

export interface NewItem {
  aircraftId: string
  title: string
  kind: string
  reference?: string | null
  notes?: string | null
  preset?: string | null
  anchor: Anchor
  lastDoneOn: string | null
  limits: Limit[]
}

export async function insertItem(tx: Tx, workspaceUuid: string, item: NewItem): Promise<string> {
  const itemId = newId('mit')
  const { title, kind, reference = null, notes = null, preset = null } = item
  await tx.run(sql`
    insert into maintenance_items (workspace_id, id, aircraft_id, title, kind, reference, notes, preset,
        anchor, last_done_on, limits)
    values (${workspaceUuid}, ${itemId}, ${item.aircraftId}, ${title}, ${kind}, ${reference}, ${notes},
        ${preset}, ${item.anchor}, ${item.lastDoneOn}, ${JSON.stringify(item.limits)})`)
  return itemId
}

export const updateItem = operation({
  id: 'updateMaintenanceItem',
  method: 'PATCH',
  path: '/api/v1/maintenance/items/:id',
  summary: 'Update or retire a maintenance item',
  description:
    '`limits` replaces all limits. A due value stays as it is while its interval and its last completion stay the same. The aircraft cannot be changed: for a part that moves, create a new item there.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  on: Item,
  audits: 'maintenance_item.updated',
  body: Type.Partial(Type.Object({ ...itemFields, ...itemOptions, limits, isActive: Type.Boolean() })),
  refusals: {
    maintenance_items_preset: () =>
      ruleBroken('Another active item of this aircraft is the same inspection. Retire that one first', {
        details: [{ field: 'isActive', message: 'another item of this kind is active' }],
      }),
  },
  response: Item.schema,
  async handle({ tx, body, record, now, emit }) {
    if (Object.keys(body).length === 0) return record
    const lastDoneOn = body.lastDoneOn === undefined ? record.lastDoneOn : body.lastDoneOn
    if (body.lastDoneOn !== undefined) checkLastDone(lastDoneOn, localDate(now, record.zone))
    if (record.lastCompletionId !== null) keepToHistory(record, body)
    const changed = { ...record, ...body, lastDoneOn }
    // The calendar counts from the last day, so a new last day reads the stored limits again.
    const limitsChange = body.limits !== undefined || lastDoneOn !== record.lastDoneOn
    const before = await storedLimits(tx, record.id)
    const limitsAfter = limitsChange
      ? readLimits(
          body.limits ?? before.map(limitAsBody),
          { limits: before, lastDoneOn: record.lastDoneOn },
          lastDoneOn,
        )
      : before
    await tx.run(sql`
      update maintenance_items
         set title = ${changed.title}, kind = ${changed.kind}, reference = ${changed.reference},
           notes = ${changed.notes}, anchor = ${changed.anchor}, is_active = ${changed.isActive},
           last_done_on = ${lastDoneOn}, limits = ${JSON.stringify(limitsAfter)},
           standing = ${limitsChange ? '[]' : sql.ref('standing')},
           state = ${changed.isActive ? record.state : 'ok'},
           urgency = ${changed.isActive ? sql.ref('urgency') : '9'}
       where id = ${record.id}`)
    const alerts = await assessAircraft(tx, { aircraftId: record.aircraftId, now, itemIds: [record.id] })
    const item = await Item.get(tx, record.id)
    for (const emission of [auditEntry('maintenance_item.updated', record, item), ...alerts]) emit(emission)
    return item
  },
})

// The history decides when an item was last done: there everyone can see who changed it and why.
function keepToHistory(
  record: ItemForm,
  body: { lastDoneOn?: string | null; limits?: readonly LimitBody[] },
): void {
  const refuse = (field: string) =>
    ruleBroken('When the item was last done comes from its history. Correct its newest entry instead', {
      details: [{ field, message: 'comes from the history of the item' }],
    })
  if (body.lastDoneOn !== undefined && body.lastDoneOn !== record.lastDoneOn) throw refuse('lastDoneOn')
  for (const [index, { counter, lastDoneHundredths }] of (body.limits ?? []).entries()) {
    const stored = record.limits.find((limit) => limit.counter === counter)
    if (stored && lastDoneHundredths !== undefined && lastDoneHundredths !== stored.lastDoneHundredths)
      throw refuse(`limits.${index}.lastDoneHundredths`)
  }
}

// A stored limit in the form of a body. The due date of a calendar interval is left out, to be calculated again.
function limitAsBody({ dueOn, ...limit }: Limit): LimitBody {
  const isCalendar = limit.counter === 'calendar'
  const isOnce = isCalendar && !limit.intervalCalendarMonths && !limit.intervalMonths && !limit.intervalDays
  return isOnce ? { ...limit, dueOn } : limit
}

export const itemDeleted = eventType('maintenance_item.deleted', {
  stability: 'beta',
  when: 'a maintenance item is deleted; `data` is the item as it was',
  subject: 'maintenance_item',
  data: ItemData,
  scope: 'maintenance:read',
})

export const deleteItem = operation({
  id: 'deleteMaintenanceItem',
  method: 'DELETE',
  path: '/api/v1/maintenance/items/:id',
  summary: 'Delete a maintenance item',
  description: 'Only an item that was never completed can be deleted. Retire any other item with `isActive`.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  on: Item,
  emits: itemDeleted,
  async handle({ tx, record }) {
    if (record.lastCompletionId !== null) throw itemHasHistory()
    await tx.run(sql`delete from maintenance_items where id = ${record.id}`)
  },
})

/** The limits as stored, without their current state. */
export async function storedLimits(tx: Tx, itemId: string): Promise<Limit[]> {
  const { limits } = await tx.one(
    sql<'itemLimits', { limits: Limit[] }>`select limits from maintenance_items where id = ${itemId}`,
  )
  return limits
}

/** The date at the aircraft's base. @throws Problem if the aircraft is not in this workspace. */
export async function todayAt(tx: Tx, aircraftId: string, now: Date): Promise<string> {
  return localDate(now, await zoneOf(tx, aircraftId))
}

/** The time zone of the aircraft's base. @throws Problem if the aircraft is not in this workspace. */
export async function zoneOf(tx: Tx, aircraftId: string): Promise<string> {
  const zones = await tx.first(sql<'aircraftTimeZones'>`
    select (select p.timezone from apron.find_airport(a.base_airport) p) as base, w.timezone as workspace
      from aircraft a
      join workspaces w on w.workspace_id = a.workspace_id
     where a.id = ${aircraftId} for key share of a`)
  if (!zones) throw unknownReference('aircraftId', Aircraft.title.one)
  return usableZone(zones.base, zones.workspace)
}

export function checkLastDone(lastDoneOn: string | null, today: string, field = 'lastDoneOn'): void {
  if (lastDoneOn === null) return
  checkYear(field, lastDoneOn)
  requireHappenedOn(field, lastDoneOn, today)
}
