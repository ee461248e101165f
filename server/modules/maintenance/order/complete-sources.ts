import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { localDate } from '#rules/calendar.ts'
import { completeItems } from '../complete-item.ts'
import { Component } from '../component/component.ts'
import { recordWork } from '../component/component-work.ts'
import { putOn } from '../component/install-component.ts'
import { componentInstalled, componentRemoved } from '../component/installation.ts'
import { installationEmission, takeOff } from '../component/remove-component.ts'
import { complyByItems, complyOn, itemsOfDirectives } from '../directive/comply.ts'
import { zoneOf } from '../edit-item.ts'
import { lockItems } from '../item.ts'
import { afterResolving } from '../squawk/resolve-squawk.ts'
import { Squawk, squawkStates } from '../squawk/squawk.ts'
import { squawkEmission, squawkResolved } from '../squawk/squawk-event.ts'
import type { WorkOrderForm, WorkOrderTaskForm } from './work-order.ts'

/** What the return to service of an order hands on to the records that its tasks come from. */
export interface Completion {
  signature: { id: string; name: string; certificateKind: string; certificateNumber: string }
  returnedToServiceAt: string
  meters: object
  now: Date
}

interface Work extends Completion {
  tx: Tx
  principal: SessionPrincipal
  order: WorkOrderForm
  doneOn: string
}

type SourceTask = WorkOrderTaskForm & { sourceId: string }

/** Completes what the tasks that are done come from. @returns what to emit. */
export async function completeSources(
  tx: Tx,
  principal: SessionPrincipal,
  order: WorkOrderForm,
  completion: Completion,
): Promise<Emission[]> {
  const doneOn = localDate(new Date(completion.returnedToServiceAt), await zoneOf(tx, order.aircraftId))
  const work: Work = { ...completion, tx, principal, order, doneOn }
  const done = order.tasks.filter(
    (task): task is SourceTask => task.status === 'done' && task.sourceId !== null,
  )
  const of = (source: SourceTask['source']) => done.filter((task) => task.source === source)
  const itemIds = of('item').map(({ sourceId }) => sourceId)
  const emissions: Emission[] = []
  for (const task of of('squawk')) emissions.push(...(await resolveSquawk(work, task)))
  for (const task of of('directive')) {
    const complied = await complyDirective(work, task)
    itemIds.push(...complied.itemIds)
    emissions.push(...complied.emissions)
  }
  emissions.push(...(await completeOrderItems(work, itemIds)))
  // A part leaves its position before another takes it. Directives are about the parts that were in it before.
  const inTurn = of('component').toSorted((first, second) => turnOf(first) - turnOf(second))
  for (const task of inTurn) emissions.push(...(await completeComponent(work, task)))
  return emissions
}

const turns = { inspection: 2, overhaul: 2, removal: 1, installation: 3 } as const
const turnOf = ({ componentWork }: SourceTask) => (componentWork === null ? 0 : turns[componentWork])

/** All items of an order at once: its return to service waits for them, and holds the locks of the aircraft. */
async function completeOrderItems(work: Work, itemIds: readonly string[]): Promise<Emission[]> {
  const { tx, principal, order, doneOn, signature, now } = work
  const loaded = new Map((await lockItems(tx, itemIds)).map((item) => [item.id, item]))
  const taskOf = (itemId: string) => order.tasks.find(({ sourceId }) => sourceId === itemId)
  const asked = [...new Set(itemIds)].flatMap((itemId) => {
    const record = loaded.get(itemId)
    const task = taskOf(itemId)
    const body = {
      doneOn,
      performedBy: signature.name,
      certificateKind: signature.certificateKind,
      certificateNumber: signature.certificateNumber,
      reference: order.number,
      ...(task ? { findings: task.findings } : {}),
    }
    return record?.isActive ? [{ record, body }] : []
  })
  const { emissions, completed } = await completeItems(tx, asked, { principal, now })
  const followed = await itemsOfDirectives(
    tx,
    completed.map(({ itemId }) => itemId),
  )
  for (const { askedId, itemId } of completed)
    if (followed.has(itemId))
      emissions.push(...(await complyByItems(tx, work, [itemId], complianceOf(work, taskOf(askedId)))))
  return emissions
}

async function resolveSquawk(
  { tx, principal, order, signature, now }: Work,
  { sourceId, method, referenceData }: SourceTask,
): Promise<Emission[]> {
  const loaded = await Squawk.load(tx, sourceId, true)
  if (!loaded) return []
  const { record: squawk } = loaded
  if (squawkStates.start.allows(squawk)) await squawkStates.start.apply(tx, squawk)
  const started = await Squawk.get(tx, sourceId)
  if (!squawkStates.resolve.allows(started)) return []
  await squawkStates.resolve.apply(tx, started, {
    resolution_text: `${order.number}: ${method ?? referenceData ?? squawk.title}`,
    resolved_at: now,
    signature_id: signature.id,
    is_grounding: false,
  })
  const emissions = await afterResolving(tx, principal, squawk)
  return [...emissions, squawkEmission(squawkResolved, squawk, await Squawk.get(tx, sourceId))]
}

/** A recurring directive is due again by the items that follow it. */
const complyDirective = (work: Work, task: SourceTask) =>
  complyOn(
    work.tx,
    work,
    { directiveId: task.sourceId, aircraftId: work.order.aircraftId },
    complianceOf(work, task),
  )

const complianceOf = (
  { order, doneOn, signature, meters }: Work,
  task: Pick<WorkOrderTaskForm, 'method' | 'referenceData' | 'title'> | undefined,
) => ({
  orderId: order.id,
  method: methodOf(task) ?? order.number,
  compliedOn: doneOn,
  signatureId: signature.id,
  meters,
})

const methodOf = (task: Pick<WorkOrderTaskForm, 'method' | 'referenceData' | 'title'> | undefined) =>
  task?.method ?? task?.referenceData ?? task?.title ?? null

async function completeComponent(
  { tx, principal, order, signature, returnedToServiceAt }: Work,
  task: SourceTask,
): Promise<Emission[]> {
  const component = await Component.get(tx, task.sourceId)
  if (task.componentWork === 'removal') {
    const removalReason = `${order.number}: ${methodOf(task)}`.slice(0, 2_000)
    const removed = await takeOff(tx, component, { removedAt: returnedToServiceAt, removalReason })
    return [installationEmission(componentRemoved, removed)]
  }
  if (task.componentWork === 'installation') {
    const installed = await putOn(tx, principal, component, {
      aircraftId: order.aircraftId,
      position: task.componentPosition ?? '',
      installedAt: returnedToServiceAt,
    })
    return [installationEmission(componentInstalled, installed)]
  }
  await recordWork(tx, principal.workspace.uuid, {
    componentId: component.id,
    orderId: order.id,
    work: task.componentWork === 'overhaul' ? 'overhaul' : 'inspection',
    method: methodOf(task) ?? order.number,
    doneAt: returnedToServiceAt,
    signatureId: signature.id,
  })
  return []
}
