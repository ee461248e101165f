import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { localDate } from '#rules/calendar.ts'
import { completeWithSatisfied } from '../complete-item.ts'
import { Component } from '../component/component.ts'
import { recordWork } from '../component/component-work.ts'
import { putOn } from '../component/install-component.ts'
import { componentInstalled, componentRemoved } from '../component/installation.ts'
import { installationEmission, takeOff } from '../component/remove-component.ts'
import { complyByItems, complyOn } from '../directive/comply.ts'
import { zoneOf } from '../edit-item.ts'
import { Item } from '../item.ts'
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
  /** Items that another task completed already: an annual completes the 100-hour with it. */
  completedItems: Set<string>
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
  const work: Work = { ...completion, tx, principal, order, doneOn, completedItems: new Set() }
  const emissions: Emission[] = []
  const done = order.tasks.filter(
    (task): task is SourceTask => task.status === 'done' && task.sourceId !== null,
  )
  for (const task of done.toSorted((first, second) => turnOf(first) - turnOf(second)))
    emissions.push(...(await completeSource(work, task)))
  return emissions
}

// A part leaves its position before another takes it. Directives are about the parts that were in it before.
const turns = { inspection: 2, overhaul: 2, removal: 1, installation: 3 } as const
const turnOf = ({ componentWork }: SourceTask) => (componentWork === null ? 0 : turns[componentWork])

function completeSource(work: Work, task: SourceTask): Promise<Emission[]> {
  if (task.source === 'item') return completeItem(work, task.sourceId)
  if (task.source === 'squawk') return resolveSquawk(work, task)
  return task.source === 'directive' ? complyDirective(work, task) : completeComponent(work, task)
}

async function completeItem(work: Work, itemId: string): Promise<Emission[]> {
  const { tx, principal, order, doneOn, signature, now, completedItems } = work
  if (completedItems.has(itemId)) return []
  const item = await Item.load(tx, itemId, true)
  if (!item?.record.isActive) return []
  const task = order.tasks.find(({ sourceId }) => sourceId === itemId)
  const body = {
    doneOn,
    performedBy: signature.name,
    certificateKind: signature.certificateKind,
    certificateNumber: signature.certificateNumber,
    reference: order.number,
    ...(task ? { findings: task.findings } : {}),
  }
  const { emissions, itemIds } = await completeWithSatisfied(tx, item.record, body, { principal, now })
  for (const id of itemIds) completedItems.add(id)
  const complied = await complyByItems(tx, work, itemIds, complianceOf(work, task))
  return [...emissions, ...complied]
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

/** A recurring directive is due again by the item that follows it. */
async function complyDirective(work: Work, task: SourceTask): Promise<Emission[]> {
  const subject = { directiveId: task.sourceId, aircraftId: work.order.aircraftId }
  const { itemIds, emissions } = await complyOn(work.tx, work, subject, complianceOf(work, task))
  for (const itemId of itemIds) emissions.push(...(await completeItem(work, itemId)))
  return emissions
}

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
