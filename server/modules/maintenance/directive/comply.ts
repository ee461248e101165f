import { type RowOf, sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { Applicability, directiveDecided } from './applicability.ts'

type Decided = RowOf<'applicabilitiesOn'>

/** What was decided on a directive for an aircraft and the components that are installed on it. */
export function applicabilitiesOn(tx: Tx, directiveId: string, aircraftId: string): Promise<Decided[]> {
  return tx.rows(sql<'applicabilitiesOn'>`
    select p.id, p.status, p.item_id as "itemId"
      from directive_applicabilities p
     where p.directive_id = ${directiveId}
       and (p.aircraft_id = ${aircraftId} or p.component_id in (
             select i.component_id from component_installations i
              where i.aircraft_id = ${aircraftId} and i.removed_at is null))
     order by p.id for update of p`)
}

interface Compliance {
  orderId: string | null
  method: string
  compliedOn: string
  signatureId: string
  meters: object
}

/**
 * Records the compliance with a directive on an aircraft and its components, in the transaction of the work. One that
 * nobody has decided on applies to the aircraft.
 * @returns the items that follow a recurring one, to be completed too, and what to emit.
 */
export async function complyOn(
  tx: Tx,
  { principal, now }: { principal: Principal; now: Date },
  { directiveId, aircraftId }: { directiveId: string; aircraftId: string },
  compliance: Compliance,
): Promise<{ itemIds: string[]; emissions: Emission[] }> {
  const decided = await applicabilitiesOn(tx, directiveId, aircraftId)
  const living = decided.filter(({ status }) => status !== 'not_applicable')
  if (decided.length === 0) {
    const id = newId('dap')
    await tx.run(sql`
      insert into directive_applicabilities (workspace_id, id, directive_id, aircraft_id, status, decided_by_name)
      values (${principal.workspace.uuid}, ${id}, ${directiveId}, ${aircraftId}, 'open', ${actorOf(principal).name})`)
    living.push({ id, status: 'open', itemId: null })
  }
  const ids = living.map(({ id }) => id)
  const emissions = await recordCompliance(tx, { principal, now }, ids, compliance)
  return { itemIds: living.flatMap(({ itemId }) => itemId ?? []), emissions }
}

/** Which of some items follow a recurring directive. */
export async function itemsOfDirectives(tx: Tx, itemIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows(sql<'itemsOfDirectives'>`
    select distinct item_id as id from directive_applicabilities
     where item_id = any (${itemIds}) and status = 'recurring'`)
  return new Set(rows.map(({ id }) => id ?? ''))
}

/** Records the compliance with recurring directives whose items were completed. @returns what to emit. */
export async function complyByItems(
  tx: Tx,
  context: { principal: Principal; now: Date },
  itemIds: readonly string[],
  compliance: Compliance,
): Promise<Emission[]> {
  const rows = await tx.rows(sql<'applicabilitiesOfItems'>`
    select id from directive_applicabilities
     where item_id = any (${itemIds}) and status = 'recurring'
       and signature_id is distinct from ${compliance.signatureId}
     order by id for update`)
  return recordCompliance(
    tx,
    context,
    rows.map(({ id }) => id),
    compliance,
  )
}

async function recordCompliance(
  tx: Tx,
  { principal, now }: { principal: Principal; now: Date },
  ids: readonly string[],
  { orderId, method, compliedOn, signatureId, meters }: Compliance,
): Promise<Emission[]> {
  if (ids.length === 0) return []
  await tx.run(sql`
    update directive_applicabilities
       set status = case status when 'open' then 'complied' else status end, method = ${method},
         complied_on = ${compliedOn}, complied_meters = ${JSON.stringify(meters)}, order_id = ${orderId},
         signature_id = ${signatureId}, decided_by_name = ${actorOf(principal).name}, decided_at = ${now}
     where id = any (${ids})`)
  const emissions: Emission[] = []
  for (const id of ids) emissions.push(decidedEmission(await Applicability.get(tx, id)))
  return emissions
}

const decidedEmission = (applicability: Awaited<ReturnType<typeof Applicability.get>>): Emission => ({
  type: directiveDecided,
  subject: { type: Applicability.name, id: applicability.id, label: applicability.directiveNumber },
  data: applicability,
})
