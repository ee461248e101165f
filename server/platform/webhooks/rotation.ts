import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { integer, Type } from '../kernel/schema.ts'
import { endpoints, managers, SecretShownOnce } from './endpoint.ts'
import { giveSecret } from './endpoint-secret.ts'
import { makerColumns, requireReachOver } from './maker.ts'

export const rotateEndpointSecret = operation({
  id: 'rotateEndpointSecret',
  method: 'POST',
  path: '/api/v1/webhooks/endpoints/:id/rotate-secret',
  summary: 'Rotate the secret of a webhook endpoint',
  description:
    'Creates a new secret, which is shown only once. During the overlap every delivery is signed with both secrets: two signatures in `webhook-signature`, and the old one’s in `X-GA-Webhook-Signature-Previous`. Without an overlap the old secret ends immediately.',
  scope: 'webhooks:write',
  roles: managers,
  on: endpoints,
  body: Type.Object({
    overlapHours: Type.Optional(
      integer(0, 72, 'How long the old secret stays valid beside the new one; 0 by default.'),
    ),
  }),
  response: SecretShownOnce,
  secret: true,
  audits: 'webhook_endpoint.secret_rotated',
  async handle({ tx, body, record, principal, services }) {
    await requireReachOver(tx, principal, record.id)
    const { maker_id } = makerColumns(principal, { choosesEvents: false })
    await tx.run(sql`update webhook_endpoints set maker_id = ${maker_id} where id = ${record.id}`)
    const secret = await giveSecret(
      tx,
      services.secrets,
      { workspaceId: principal.workspace.uuid, endpointId: record.id },
      body.overlapHours,
    )
    tx.afterCommit(() => services.wake('webhook_endpoints'))
    return { ...(await endpoints.get(tx, record.id)), secret }
  },
})
