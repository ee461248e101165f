import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { assessAircraft } from '../assess.ts'
import { completeWithSatisfied } from '../complete-item.ts'
import { checkLastDone, insertItem, storedLimits } from '../edit-item.ts'
import { Item } from '../item.ts'
import { type LimitBody, readLimits } from '../limit.ts'
import type { Directive } from './directive.ts'

interface Decision {
  directive: Static<typeof Directive.schema>
  body: { status: string; method?: string; certificateNumber?: string; limits?: LimitBody[] }
  /** Where the item that follows it is, or null: on a component that is installed nowhere. */
  aircraftId: string | null
  itemId: string | null
  compliedOn: string | null
}

/**
 * Keeps the maintenance item that says when a recurring directive is due again: adds it, completes it, or retires it
 * when the directive recurs no more. @returns the item of the decision, and what to emit.
 */
export async function followDecision(
  tx: Tx,
  context: { principal: Principal; now: Date },
  decision: Decision,
): Promise<{ itemId: string | null; emissions: Emission[] }> {
  const { body, itemId, compliedOn } = decision
  if (body.status === 'recurring' && itemId !== null)
    return { itemId, emissions: await complied(tx, context, { ...decision, itemId }) }
  if (body.status === 'recurring' && body.limits)
    return added(tx, context, { ...decision, limits: body.limits, compliedOn: compliedOn ?? '' })
  if (itemId !== null && body.status !== 'open')
    await tx.run(sql`
      update maintenance_items set is_active = false, state = 'ok', urgency = '9' where id = ${itemId}`)
  return { itemId, emissions: [] }
}

async function added(
  tx: Tx,
  { principal, now }: { principal: Principal; now: Date },
  { directive, aircraftId, limits, compliedOn }: Decision & { limits: LimitBody[]; compliedOn: string },
): Promise<{ itemId: string; emissions: Emission[] }> {
  if (aircraftId === null)
    throw invalidFields([
      { field: 'limits', message: 'cannot be followed: the component is installed on no aircraft' },
    ])
  checkLastDone(compliedOn, compliedOn)
  const { authority, number, title } = directive
  const itemId = await insertItem(tx, principal.workspace.uuid, {
    aircraftId,
    title: title.slice(0, 200),
    kind: 'directive_check',
    reference: `${authority} ${number}`,
    anchor: 'from_completion',
    lastDoneOn: compliedOn,
    limits: readLimits(limits, { limits: [], lastDoneOn: null }, compliedOn),
  })
  return { itemId, emissions: await assessAircraft(tx, { aircraftId, now, itemIds: [itemId] }) }
}

/** New limits replace the old ones, and the compliance is an entry in the history of the item. */
async function complied(
  tx: Tx,
  context: { principal: Principal; now: Date },
  { body, itemId, compliedOn }: Decision & { itemId: string },
): Promise<Emission[]> {
  const { lastDoneOn } = await Item.get(tx, itemId)
  const stored = await storedLimits(tx, itemId)
  const limits = body.limits ? readLimits(body.limits, { limits: stored, lastDoneOn }, lastDoneOn) : stored
  await tx.run(sql`
    update maintenance_items set is_active = true, limits = ${JSON.stringify(limits)} where id = ${itemId}`)
  const entry = {
    ...(compliedOn === null ? {} : { doneOn: compliedOn }),
    certificateNumber: body.certificateNumber ?? null,
    reference: body.method?.slice(0, 200) ?? null,
  }
  const { emissions } = await completeWithSatisfied(tx, await Item.get(tx, itemId), entry, context)
  return emissions
}
