// A work order with all that its completion changes, for the tests that kill a server.

export interface WorkOrderApi {
  post(path: string, body?: object): Promise<{ id: string }>
  get(path: string): Promise<Record<string, unknown>>
}

export interface WorkOrder {
  id: string
  at: string
  aircraftId: string
  squawkId: string
  directiveId: string
  componentId: string
  itemIds: string[]
}

/** An order of which every task is done, with items, a grounding squawk, a directive, an overhaul and a hold. */
export async function startedOrder(post: WorkOrderApi['post'], number: number): Promise<WorkOrder> {
  const { id: aircraftId } = await post('/api/v1/ops/aircraft', {
    registration: `N${number}KILL`,
    typeDesignator: 'C172',
  })
  const itemIds: string[] = []
  for (let item = 0; item < 4; item++) {
    const limits = [{ counter: 'calendar', intervalDays: 30 }]
    const body = { aircraftId, title: `Item ${item}`, kind: 'inspection', limits }
    itemIds.push((await post('/api/v1/maintenance/items', body)).id)
  }
  const { id: squawkId } = await post('/api/v1/maintenance/squawks', {
    aircraftId,
    title: 'Brake drags',
    phase: 'ground',
    isGrounding: true,
  })
  const { id: directiveId } = await post('/api/v1/maintenance/directives', {
    kind: 'ad',
    authority: 'FAA',
    number: `2026-01-${number}`,
    title: 'Seat rails',
    effectiveOn: '2026-01-15',
  })
  const { id: componentId } = await post('/api/v1/maintenance/components', {
    kind: 'engine',
    partNumber: 'IO-360',
    serialNumber: `L-${number}`,
  })
  await post(`/api/v1/maintenance/components/${componentId}/install`, { aircraftId, position: 'Engine 1' })
  const tasks = [...itemIds, squawkId, directiveId].map((sourceId) => ({ sourceId }))
  const order = (await post('/api/v1/maintenance/work-orders', {
    aircraftId,
    kind: 'unscheduled',
    plannedStartAt: '2030-01-01T08:00:00Z',
    plannedEndAt: '2030-01-01T17:00:00Z',
    tasks: [...tasks, { sourceId: componentId, componentWork: 'overhaul' }],
  })) as { id: string; tasks?: { id: string }[] }
  const at = `/api/v1/maintenance/work-orders/${order.id}`
  await post(`${at}/open`)
  await post(`${at}/start`)
  for (const task of order.tasks ?? []) await post(`${at}/tasks/${task.id}/done`, { method: 'By the manual' })
  return { id: order.id, at, aircraftId, squawkId, directiveId, componentId, itemIds }
}

/** Whether each effect of the completion is there. */
export async function effectsOf(
  get: WorkOrderApi['get'],
  { id, at, aircraftId, squawkId, directiveId, componentId, itemIds }: WorkOrder,
): Promise<boolean[]> {
  const [order, squawk, aircraft, board, applicabilities, works] = await Promise.all([
    get(at),
    get(`/api/v1/maintenance/squawks/${squawkId}`),
    get(`/api/v1/ops/aircraft/${aircraftId}`),
    get('/api/v1/planning/board?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z'),
    get(`/api/v1/maintenance/applicabilities?directive_id=${directiveId}`),
    get(`/api/v1/maintenance/component-work?component_id=${componentId}`),
  ])
  const items = await Promise.all(itemIds.map((itemId) => get(`/api/v1/maintenance/items/${itemId}`)))
  return [
    order.status === 'completed',
    squawk.status === 'resolved',
    aircraft.status === 'active',
    !(board.bookings as { id: string[] }).id.includes(id),
    applicabilities.total === 1,
    works.total === 1,
    ...items.map(({ lastCompletionId }) => lastCompletionId !== null),
  ]
}
