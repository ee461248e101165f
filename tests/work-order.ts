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
  itemIds: string[]
}

/** An order of which every task is done, with items, a grounding squawk and a hold. */
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
  const order = (await post('/api/v1/maintenance/work-orders', {
    aircraftId,
    kind: 'unscheduled',
    plannedStartAt: '2030-01-01T08:00:00Z',
    plannedEndAt: '2030-01-01T17:00:00Z',
    tasks: [...itemIds, squawkId].map((sourceId) => ({ sourceId })),
  })) as { id: string; tasks?: { id: string }[] }
  const at = `/api/v1/maintenance/work-orders/${order.id}`
  await post(`${at}/open`)
  await post(`${at}/start`)
  for (const task of order.tasks ?? []) await post(`${at}/tasks/${task.id}/done`, {})
  return { id: order.id, at, aircraftId, squawkId, itemIds }
}

/** Whether each effect of the completion is there. */
export async function effectsOf(
  get: WorkOrderApi['get'],
  { id, at, aircraftId, squawkId, itemIds }: WorkOrder,
): Promise<boolean[]> {
  const [order, squawk, aircraft, board] = await Promise.all([
    get(at),
    get(`/api/v1/maintenance/squawks/${squawkId}`),
    get(`/api/v1/ops/aircraft/${aircraftId}`),
    get('/api/v1/planning/board?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z'),
  ])
  const items = await Promise.all(itemIds.map((itemId) => get(`/api/v1/maintenance/items/${itemId}`)))
  return [
    order.status === 'completed',
    squawk.status === 'resolved',
    aircraft.status === 'active',
    !(board.bookings as { id: string[] }).id.includes(id),
    ...items.map(({ lastCompletionId }) => lastCompletionId !== null),
  ]
}
