import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Readable } from 'node:stream'
import { bindWorkspace } from '#platform/database/bind-workspace.ts'
import { type RowOf, sql } from '#platform/database/database.ts'
import type { PeriodicWork } from '#platform/jobs/periodic.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, malformedJson, problem } from '#platform/kernel/problem.ts'
import { id, oneOf, Type } from '#platform/kernel/schema.ts'
import { openSecret } from './connection.ts'
import { requestSync } from './request-sync.ts'

const mostBytes = 5_000_000
const keptDays = 30
/** Signs for connections that do not exist, so that the time tells nobody which do. */
const nobodysSecret = 'the secret of no connection'

const signatureInvalid = problem('webhook_signature_invalid', 401, {
  meaning: 'The signature is not that of this webhook',
  fix: 'Enter the secret of the connection at the webhook on GitHub, and choose the content type application/json.',
})

type Signed = { connection: RowOf<'signedConnection'>; push: Push }
interface Push {
  ref?: unknown
  repository?: { full_name?: unknown }
}

export const receiveWebhook = operation({
  id: 'receiveGithubWebhook',
  method: 'POST',
  path: '/api/github/webhooks/:connectionId',
  summary: 'Receive a webhook of GitHub',
  description:
    'A push to the branch of the connection syncs it. Signed by GitHub instead of authenticated: a wrong signature is refused and leaves nothing, and a delivery that comes twice syncs once.',
  access: 'public',
  system: true,
  stability: 'beta',
  upload: { maxBytes: mostBytes, contentTypes: ['application/json'] },
  params: Type.Object({ connectionId: id('ghc') }),
  headers: {
    'x-hub-signature-256':
      '`sha256=` and the HMAC-SHA256 of the body with the secret of the connection, in hex.',
    'x-github-event': 'What happened: `push`, or `ping`.',
    'x-github-delivery': 'The ID of the delivery, the same when it is sent again.',
  },
  status: 202,
  response: Type.Object({
    outcome: oneOf(['queued', 'repeated', 'ignored'], {
      description: '`ignored`: no push, or one to another branch or repository.',
    }),
  }),
  prepare: ({ upload, params, request, services }) =>
    signedBy(services, params.connectionId, request.headers['x-hub-signature-256'] ?? '', upload),
  async handle({ tx, prepared, params, request, services }) {
    const { connection, push } = prepared as Signed
    const delivery = request.headers['x-github-delivery'] ?? ''
    if (delivery === '' || delivery.length > 100)
      throw invalidFields([{ field: 'X-GitHub-Delivery', message: 'is missing or too long' }])
    const isWanted =
      request.headers['x-github-event'] === 'push' &&
      push.ref === `refs/heads/${connection.branch}` &&
      String(push.repository?.full_name).toLowerCase() === connection.repository?.toLowerCase()
    if (!isWanted) return { outcome: 'ignored' as const }
    const { connectionId } = params
    await bindWorkspace(tx, connection.workspaceUuid)
    const taken = await tx.run(sql`
      insert into github_deliveries (workspace_id, connection_id, delivery_id)
      values (${connection.workspaceUuid}, ${connectionId}, ${delivery}) on conflict do nothing`)
    if (taken === 0) return { outcome: 'repeated' as const }
    await requestSync(tx, services, connection.workspaceUuid, connectionId)
    return { outcome: 'queued' as const }
  },
})

/** The connection whose secret signed the body. @throws Problem `webhook_signature_invalid` */
async function signedBy(
  services: Services,
  connectionId: string,
  signature: string,
  upload: Readable,
): Promise<Signed> {
  const body = Buffer.concat(await upload.toArray())
  const connection = await services.database.system((tx) =>
    tx.first(sql<'signedConnection'>`
      select c.workspace_id as "workspaceUuid", c.repository, c.branch, c.webhook_secret_sealed as sealed
        from github_connections c join workspaces w on w.workspace_id = c.workspace_id
       where c.id = ${connectionId} and 'training' = any (w.modules)`),
  )
  const secret = connection ? openSecret(services, connectionId, connection.sealed) : nobodysSecret
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  const sent = Buffer.from(signature)
  const isSigned = sent.length === expected.length && timingSafeEqual(sent, expected)
  if (!isSigned || !connection) throw signatureInvalid()
  return { connection, push: pushOf(body) }
}

function pushOf(body: Buffer): Push {
  try {
    const push: unknown = JSON.parse(body.toString('utf8'))
    if (push !== null && typeof push === 'object') return push
  } catch {}
  throw malformedJson('The body of the webhook is not a JSON object')
}

/** GitHub sends a delivery again within days, never after that. */
export const purgeDeliveries: PeriodicWork = {
  name: 'github_deliveries.purge',
  everyMs: 24 * 60 * 60_000,
  run: ({ database }) =>
    database.system(async (tx) => {
      await tx.run(sql`
        delete from github_deliveries where received_at < now() - make_interval(days => ${keptDays})`)
    }),
}
