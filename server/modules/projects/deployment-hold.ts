import { hold, holdSource, type Plan, release, whoHolds } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { Problem } from '#platform/kernel/problem.ts'

const deploymentHolds = holdSource({ kind: 'deployment', scope: 'deployments:read' })

interface Held {
  id: string
  serviceId: string
  projectId: string
  aircraftId: string
  startsOn: string
  endsOn: string
}

/**
 * Keeps the aircraft of a deployment for its days, against bookings, trips and other deployments. One that is queued
 * may wait, without a hold, behind other deployments; one that begins may wait only behind one of its own service,
 * which it takes over from.
 * @throws Problem 409 `resource_taken` with what holds the aircraft.
 */
export async function commitAircraft(
  tx: Tx,
  principal: Principal,
  deployment: Held,
  { isQueued = false } = {},
): Promise<void> {
  const plan = await planOf(tx, principal, deployment)
  await release(tx, plan)
  try {
    await hold(tx, principal, plan, [{ kind: 'aircraft', id: deployment.aircraftId, field: 'aircraftId' }])
  } catch (error) {
    if (!(error instanceof Problem) || !(await mayWait(tx, deployment, plan, isQueued))) throw error
  }
}

export const freeAircraft = (tx: Tx, { id }: { id: string }): Promise<void> =>
  release(tx, { source: deploymentHolds, id })

async function planOf(tx: Tx, principal: Principal, deployment: Held): Promise<Plan> {
  const { name } = await tx.one(sql<'serviceOfDeployment'>`
    select name from services where id = ${deployment.serviceId}`)
  const midnight = (day: string, days: number) =>
    Temporal.PlainDate.from(day)
      .add({ days })
      .toZonedDateTime(principal.workspace.timezone)
      .toInstant()
      .toString()
  return {
    source: deploymentHolds,
    id: deployment.id,
    title: name,
    projectId: deployment.projectId,
    startsAt: midnight(deployment.startsOn, 0),
    endsAt: midnight(deployment.endsOn, 1),
  }
}

async function mayWait(tx: Tx, deployment: Held, plan: Plan, isQueued: boolean): Promise<boolean> {
  const holds = await whoHolds(tx, { kind: 'aircraft', id: deployment.aircraftId }, plan)
  if (holds.some(({ sourceKind }) => sourceKind !== deploymentHolds.kind)) return false
  if (isQueued) return true
  const ids = holds.map(({ sourceId }) => sourceId)
  const { count } = await tx.one(sql<'deploymentsOfService'>`
    select count(*) from deployments where service_id = ${deployment.serviceId} and id = any(${ids})`)
  return count === ids.length
}
