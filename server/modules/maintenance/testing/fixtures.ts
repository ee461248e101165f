import { defineFixtures } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { orders, squawks } from './order.ts'
import { byDate, today } from './plane.ts'

const api = '/api/v1/maintenance'

/** An order in work with one task. */
async function order({ made, aircraft }: TestWorkspace, task: object) {
  const aircraftId = (await aircraft()).id
  const { id, tasks } = await made(orders, {
    aircraftId,
    kind: 'unscheduled',
    title: 'Brakes',
    tasks: [task],
  })
  await made(`${orders}/${id}/open`)
  await made(`${orders}/${id}/start`)
  return { path: `${orders}/${id}/tasks/${tasks[0].id}` }
}

export default defineFixtures({
  of: ['maintenance'],
  examples: () => ({
    foundAt: () => '2026-01-01T12:00:00Z',
    ataChapter: () => '74-10',
    route: () => 'mel',
    category: () => 'C',
    discoveredOn: () => new Date().toISOString().slice(0, 10),
  }),
  prepared: {
    async getMaintenanceCompletion({ made, aircraft }) {
      const aircraftId = (await aircraft()).id
      const { id } = await made(`${api}/items`, { aircraftId, ...byDate(today) })
      const done = await made(`${api}/items/${id}/complete`, { performedBy: 'Shop of Loveland' })
      return { path: `${api}/completions/${done.lastCompletionId}` }
    },
    async extendDeferral({ made, aircraft }) {
      const squawk = { aircraftId: (await aircraft()).id, title: 'Landing light', phase: 'ground' }
      const { id } = await made(squawks, squawk)
      const deferral = await made(`${squawks}/${id}/defer`, { route: 'mel', category: 'B' })
      return { path: `${api}/deferrals/${deferral.id}/extend`, body: { reason: 'Lamp on back order' } }
    },
    // The second inspector looks at what the first has done.
    async inspectWorkOrderTask(space) {
      const { path } = await order(space, { title: 'Flight controls', isRequiredInspection: true })
      const [first, second] = [
        await space.as('first', { roles: ['inspector'] }),
        await space.as('second', { roles: ['inspector'] }),
      ]
      await first.post(`${path}/done`, {})
      return { path: `${path}/inspect`, caller: second, body: {} }
    },
    async removeComponent({ made, aircraft, next }) {
      const component = { kind: 'engine', partNumber: 'IO-360', serialNumber: `L-${next()}` }
      const { id } = await made(`${api}/components`, component)
      const place = { aircraftId: (await aircraft()).id, position: 'Engine 1' }
      await made(`${api}/components/${id}/install`, place)
      return { path: `${api}/components/${id}/remove`, body: { removalReason: 'Overhaul' } }
    },
  },
  alsoSent: ['componentId', 'category', 'discoveredOn', 'title', 'untilOn'],
  // A work order that was only just made has no tasks and no lines, and its states come one after the other.
  refusedAlone: [
    'resumeWorkOrder',
    'returnWorkOrder',
    'verifyWorkOrder',
    'updateWorkOrderTask',
    'removeWorkOrderTask',
    'doWorkOrderTask',
    'leaveWorkOrderTask',
    'inspectWorkOrderTask',
    'removeWorkOrderPart',
    'removeWorkOrderLabour',
    // They need another squawk, and days before the last extension.
    'duplicateSquawk duplicate',
    'extendDeferral',
    // It is in no aircraft.
    'removeComponent',
    'extendDeferral extend',
  ],
})
