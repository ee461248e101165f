import { hold, holdSource, type Plan, release } from '#modules/planning/index.ts'
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
 * Keeps the aircraft of a deployment for its days, against bookings, trips and other services. Deployments of one
 * service take over from each other, so one that waits behind another of its service waits without a hold.
 * @throws Problem 409 `resource_taken` with what holds the aircraft.
 */
export async function commitAircraft(tx: Tx, principal: Principal, deployment: Held): Promise<void> {
  const plan = await planOf(tx, principal, deployment)
  await release(tx, plan)
  try {
    await hold(tx, principal, plan, [{ kind: 'aircraft', id: deployment.aircraftId, field: 'aircraftId' }])
  } catch (error) {
    if (!(error instanceof Problem) || !(await isOwnService(tx, deployment, error))) throw error
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

/** Whether all that holds the aircraft belongs to the same service. */
async function isOwnService(tx: Tx, { serviceId }: Held, { details = [] }: Problem): Promise<boolean> {
  const ids = details.map(({ winner }) => (winner as { id?: string } | undefined)?.id ?? '')
  const { count } = await tx.one(sql<'deploymentsOfService'>`
    select count(*) from deployments where service_id = ${serviceId} and id = any(${ids})`)
  return count === ids.length
}
