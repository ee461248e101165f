import assert from 'node:assert/strict'
import { recordEvent } from '../../events/record.ts'
import { startTestApp } from '../../testing/app.ts'
import type { Answer } from '../../testing/client.ts'
import type { TestWorkspace } from '../../testing/workspace.ts'
import { anything } from '../../webhooks/testing/endpoint.ts'
import { runEngine } from '../engine.ts'

// For tests. Nothing happens by itself: each test says when the engine looks, and what time it is.
export const app = await startTestApp({ PUBLIC_URL: 'https://apron.example.com' }, { work: false })
export const { services } = app
export const path = '/api/notifications'
export const noon = Date.parse('2026-03-01T12:00:00Z')
export const at = (minutes: number) => new Date(noon + minutes * 60_000)
export const engine = (minutes = 0) => runEngine(services, at(minutes))

export async function emit(space: TestWorkspace, times: Date[], data: object = {}, type = 'flight.approved') {
  const eventType = services.eventTypes.find((eventType) => eventType.type === type)
  if (!eventType) throw new Error(`nothing emits ${type}`)
  await services.database.system(
    async (tx) => {
      for (const now of times)
        await recordEvent(
          tx,
          {
            type: { ...eventType, data: anything },
            subject: { type: 'flight', id: 'flt_1', label: 'N1AB KFNL–KGXY' },
            data,
          },
          {
            workspaceId: space.id,
            actor: { type: 'system', id: null, name: 'Test' },
            request: null,
            now,
          },
        )
    },
    { workspaceId: space.uuid },
  )
}
export const ok = ({ status, data, text }: Answer) => {
  assert.ok(status < 300, text)
  return data
}
export const channel = async ({ owner }: TestWorkspace, config: object = {}) =>
  ok(
    await owner.post(`${path}/channels`, {
      type: 'email',
      name: 'On call',
      config: { recipients: ['oncall@example.com'], ...config },
    }),
  ).id as string
export const rule = async (space: TestWorkspace, fields: object = {}) =>
  ok(
    await space.owner.post(`${path}/rules`, {
      name: 'Approved flights',
      event: 'flight.approved',
      channel_ids: [await channel(space)],
      ...fields,
    }),
  )
/** What waits to be sent, oldest first: the text of each mail. */
export const queued = async ({ uuid }: TestWorkspace) =>
  (
    await app.sql<{ body: string }>(
      'select body from webhook_deliveries where workspace_id = $1 and body is not null order by created_at, id',
      [uuid],
    )
  ).map((row) => JSON.parse(row.body) as { subject: string; text: string })
export const details = ({ status, body }: Answer) => [status, body.details?.[0]?.field]
