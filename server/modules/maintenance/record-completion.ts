import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { happenedOn, id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { assessAircraft, clearedByCompletion } from './assess.ts'
import { completionFields, meterTotals } from './completion.ts'
import { checkLastDone } from './edit-item.ts'
import { checkEntry, FindingsInput } from './findings.ts'
import { type ItemForm, lockItems } from './item.ts'
import { isRepeated, type Limit, limitAfter, type MeterCounter, meterCounters, storedLimit } from './limit.ts'
import { auditEntry, meterText } from './words.ts'

const itemRetired = problem('maintenance_item_retired', 409, {
  meaning: 'The item is retired, so it cannot be completed',
  fix: 'If it is needed again, set isActive to true first.',
})
const notTheLast = problem('completion_not_the_last', 409, {
  meaning: 'Only the newest entry of an item can be corrected',
  fix: 'Read the history and send the id of the newest entry.',
})

/** A value further above the meter is more likely a typing error than flying that nobody logged. */
const maxLeadHundredths = 10_000

export const CompletionBody = Type.Partial(
  Type.Object({
    doneOn: happenedOn('The date in the time zone of the aircraft’s base. By default, today.'),
    ...meterTotals,
    performedBy: text(1, 200, 'Who did the work. By default, the person who records it.'),
    ...completionFields,
    findings: FindingsInput,
    corrects: id('mco', 'The wrong entry that this one replaces. Say why in `note`.'),
  }),
)
type CompletionBody = Static<typeof CompletionBody>

/** An entry that is asked for. `completedWith`: the entry of another item that this one follows from. */
interface Entry {
  record: ItemForm
  body: CompletionBody
  completionId: string
  completedWith: string | null
}

/** An entry that fits its item, with what is due after it. */
interface Planned extends Entry {
  doneOn: string
  at: MeterTotals
  before: { limits: Limit[]; lastDoneOn: string | null }
  limits: Limit[]
  isActive: boolean
  stateBefore: string
}

/**
 * Judges whether an entry fits the history of its item.
 * @param meters The meters that were read for entries of the same aircraft and day.
 */
export async function planCompletion(
  tx: Tx,
  { record, body, completedWith = null }: Omit<Entry, 'completionId' | 'completedWith'> & Partial<Entry>,
  now: Date,
  meters: MetersRead = new Map(),
): Promise<Planned> {
  const wrong = body.corrects === undefined ? null : await wrongEntry(tx, record, body.corrects, body.note)
  if (!record.isActive && !wrong) throw itemRetired()
  checkEntry(record.preset, body)
  const limitsNow = record.limits.map(storedLimit)
  const before = wrong
    ? { limits: limitsBeforeEntry(limitsNow, wrong.limits), lastDoneOn: wrong.lastDoneOn }
    : { limits: limitsNow, lastDoneOn: record.lastDoneOn }
  const today = localDate(now, record.zone)
  const doneOn = body.doneOn ?? today
  checkDay(record, doneOn, today, before.lastDoneOn)
  const at = metersOfEntry(await metersAtEndOf(tx, record, { doneOn, today }, meters), body)
  checkMeters(before.limits, at, record)
  const repeated = before.limits.filter(isRepeated)
  const after = repeated.map((limit) => limitAfter(limit, record.anchor, { on: doneOn, at }))
  return {
    record,
    body,
    completionId: newId('mco'),
    completedWith,
    doneOn,
    at,
    before,
    // An item that was due only once is now done, and keeps its limits.
    limits: after.length > 0 ? after : before.limits,
    isActive: after.length > 0,
    stateBefore: wrong?.state ?? record.state,
  }
}

/**
 * Writes entries into the histories of items of one aircraft, and calculates when they are due again.
 * @returns the items, in the order of the entries, and what to emit.
 */
export async function writeCompletions(
  tx: Tx,
  entries: readonly Planned[],
  { principal, now }: { principal: Principal; now: Date },
): Promise<{ items: ItemForm[]; emissions: Emission[] }> {
  const [first] = entries
  if (!first) return { items: [], emissions: [] }
  const { id: actorId, name } = actorOf(principal)
  await tx.run(sql`
    insert into maintenance_completions (workspace_id, id, item_id, done_on, hobbs_hundredths,
        tach_hundredths, air_hundredths, cycles_hundredths, performed_by, certificate_kind,
        certificate_number, findings, reference, note, corrects_id, completed_with_id, state_before,
        limits_before, limits_after, last_done_before, recorded_by, recorded_by_name, recorded_at)
    select ${principal.workspace.uuid}, r.id, r.item_id, r.done_on, r.hobbs, r.tach, r.air, r.cycles,
           r.performed_by, r.certificate_kind, r.certificate_number, r.findings, r.reference, r.note, r.corrects_id,
           r.completed_with_id, r.state_before, r.limits_before, r.limits_after, r.last_done_before,
           ${actorId}, ${name}, ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(entries.map((entry) => columnsOf(entry, name)))}::jsonb)
        as r (id text, item_id text, done_on date, hobbs bigint, tach bigint, air bigint, cycles bigint,
          performed_by text, certificate_kind text, certificate_number text, findings jsonb, reference text,
          note text, corrects_id text, completed_with_id text, state_before text, limits_before jsonb,
          limits_after jsonb, last_done_before date)`)
  const ids = entries.map(({ record }) => record.id)
  const items = entries.map(({ record, completionId, doneOn, limits, isActive }) => ({
    id: record.id,
    completion_id: completionId,
    done_on: doneOn,
    limits,
    is_active: isActive,
  }))
  await tx.run(sql`
    update maintenance_items i
       set limits = r.limits, is_active = r.is_active, state = 'ok', standing = '[]', urgency = '9',
         last_done_on = r.done_on, last_completion_id = r.completion_id
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        as r (id text, completion_id text, done_on date, limits jsonb, is_active boolean)
     where i.workspace_id = apron.workspace() and i.id = r.id`)
  const { aircraftId } = first.record
  const alerts = await assessAircraft(tx, { aircraftId, now, itemIds: ids })
  const after = new Map((await lockItems(tx, ids)).map((item) => [item.id, item]))
  return {
    items: ids.flatMap((id) => after.get(id) ?? []),
    emissions: [
      ...entries.flatMap(({ record }) => {
        const item = after.get(record.id)
        if (!item) return []
        return [
          auditEntry('maintenance_item.completed', record, item),
          ...clearedByCompletion(item, record.state),
        ]
      }),
      ...alerts,
    ],
  }
}

function columnsOf(
  { record, body, completionId, completedWith, doneOn, at, before, limits, stateBefore }: Planned,
  name: string,
) {
  return {
    id: completionId,
    item_id: record.id,
    done_on: doneOn,
    ...at,
    performed_by: body.performedBy ?? name,
    certificate_kind: body.certificateKind ?? null,
    certificate_number: body.certificateNumber ?? null,
    findings: body.findings ?? null,
    reference: body.reference ?? null,
    note: body.note ?? null,
    corrects_id: body.corrects ?? null,
    completed_with_id: completedWith,
    state_before: stateBefore,
    limits_before: before.limits,
    limits_after: limits,
    last_done_before: before.lastDoneOn,
  }
}

function checkDay(record: ItemForm, doneOn: string, today: string, lastDoneOn: string | null): void {
  checkLastDone(doneOn, today, 'doneOn')
  if (lastDoneOn !== null && doneOn < lastDoneOn)
    throw ruleBroken(
      `${record.title} was last done on ${lastDoneOn}. An earlier entry would move its due date back. Check the date`,
      { details: [{ field: 'doneOn', message: `must not be before ${lastDoneOn}` }] },
    )
}

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
 * The limits with the due values from before a wrong entry. The intervals are today's, because they may have been
 * changed since. Limits that were due only once, and that the entry completed, come back.
 */
function limitsBeforeEntry(limitsNow: readonly Limit[], limitsThen: readonly Limit[]): Limit[] {
  const restored = limitsNow.map((limit) => {
    const then = limitsThen.find(({ counter }) => counter === limit.counter)
    if (!then) return limit
    const { lastDoneHundredths, dueAtHundredths, dueOn } = then
    return { ...limit, lastDoneHundredths, dueAtHundredths, dueOn }
  })
  const oneTime = limitsThen.filter(
    (limit) => !isRepeated(limit) && !limitsNow.some(({ counter }) => counter === limit.counter),
  )
  return [...restored, ...oneTime]
}

type MeterTotals = Record<MeterCounter, number | null>
type MetersRead = Map<string, Partial<Record<string, number | null>>>

/** The meters at the end of a day: the current meters for today, else the ledger. */
async function metersAtEndOf(
  tx: Tx,
  { aircraftId, zone }: ItemForm,
  { doneOn, today }: { doneOn: string; today: string },
  meters: MetersRead,
): Promise<Partial<Record<string, number | null>>> {
  const key = `${aircraftId} ${doneOn} ${zone}`
  const known = meters.get(key)
  if (known) return known
  const end = new Date(
    Temporal.PlainDate.from(doneOn).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
  )
  const rows = await tx.rows(
    doneOn === today
      ? sql<'currentMeters'>`
        select kind, reading_hundredths + offset_hundredths as total
          from meters where aircraft_id = ${aircraftId}`
      : sql<'metersBefore'>`
        select distinct on (kind) kind, total_hundredths as total
          from meter_readings
         where aircraft_id = ${aircraftId} and read_at < ${end} and total_hundredths is not null
         order by kind, read_at desc, (flight_id is null) desc, id desc`,
  )
  const read = Object.fromEntries(rows.map(({ kind, total }) => [kind, total]))
  meters.set(key, read)
  return read
}

/** What the entry says of a meter counts before what was read. */
function metersOfEntry(
  read: Partial<Record<string, number | null>>,
  body: Partial<Record<`${MeterCounter}Hundredths`, number | null>>,
): MeterTotals {
  const at = (counter: MeterCounter) => body[`${counter}Hundredths`] ?? read[counter] ?? null
  return { hobbs: at('hobbs'), tach: at('tach'), air: at('air'), cycles: at('cycles') }
}

// Entries are permanent, so a mistyped meter is refused before it is recorded.
function checkMeters(limits: readonly Limit[], at: MeterTotals, record: ItemForm): void {
  for (const counter of meterCounters) {
    const limit = limits.find((candidate) => candidate.counter === counter)
    const total = at[counter]
    if (!limit || total === null) continue
    const field = `${counter}Hundredths`
    if (counter === 'cycles' && total % 100 !== 0)
      throw ruleBroken(`${field} must be whole cycles: 12 of them are 1200`, {
        details: [{ field, message: 'must be a multiple of 100' }],
      })
    const { lastDoneHundredths: last } = limit
    if (last !== null && total < last)
      throw ruleBroken(
        `The ${counter} stood at ${meterText(counter, last)} when this item was last done, so it cannot stand at ${meterText(counter, total)} now`,
        { details: [{ field, message: `must not be below ${meterText(counter, last)}` }] },
      )
    const current = record.limits.find((candidate) => candidate.counter === counter)
    const { dueAtHundredths: due } = limit
    const now =
      current?.remainingHundredths == null || current.dueAtHundredths === null
        ? null
        : current.dueAtHundredths - current.remainingHundredths
    if (now !== null && total > now + maxLeadHundredths)
      throw ruleBroken(
        `The ${counter} stands at ${meterText(counter, now)}: ${meterText(counter, total)} is more than ${meterText(counter, maxLeadHundredths)} ahead of it${due === null ? '' : `, and the item was due at ${meterText(counter, due)}`}. Check it, or record a reading first`,
        {
          details: [
            { field, message: `is more than ${meterText(counter, maxLeadHundredths)} ahead of the meter` },
          ],
        },
      )
  }
}
