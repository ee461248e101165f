import { type RowOf, sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { anyId, id, oneOf, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { type DueState, dueStanding, dueStates, type Standing, type Use } from '#rules/due-state.ts'
import { Item, ItemData, type ItemForm } from './item.ts'
import { gravity, type Limit, ruleLimit } from './limit.ts'
import { meterText } from './words.ts'

export const maintenanceAlert = eventType('maintenance.alert', {
  stability: 'beta',
  when: 'a maintenance item becomes upcoming, due or overdue, once for each state; a deferral has 3, 1 or 0 days left; a work order passes its planned end',
  subject: 'maintenance_item',
  data: Type.Object({
    ...Type.Partial(ItemData).properties,
    id: anyId('The item, deferral or work order.'),
    about: oneOf(['item', 'deferral', 'work_order']),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    title: Type.String(),
    daysLeft: Type.Optional(Type.Integer({ description: 'Of a deferral.' })),
    stateBefore: Item.schema.properties.state,
    stateAfter: Item.schema.properties.state,
    message: Type.String({ description: 'The alert as a sentence.' }),
  }),
  scope: 'maintenance:read',
})

export const maintenanceAlertCleared = eventType('maintenance.alert_cleared', {
  stability: 'beta',
  when: 'a maintenance item is less severe than its last alert said, because it was completed, corrected or extended',
  subject: 'maintenance_item',
  data: maintenanceAlert.data,
  scope: 'maintenance:read',
})

type ItemRow = RowOf<'assessedItems', { limits: Limit[] }>

interface StandingCounter {
  kind: string
  standsAt: number
  ran: number
  overDays: number
}

/**
 * Calculates again what is due on an aircraft, for all its items or only for `itemIds`, and stores the result. It
 * runs in the transaction that moved a meter or changed an item. The items are locked before the meters are read:
 * when two flights are approved at the same time, the second sees what the first did, and each crossing is reported once.
 * @returns an alert for each item whose state became worse, and its end for each that became better. Emit them last.
 */
export async function assessAircraft(
  tx: Tx,
  { aircraftId, now, itemIds }: { aircraftId: string; now: Date; itemIds?: readonly string[] },
): Promise<Emission[]> {
  const items = await tx.rows(sql<'assessedItems', { limits: Limit[] }>`
    select i.id, i.limits, i.state from maintenance_items i
      join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
      join workspaces w on w.workspace_id = i.workspace_id
     where i.workspace_id = apron.workspace() and i.aircraft_id = ${aircraftId} and i.is_active
       and a.status not in ('retired', 'sold') and 'maintenance' = any (w.modules)
       and (${itemIds ?? null}::text[] is null or i.id = any (${itemIds ?? null}))
     order by i.id for update of i`)
  if (items.length === 0) return []
  const aircraft = await readAircraft(tx, aircraftId, now)
  const zone = usableZone(aircraft.baseZone, aircraft.workspaceZone)
  const use: Use = {
    today: localDate(now, zone),
    counters: Object.fromEntries(aircraft.counters.map(({ kind, ...counter }) => [kind, counter])),
  }
  const assessed = items.map((item) => ({ item, standing: dueStanding(item.limits.map(ruleLimit), use) }))
  await storeStandings(
    tx,
    assessed.map(({ item, standing }) => columnsOf(item, standing)),
    { zone, now },
  )
  const alerts: Emission[] = []
  for (const { item, standing } of assessed)
    if (gravity(standing.state) !== gravity(item.state))
      alerts.push(alertOf(await Item.get(tx, item.id), item.state))
  return alerts
}

// Use over the last 90 days, counted from the last reading before them. If there is none, from the first reading in them.
async function readAircraft(tx: Tx, aircraftId: string, now: Date) {
  return tx.one(sql<'assessedAircraft', { counters: StandingCounter[] }>`
    select w.timezone as "workspaceZone",
           (select p.timezone from apron.find_airport(a.base_airport) p) as "baseZone",
           coalesce((
             select json_agg(json_build_object(
                      'kind', m.kind,
                      'standsAt', m.reading_hundredths + m.offset_hundredths,
                      'ran', m.reading_hundredths + m.offset_hundredths
                             - coalesce(past.total, m.reading_hundredths + m.offset_hundredths),
                      'overDays', coalesce(
                        least(90, floor(extract(epoch from ${now}::timestamptz - past.read_at) / 86400)), 0)))
               from meters m left join lateral (
                 select * from (
                   (select r.total_hundredths as total, r.read_at from meter_readings r
                     where r.workspace_id = m.workspace_id and r.aircraft_id = m.aircraft_id
                       and r.kind = m.kind and r.total_hundredths is not null
                       and r.read_at <= ${now}::timestamptz - interval '90 days'
                     order by r.read_at desc, (r.flight_id is null) desc, r.id desc limit 1)
                   union all
                   (select r.total_hundredths, r.read_at from meter_readings r
                     where r.workspace_id = m.workspace_id and r.aircraft_id = m.aircraft_id
                       and r.kind = m.kind and r.total_hundredths is not null
                       and r.read_at > ${now}::timestamptz - interval '90 days'
                     order by r.read_at, (r.flight_id is null), r.id limit 1)) readings
                 order by read_at limit 1) past on true
              where m.workspace_id = a.workspace_id and m.aircraft_id = a.id), '[]') as counters
      from aircraft a join workspaces w on w.workspace_id = a.workspace_id
     where a.workspace_id = apron.workspace() and a.id = ${aircraftId}`)
}

/** The time zone of the base, or else of the workspace. An imported airport may carry a text that is no zone. */
export function usableZone(baseZone: string | null, workspaceZone: string): string {
  for (const zone of [baseZone, workspaceZone]) {
    if (zone === null) continue
    try {
      localDate(new Date(0), zone)
      return zone
    } catch {
      // Not a time zone: try the next.
    }
  }
  return 'UTC'
}

function columnsOf({ id, limits }: ItemRow, { state, binding, limits: standings }: Standing) {
  const limit = binding === null ? undefined : limits[binding]
  const bound = binding === null ? undefined : standings[binding]
  const isCalendar = limit?.counter === 'calendar'
  return {
    id,
    state,
    standing: standings.map(({ state: limitState, remaining, projectedOn, missing }, index) => ({
      state: limitState,
      remainingHundredths: limits[index]?.counter === 'calendar' ? null : remaining,
      remainingDays: limits[index]?.counter === 'calendar' ? remaining : null,
      projectedOn,
      missing,
    })),
    bindingCounter: limit?.counter ?? null,
    remainingHundredths: isCalendar ? null : (bound?.remaining ?? null),
    remainingDays: isCalendar ? (bound?.remaining ?? null) : null,
    dueAtHundredths: limit?.dueAtHundredths ?? null,
    dueOn: limit?.dueOn ?? null,
    projectedOn: bound?.projectedOn ?? null,
    urgency: `${dueStates.indexOf(state)} ${bound?.projectedOn ?? '9999-12-31'}`,
  }
}

async function storeStandings(
  tx: Tx,
  rows: ReturnType<typeof columnsOf>[],
  { zone, now }: { zone: string; now: Date },
): Promise<void> {
  await tx.run(sql`
    update maintenance_items i
       set state = r.state, standing = r.standing, binding_counter = r."bindingCounter",
         remaining_hundredths = r."remainingHundredths", remaining_days = r."remainingDays",
         due_at_hundredths = r."dueAtHundredths", due_on = r."dueOn", projected_on = r."projectedOn",
         urgency = r.urgency, zone = ${zone}, assessed_at = ${now}, assess_at = ${startOfTomorrow(now, zone)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, state text, standing jsonb,
          "bindingCounter" text, "remainingHundredths" bigint, "remainingDays" integer,
          "dueAtHundredths" bigint, "dueOn" date, "projectedOn" date, urgency text)
     where i.workspace_id = apron.workspace() and i.id = r.id`)
}

function startOfTomorrow(now: Date, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
  return new Date(local.startOfDay().add({ days: 1 }).startOfDay().epochMilliseconds)
}

function alertOf(item: ItemForm, stateBefore: DueState): Emission {
  return {
    type: gravity(item.state) > gravity(stateBefore) ? maintenanceAlert : maintenanceAlertCleared,
    subject: { type: Item.name, id: item.id, label: `${item.aircraftRegistration}: ${item.title}` },
    data: { ...item, about: 'item', stateBefore, stateAfter: item.state, message: messageOf(item) },
    changes: [{ field: 'state', before: stateBefore, after: item.state }],
  }
}

/** The end of the alert of an item that was completed, whatever is due next. */
export function clearedByCompletion(item: ItemForm, stateBefore: DueState): Emission[] {
  if (gravity(stateBefore) === 0) return []
  const message = `${item.aircraftRegistration}: ${item.title} is completed.`
  return [
    {
      type: maintenanceAlertCleared,
      subject: { type: Item.name, id: item.id, label: `${item.aircraftRegistration}: ${item.title}` },
      data: { ...item, about: 'item', stateBefore, stateAfter: 'ok', message },
      changes: [{ field: 'state', before: stateBefore, after: 'ok' }],
    },
  ]
}

/** "N123AP: 100-hour inspection is overdue, 6.40 h over 2100.00 h tach (14 CFR 91.409(b))." */
function messageOf(item: ItemForm): string {
  if (gravity(item.state) === 0) return `${item.aircraftRegistration}: ${item.title} is no longer due.`
  const { bindingCounter, remainingDays, remainingHundredths, dueOn, dueAtHundredths, reference } = item
  const limit =
    bindingCounter === null || bindingCounter === 'calendar'
      ? `${daysText(remainingDays ?? 0)} ${dueOn}`
      : meterLimitText(bindingCounter, remainingHundredths ?? 0, dueAtHundredths ?? 0)
  return `${item.aircraftRegistration}: ${item.title} is ${item.state}, ${limit}${reference ? ` (${reference})` : ''}.`
}

function meterLimitText(counter: string, remaining: number, dueAt: number): string {
  const text = `${meterText(counter, Math.abs(remaining))} ${remaining < 0 ? 'over' : 'before'} ${meterText(counter, dueAt)}`
  return counter === 'cycles' ? text : `${text} ${counter}`
}

function daysText(days: number): string {
  if (days === 0) return 'good through today,'
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  return `${count} ${days < 0 ? 'after' : 'before'}`
}
