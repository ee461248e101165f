import { sql } from '../database/database.ts'
import { ownProject, reachOf } from '../events/reach.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { idOf, instant, Type } from '../kernel/schema.ts'
import { deliveries, deliveryId, requeue, sinceFilter, withinReach } from './delivery.ts'
import { managers } from './endpoint.ts'

const placeId = idOf(['whe', 'nch'], 'A webhook endpoint, or a notification channel.')

export const listDeadLetters = operation({
  id: 'listDeadLetters',
  method: 'GET',
  path: '/api/v1/webhooks/dead-letters',
  summary: 'List dead letters',
  description: 'Deliveries that failed at every retry. They can be sent again.',
  scope: 'webhooks:read',
  roles: managers,
  response: deliveries.schema,
  list: list({
    of: deliveries,
    where: "t.status = 'dead'",
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    defaultSort: '-createdAt',
    filters: {
      endpoint_id: { schema: placeId, sql: (value) => `t.endpoint_id = ${value}` },
      since: sinceFilter,
    },
    restrict: withinReach,
    volatile: true,
  }),
})

// One transaction; asked again, the rest follows.
const largestResend = 10_000

export const resendDeadLetters = operation({
  id: 'resendDeadLetters',
  method: 'POST',
  path: '/api/v1/webhooks/dead-letters/resend',
  summary: 'Resend dead letters',
  description: `Sends the given dead letters again, or those of an endpoint or since a time: up to ${largestResend} per request, oldest first. Dead letters of disabled endpoints are skipped.`,
  scope: 'webhooks:write',
  roles: managers,
  // To an endpoint that exists.
  effect: 'none',
  project: ownProject,
  body: Type.Object({
    deliveryIds: Type.Optional(Type.Array(deliveryId, { minItems: 1, maxItems: 1000 })),
    endpointId: Type.Optional(placeId),
    since: Type.Optional(instant('Made at or after this time.')),
  }),
  response: Type.Object({ requeued: Type.Integer() }),
  audits: 'webhook_dead_letters.resent',
  async handle({ tx, body, principal, emit, services }) {
    if (!body.deliveryIds && !body.endpointId && !body.since) {
      throw invalidRequest('Say which: `deliveryIds`, `endpointId` or `since`', {
        details: [{ field: 'deliveryIds', message: 'one of deliveryIds, endpointId and since is needed' }],
      })
    }
    const reach = JSON.stringify(reachOf(principal))
    const found = await tx.rows(sql<'resendableDeadLetters'>`
      select t.id
        from webhook_deliveries t
        join webhook_endpoints e on e.workspace_id = t.workspace_id
          and e.id = t.endpoint_id
          and e.enabled
          and e.deleted_at is null
       where t.status = 'dead'
         and t.event_type = any (apron.readable_event_types(${reach}::jsonb))
         and apron.reaches_projects(${reach}::jsonb, e.maker_projects)
         and (${body.deliveryIds ?? null}::text[] is null or t.id = any(${body.deliveryIds ?? null}::text[]))
         and (${body.endpointId ?? null}::text is null or t.endpoint_id = ${body.endpointId ?? null})
         and (${body.since ?? null}::timestamptz is null or t.created_at >= ${body.since ?? null}::timestamptz)
       order by t.created_at, t.id limit ${largestResend} for update of t skip locked`)
    const requeued = await requeue(
      tx,
      found.map((row) => row.id),
    )
    const subject = body.endpointId
      ? { type: 'webhook_endpoint', id: body.endpointId }
      : { type: 'workspace', id: principal.workspace.id }
    emit({
      type: 'webhook_dead_letters.resent',
      subject,
      changes: [{ field: 'requeued', before: null, after: requeued }],
    })
    tx.afterCommit(() => services.wake('webhooks'))
    return { requeued }
  },
})
