import { createHash } from 'node:crypto'
import { sql, type Tx } from '#platform/database/database.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { writeComponents } from './load-components.ts'
import { type DemoOrder, type DemoSquawk, orders, squawks } from './squawks.ts'

const dayMs = 86_400_000

interface Context {
  workspace: { uuid: string; timezone: string }
  aircraft: ReadonlyMap<string, string>
  people: ReadonlyMap<string, { userId: string; displayName: string }>
  now: Date
}

/** The squawks of the fleet with their deferrals and signatures, and the work orders on them. */
export async function writeSquawks(tx: Tx, context: Context): Promise<void> {
  const ids = new Map<string, string>()
  for (const squawk of [...squawks].sort((a, b) => b.foundDaysAgo - a.foundDaysAgo))
    ids.set(squawk.title, await writeSquawk(tx, context, squawk))
  for (const order of orders) await writeOrder(tx, context, order, ids)
  await writeComponents(tx, {
    ...context,
    sign: (subject, by, at) => writeSignature(tx, context, subject, { by, at }),
  })
}

const aircraftOf = ({ aircraft }: Context, registration: string): string => {
  const id = aircraft.get(registration)
  if (!id) throw new Error(`${registration} is not of the fleet`)
  return id
}

const userNamed = ({ people }: Context, name: string) => {
  const person = [...people.values()].find(({ displayName }) => displayName === name)
  if (!person) throw new Error(`Nobody at the school is called ${name}`)
  return person
}

async function writeSquawk(tx: Tx, context: Context, squawk: DemoSquawk): Promise<string> {
  const { uuid, timezone } = context.workspace
  const foundAt = new Date(context.now.getTime() - squawk.foundDaysAgo * dayMs)
  const id = newIdAt('sqk', foundAt)
  const aircraftId = aircraftOf(context, squawk.aircraft)
  const number = await nextCode(tx, { workspaceUuid: uuid, prefix: 'SQK', at: foundAt, timezone })
  const { resolved, deferral, isGrounding = false } = squawk
  const resolvedAt = resolved ? new Date(foundAt.getTime() + (resolved.afterDays + 0.2) * dayMs) : null
  const signatureId =
    resolved && resolvedAt
      ? await writeSignature(tx, context, { type: 'squawk', id }, { by: resolved.by, at: resolvedAt })
      : null
  const reporter = userNamed(context, squawk.reportedBy)
  await tx.run(sql`
    insert into squawks (workspace_id, id, number, aircraft_id, aircraft_type, title, description, found_at,
        found_on, phase, ata_chapter, is_grounding, grounded_from, status, resolution_text, resolved_at, signature_id,
        reported_by, reported_by_name, created_at, updated_at)
    select ${uuid}, ${id}, ${number}, a.id, upper(coalesce(a.make || ' ' || a.model, a.type_designator)),
           ${squawk.title}, ${squawk.description ?? ''}, ${foundAt}, ${localDate(foundAt, timezone)}, ${squawk.phase},
           ${squawk.ataChapter ?? null}, ${isGrounding}, case when ${isGrounding}::boolean then a.status end,
           ${resolved ? 'resolved' : deferral ? 'deferred' : 'open'}, ${resolved?.text ?? null}, ${resolvedAt},
           ${signatureId}, ${reporter.userId}, ${reporter.displayName}, ${foundAt}, ${foundAt}
      from aircraft a where a.workspace_id = ${uuid} and a.id = ${aircraftId}`)
  if (isGrounding)
    await tx.run(sql`update aircraft set status = 'aog' where workspace_id = ${uuid} and id = ${aircraftId}`)
  if (deferral) await writeDeferral(tx, context, { squawkId: id, aircraftId, foundAt, deferral })
  return id
}

async function writeSignature(
  tx: Tx,
  context: Context,
  subject: { type: string; id: string },
  { by, at }: { by: string; at: Date },
): Promise<string> {
  const signer = userNamed(context, by)
  const id = newIdAt('mxs', at)
  const digest = createHash('sha256')
    .update(JSON.stringify([subject, by, at]))
    .digest('hex')
  await tx.run(sql`
    insert into maintenance_signatures (workspace_id, id, subject_type, subject_id, statement, signer_user_id, name,
        certificate_kind, certificate_number, signed_at, content_sha256)
    values (${context.workspace.uuid}, ${id}, ${subject.type}, ${subject.id}, '43.9', ${signer.userId}, ${by},
        'A&P, IA', '3141592', ${at}, ${digest})`)
  return id
}

async function writeDeferral(
  tx: Tx,
  { workspace: { uuid, timezone } }: Context,
  {
    squawkId,
    aircraftId,
    foundAt,
    deferral,
  }: {
    squawkId: string
    aircraftId: string
    foundAt: Date
    deferral: NonNullable<DemoSquawk['deferral']>
  },
): Promise<void> {
  const discoveredOn = localDate(foundAt, timezone)
  await tx.run(sql`
    insert into deferrals (workspace_id, id, squawk_id, aircraft_id, route, category, mel_item, discovered_on,
        expires_on, placard, limitations, deferred_by, zone, created_at)
    values (${uuid}, ${newIdAt('dfr', foundAt)}, ${squawkId}, ${aircraftId}, 'mel', ${deferral.category},
        ${deferral.melItem}, ${discoveredOn}, ${addDays(discoveredOn, deferral.days)}, 'INOP',
        ${deferral.limitations}, 'Harriet Stanwood', ${timezone}, ${foundAt})`)
}

async function writeOrder(
  tx: Tx,
  context: Context,
  order: DemoOrder,
  squawkIds: ReadonlyMap<string, string>,
): Promise<void> {
  const { now, workspace } = context
  const { completed, verifiedBy } = order
  const id = newIdAt('wko', now)
  const series = { workspaceUuid: workspace.uuid, timezone: workspace.timezone, at: now }
  const number = await nextCode(tx, { ...series, prefix: 'WO', digits: 4 })
  const returnedAt = completed ? new Date(now.getTime() - completed.daysAgo * dayMs) : null
  const signatureId =
    completed && returnedAt
      ? await writeSignature(tx, context, { type: 'work_order', id }, { by: completed.by, at: returnedAt })
      : null
  const verifier = verifiedBy === undefined ? null : userNamed(context, verifiedBy)
  // The tasks come before the state: those of a completed order are final.
  await tx.run(sql`
    insert into work_orders (workspace_id, id, number, aircraft_id, title, kind, priority, currency, created_by_name)
    values (${workspace.uuid}, ${id}, ${number}, ${aircraftOf(context, order.aircraft)}, ${order.title}, ${order.kind},
        ${order.priority}, 'USD', 'Harriet Stanwood')`)
  for (const [index, task] of order.tasks.entries()) {
    const sourceId = task.squawk === undefined ? null : (squawkIds.get(task.squawk) ?? null)
    const doneAt = task.isDone ? (returnedAt ?? now) : null
    await tx.run(sql`
      insert into work_order_tasks (workspace_id, id, order_id, position, title, source, source_id, reference_data,
          status, done_by_name, done_at)
      values (${workspace.uuid}, ${newIdAt('wot', now)}, ${id}, ${index + 1}, ${task.title},
          ${sourceId === null ? 'free' : 'squawk'}, ${sourceId}, ${task.referenceData ?? null},
          ${task.isDone ? 'done' : 'open'}, ${task.isDone ? 'Keiko Amanuma' : null}, ${doneAt})`)
  }
  await tx.run(sql`
    update work_orders
       set status = ${order.status}, returned_to_service_at = ${returnedAt}, signature_id = ${signatureId},
         verified_by = ${verifier?.userId ?? null}, verified_by_name = ${verifier?.displayName ?? null},
         verified_at = ${verifier ? returnedAt : null}
     where workspace_id = ${workspace.uuid} and id = ${id}`)
}
