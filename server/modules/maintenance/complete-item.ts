import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Item, type ItemForm } from './item.ts'
import { CompletionBody, planCompletion, writeCompletions } from './record-completion.ts'

export const completeItem = operation({
  id: 'completeMaintenanceItem',
  method: 'POST',
  path: '/api/v1/maintenance/items/:id/complete',
  summary: 'Complete a maintenance item',
  description:
    'Records that the work was done and calculates when it is due again; an item without an interval is retired. The inspections in `alsoCompletes` get an entry too, such as the 100-hour with an annual. `completionFields` of the item names what the law asks its entry to say. A meter that you leave out is read from the ledger for that day. Entries are permanent: to replace a wrong one, the newest, send its id in `corrects`.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  on: Item,
  audits: 'maintenance_item.completed',
  body: CompletionBody,
  response: Item.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    const { item, emissions } = await completeWithSatisfied(tx, record, body, { principal, now })
    for (const emission of emissions) emit(emission)
    return item
  },
})

interface Asked {
  record: ItemForm
  body: Static<typeof CompletionBody>
}

/** Completes an item, and those that are completed with it. */
export async function completeWithSatisfied(
  tx: Tx,
  record: ItemForm,
  body: Asked['body'],
  context: { principal: Principal; now: Date },
): Promise<{ item: ItemForm; emissions: Emission[] }> {
  const { items, emissions } = await completeItems(tx, [{ record, body }], context)
  const [item] = items
  if (!item) throw new Error(`The item ${record.id} is gone within its own transaction`)
  return { item, emissions }
}

/**
 * Completes items of one aircraft, and those that are completed with them, in as many statements as for one. An item
 * that another of them completes has one entry, by the one that comes first.
 * @returns the items; first the one that was asked for first.
 */
export async function completeItems(
  tx: Tx,
  asked: readonly Asked[],
  { principal, now }: { principal: Principal; now: Date },
): Promise<{ items: ItemForm[]; completed: { askedId: string; itemId: string }[]; emissions: Emission[] }> {
  const meters = new Map()
  const entries = []
  const completed: { askedId: string; itemId: string }[] = []
  const isTaken = (itemId: string) => completed.some((entry) => entry.itemId === itemId)
  for (const { record, body } of asked) {
    if (isTaken(record.id)) continue
    const entry = await planCompletion(tx, { record, body }, now, meters)
    entries.push(entry)
    completed.push({ askedId: record.id, itemId: record.id })
    for (const satisfied of await itemsSatisfiedBy(tx, record, body.corrects ?? null)) {
      // A later inspection of its own stays the last one.
      const isLater = satisfied.correctsId === null && isAfter(satisfied.record.lastDoneOn, entry.doneOn)
      if (isLater || isTaken(satisfied.record.id)) continue
      const { corrects: _, ...said } = { ...body, doneOn: entry.doneOn }
      const also = { ...said, ...(satisfied.correctsId ? { corrects: satisfied.correctsId } : {}) }
      const { completionId: completedWith } = entry
      entries.push(
        await planCompletion(tx, { record: satisfied.record, body: also, completedWith }, now, meters),
      )
      completed.push({ askedId: record.id, itemId: satisfied.record.id })
    }
  }
  return { ...(await writeCompletions(tx, entries, { principal, now })), completed }
}

const isAfter = (first: string | null, second: string | null) =>
  first !== null && second !== null && first > second
/**
 * The active items of the aircraft that the completion of another one completes too.
 * @param wrongId The entry that is corrected. Entries that were made with it are corrected too.
 */
async function itemsSatisfiedBy(
  tx: Tx,
  { aircraftId, alsoCompletes }: ItemForm,
  wrongId: string | null,
): Promise<{ record: ItemForm; correctsId: string | null }[]> {
  if (alsoCompletes.length === 0) return []
  const rows = await tx.rows(sql<'satisfiedItems'>`
    select i.id, c.id as "lastId", c.completed_with_id as "completedWithId"
      from maintenance_items i
      left join maintenance_completions c
        on c.workspace_id = i.workspace_id and c.id = i.last_completion_id
     where i.aircraft_id = ${aircraftId} and i.is_active and i.preset = any (${alsoCompletes})
     order by i.id`)
  const satisfied: { record: ItemForm; correctsId: string | null }[] = []
  for (const { id, lastId, completedWithId } of rows) {
    const loaded = await Item.load(tx, id, true)
    const isOfWrong = wrongId !== null && completedWithId === wrongId
    if (loaded) satisfied.push({ record: loaded.record, correctsId: isOfWrong ? lastId : null })
  }
  return satisfied
}
