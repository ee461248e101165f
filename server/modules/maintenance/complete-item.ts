import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Item, type ItemForm } from './item.ts'
import { CompletionBody, recordCompletion } from './record-completion.ts'

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

/** Completes an item, and those that are completed with it. */
export async function completeWithSatisfied(
  tx: Tx,
  record: ItemForm,
  body: Static<typeof CompletionBody>,
  context: { principal: Principal; now: Date },
): Promise<{ item: ItemForm; itemIds: string[]; emissions: Emission[] }> {
  const { completionId, item, emissions } = await recordCompletion(tx, { record, body }, context)
  const itemIds = [record.id]
  for (const satisfied of await itemsSatisfiedBy(tx, record, body.corrects ?? null)) {
    // A later inspection of its own stays the last one.
    const isLater = satisfied.correctsId === null && isAfter(satisfied.record.lastDoneOn, item.lastDoneOn)
    if (isLater) continue
    const { corrects: _, ...entry } = { ...body, doneOn: item.lastDoneOn ?? undefined }
    const also = await recordCompletion(
      tx,
      {
        record: satisfied.record,
        body: {
          ...withoutEmpty(entry),
          ...(satisfied.correctsId ? { corrects: satisfied.correctsId } : {}),
        },
        completedWith: completionId,
      },
      context,
    )
    itemIds.push(satisfied.record.id)
    emissions.push(...also.emissions)
  }
  return { item, itemIds, emissions }
}

const isAfter = (first: string | null, second: string | null) =>
  first !== null && second !== null && first > second
const withoutEmpty = <Body extends object>(body: Body) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Body]: Exclude<Body[Field], undefined>
  }

/**
 * The active items of the aircraft that the completion of another one completes too.
 * @param wrongId The entry that is corrected. Entries that were made with it are corrected too.
 */
async function itemsSatisfiedBy(
  tx: Tx,
  { aircraftId, alsoCompletes }: ItemForm,
  wrongId: string | null,
): Promise<{ record: ItemForm; correctsId: string | null }[]> {
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
