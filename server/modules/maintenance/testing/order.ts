import type { Client } from '#platform/testing/client.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { ok } from './plane.ts'

export const orders = '/api/v1/maintenance/work-orders'
export const squawks = '/api/v1/maintenance/squawks'
export const certificate = { certificateKind: 'IA', certificateNumber: '2718281' }
/** A draft of an order. */
export const create = async (space: TestWorkspace, aircraftId: string, fields: object = {}) =>
  ok(await space.owner.post(orders, { aircraftId, kind: 'unscheduled', title: 'Brakes', ...fields }))
/** A state change of an order or of one of its tasks. */
export const move = (client: Client, id: string, name: string, body: object = {}) =>
  client.post(`${orders}/${id}/${name}`, body)
export const get = async (space: TestWorkspace, id: string) => ok(await space.owner.get(`${orders}/${id}`))
/** Marks all tasks of an order as done. */
export const doAll = async (client: Client, order: { id: string; tasks: { id: string }[] }) => {
  for (const task of order.tasks) ok(await move(client, order.id, `tasks/${task.id}/done`))
}
/** An order in work. */
export const started = async (space: TestWorkspace, aircraftId: string, fields: object = {}) => {
  const order = await create(space, aircraftId, fields)
  ok(await move(space.owner, order.id, 'open'))
  return ok(await move(space.owner, order.id, 'start'))
}
/** A squawk that grounds nothing. */
export const report = async (space: TestWorkspace, aircraftId: string, fields: object = {}) =>
  ok(await space.owner.post(squawks, { aircraftId, title: 'Right brake drags', phase: 'ground', ...fields }))
export const statusOf = async (space: TestWorkspace, aircraftId: string) =>
  ok(await space.owner.get(`/api/v1/ops/aircraft/${aircraftId}`)).status
