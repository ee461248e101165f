import { recordEvent } from '../../events/record.ts'
import { newId } from '../../kernel/id.ts'
import { Type } from '../../kernel/schema.ts'
import { until } from '../../testing/until.ts'
import { workspace as makeWorkspace, type TestWorkspace } from '../../testing/workspace.ts'

/** Tests tell events apart by fields of their own. */
export const anything = Type.Object({}, { additionalProperties: true })

export interface WebhookWorkspace extends TestWorkspace {
  /** Commits events of the catalog as background work does, `count` in one transaction. */
  emit(data?: object, options?: { type?: string; count?: number; projectId?: string | null }): Promise<void>
}

export async function workspace(): Promise<WebhookWorkspace> {
  const ws = await makeWorkspace()
  const { services } = ws.app
  return {
    ...ws,
    async emit(data = {}, { type = 'flight.approved', count = 1, projectId = null } = {}) {
      const eventType = services.eventTypes.find((eventType) => eventType.type === type)
      if (!eventType) throw new Error(`nothing emits ${type}`)
      const context = {
        workspaceId: ws.id,
        actor: { type: 'system' as const, id: null, name: 'Test' },
        request: null,
        now: new Date(),
      }
      await services.database.system(
        async (tx) => {
          for (let n = 0; n < count; n++)
            await recordEvent(
              tx,
              {
                type: { ...eventType, data: anything },
                subject: { type: 'flight', id: newId('flt'), projectId },
                data: { n, ...data },
              },
              context,
            )
          tx.afterCommit(() => services.wake('events'))
        },
        { workspaceId: ws.uuid },
      )
    },
  }
}

/** An endpoint of the workspace, with its secret. */
export async function endpoint(
  { owner }: TestWorkspace,
  url: string,
  fields: object = {},
): Promise<{ id: string; secret: string }> {
  const made = await owner.post('/api/v1/webhooks/endpoints', { url, events: ['*'], ...fields })
  if (made.status !== 201) throw new Error(made.text)
  return made.data
}

interface ListedDelivery {
  id: string
  uuid: string
  attempts: number
}

/** The deliveries of an endpoint, oldest first, once `count` of them have the status. */
export function deliveriesOf(
  { owner }: TestWorkspace,
  endpointId: string,
  status: string,
  count: number,
  withinMs?: number,
) {
  const read = async (): Promise<ListedDelivery[]> =>
    (
      await owner.get(
        `/api/v1/webhooks/endpoints/${endpointId}/deliveries?page_size=100&sort=createdAt&status=${status}`,
      )
    ).data.items
  return until(read, (items) => items.length >= count, withinMs)
}
