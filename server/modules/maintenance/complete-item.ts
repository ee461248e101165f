import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { date, id, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { assessAircraft } from './assess.ts'
import { completionFields, stands } from './completion.ts'
import { checkLastDone, storedLimits } from './edit-item.ts'
import { Item, type ItemForm } from './item.ts'
import { isRepeated, type Limit, limitAfter, type MeterCounter, meterCounters } from './limit.ts'
import { hoursText, told } from './words.ts'

const itemRetired = problem('maintenance_item_retired', 409, {
  meaning: 'The item is retired, and nothing more is to be done for it',
  fix: 'Set isActive to true first, where it is needed again.',
})
const notTheLast = problem('completion_not_the_last', 409, {
  meaning: 'Only the newest entry of an item can be corrected',
  fix: 'Read the history: the newest entry that was not corrected is the one to name.',
})

/** More than this above the meter is more likely a typing error than flying that nobody has logged. */
const leapHundredths = 10_000

export const completeItem = operation({
  id: 'completeMaintenanceItem',
  method: 'POST',
  path: '/api/v1/maintenance/items/:id/complete',
  summary: 'Record that an item was done; it is due again after its interval',
  description:
    'Where a meter is not said, it is where the ledger has it on that day. The entry stays for good; `corrects` names a wrong one, the newest, whose place the new one takes. An item without an interval is retired by it.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  on: Item,
  audits: 'maintenance_item.completed',
  body: Type.Partial(
    Type.Object({
      doneOn: date('In the zone of the aircraft’s base; today unless told.'),
      ...stands,
      performedBy: text(1, 200, 'Who did it; whoever records it unless told.'),
      ...completionFields,
      corrects: id('mco', 'The wrong entry, which this one takes the place of. Say why in `note`.'),
    }),
  ),
  response: Item.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    const wrong = body.corrects === undefined ? null : await wrongEntry(tx, record, body.corrects, body.note)
    if (!record.isActive && !wrong) throw itemRetired()
    const limitsNow = await storedLimits(tx, record.id)
    const before = wrong
      ? { limits: takenBack(limitsNow, wrong.limits), lastDoneOn: wrong.lastDoneOn }
      : { limits: limitsNow, lastDoneOn: record.lastDoneOn }
    const today = localDate(now, record.zone)
    const doneOn = body.doneOn ?? today
    checkLastDone(doneOn, today, 'doneOn')
    if (before.lastDoneOn !== null && doneOn < before.lastDoneOn)
      throw ruleBroken(
        `${record.title} was last done on ${before.lastDoneOn}: an entry before that would move what is due back. Check the date`,
        { details: [{ field: 'doneOn', message: `must not lie before ${before.lastDoneOn}` }] },
      )
    const at = await standsOn(tx, record, doneOn, today, body)
    checkStands(before.limits, at, record)
    const repeated = before.limits.filter(isRepeated)
    const after = repeated.map((limit) => limitAfter(limit, record.anchor, { on: doneOn, at }))
    const { id: actorId, name } = actorOf(principal)
    const completionId = newId('mco')
    // What was due once is done; the item stays with the limits that it had.
    const limits = after.length > 0 ? after : before.limits
    await tx.run(sql`
      insert into maintenance_completions (workspace_id, id, item_id, done_on, hobbs_hundredths,
          tach_hundredths, air_hundredths, performed_by, certificate_number, reference, note, corrects_id,
          state_before, limits_before, limits_after, last_done_before, recorded_by, recorded_by_name,
          recorded_at)
      values (${principal.workspace.uuid}, ${completionId}, ${record.id}, ${doneOn}, ${at.hobbs}, ${at.tach},
          ${at.air}, ${body.performedBy ?? name}, ${body.certificateNumber ?? null},
          ${body.reference ?? null}, ${body.note ?? null}, ${body.corrects ?? null},
          ${wrong?.state ?? record.state}, ${JSON.stringify(before.limits)}, ${JSON.stringify(limits)},
          ${before.lastDoneOn}, ${actorId}, ${name}, ${now})`)
    await tx.run(sql`
      update maintenance_items
         set limits = ${JSON.stringify(limits)}, is_active = ${after.length > 0}, state = 'ok',
           standing = '[]', urgency = '9', last_done_on = ${doneOn}, last_completion_id = ${completionId}
       where id = ${record.id}`)
    const alerts = await assessAircraft(tx, { aircraftId: record.aircraftId, now, itemIds: [record.id] })
    const item = await Item.get(tx, record.id)
    for (const emission of [told('maintenance_item.completed', record, item), ...alerts]) emit(emission)
    return item
  },
})

async function wrongEntry(tx: Tx, record: ItemForm, completionId: string, note: string | null | undefined) {
  if (completionId !== record.lastCompletionId)
    throw notTheLast(
      record.lastCompletionId === null
        ? 'The item was never completed, so there is nothing to correct'
        : `Only the newest entry can be corrected, and that is ${record.lastCompletionId}`,
      { details: [{ field: 'corrects', message: 'is not the newest entry of this item' }] },
    )
  if (!note)
    throw ruleBroken('Say in `note` what was wrong with the entry', {
      details: [{ field: 'note', message: 'is required for a correction' }],
    })
  return tx.one(sql<'limitsBeforeCompletion', { limits: Limit[] }>`
    select limits_before as limits, last_done_before as "lastDoneOn", state_before as state
      from maintenance_completions where id = ${completionId}`)
}

/**
 * The limits as they were due before a completion: as they are asked for today, since they may have been changed in
 * between, and with what was due once and is done by it.
 */
function takenBack(today: readonly Limit[], before: readonly Limit[]): Limit[] {
  const kept = today.map((limit) => {
    const was = before.find((one) => one.counter === limit.counter)
    if (!was) return limit
    const { lastDoneHundredths, dueAtHundredths, dueOn } = was
    return { ...limit, lastDoneHundredths, dueAtHundredths, dueOn }
  })
  const once = before.filter(
    (limit) => !isRepeated(limit) && !today.some((one) => one.counter === limit.counter),
  )
  return [...kept, ...once]
}

type Stands = Record<MeterCounter, number | null>

/** Where the meters stood at the end of a day: as told, where they stand now, or by the ledger. */
async function standsOn(
  tx: Tx,
  { aircraftId, zone }: ItemForm,
  doneOn: string,
  today: string,
  told: Partial<Record<`${MeterCounter}Hundredths`, number | null>>,
): Promise<Stands> {
  const end = new Date(
    Temporal.PlainDate.from(doneOn).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
  )
  const rows = await tx.rows(
    doneOn === today
      ? sql<'currentMeters'>`
        select kind, reading_hundredths + offset_hundredths as total
          from meters where aircraft_id = ${aircraftId}`
      : sql<'metersBefore'>`
        select distinct on (kind) kind, reading_hundredths + offset_hundredths as total
          from meter_readings where aircraft_id = ${aircraftId} and read_at < ${end} and not is_flagged
         order by kind, read_at desc, id desc`,
  )
  const found = Object.fromEntries(rows.map(({ kind, total }) => [kind, total]))
  const at = (counter: MeterCounter) => told[`${counter}Hundredths`] ?? found[counter] ?? null
  return { hobbs: at('hobbs'), tach: at('tach'), air: at('air') }
}

// What is recorded cannot be taken back, so a mistyped meter is stopped at the door.
function checkStands(limits: readonly Limit[], at: Stands, record: ItemForm): void {
  for (const counter of meterCounters) {
    const limit = limits.find((one) => one.counter === counter)
    const stood = at[counter]
    if (!limit || stood === null) continue
    const field = `${counter}Hundredths`
    const { lastDoneHundredths: last } = limit
    if (last !== null && stood < last)
      throw ruleBroken(
        `The ${counter} stood at ${hoursText(last)} h when it was last done, so it cannot have stood at ${hoursText(stood)} h now`,
        { details: [{ field, message: `must not be below ${hoursText(last)} h` }] },
      )
    const stoodIn = record.limits.find((one) => one.counter === counter)
    const { dueAtHundredths: due } = limit
    const now =
      stoodIn?.remainingHundredths == null || stoodIn.dueAtHundredths === null
        ? null
        : stoodIn.dueAtHundredths - stoodIn.remainingHundredths
    if (now !== null && stood > now + leapHundredths)
      throw ruleBroken(
        `The ${counter} stands at ${hoursText(now)} h: ${hoursText(stood)} h is more than ${leapHundredths / 100} h ahead of it${due === null ? '' : `, and it was due at ${hoursText(due)} h`}. Check it, or record a reading first`,
        { details: [{ field, message: `is more than ${leapHundredths / 100} h ahead of the meter` }] },
      )
  }
}
