import { sql, type Tx } from '../database/database.ts'
import { sealedColumn } from '../kernel/sealed.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { makeSecret, type SigningKey, signingKey } from './signing.ts'

interface Owner {
  workspaceId: string
  endpointId: string
}

// Bound to the endpoint: a row copied onto another endpoint does not open.
const contextOf = (endpointId: string) => `webhook secret of ${endpointId}`

export const sealedEndpointSecret = sealedColumn({
  table: 'webhook_endpoint_secrets',
  column: 'sealed',
  key: ['workspace_id', 'endpoint_id', 'secret_version'],
  context: "'webhook secret of ' || t.endpoint_id",
})

/**
 * Gives the endpoint a new secret. The one before it stays valid for `overlapHours`, any older one ends now.
 * @returns the secret, which is never shown again.
 */
export async function giveSecret(
  tx: Tx,
  secrets: Secrets,
  { workspaceId, endpointId }: Owner,
  overlapHours = 0,
): Promise<string> {
  const secret = makeSecret()
  await keepSecret(
    tx,
    secrets,
    { workspaceId, endpointId },
    secret,
    `whsec_…${secret.slice(-4)}`,
    overlapHours,
  )
  return secret
}

/** Keeps a secret of ours or, of a channel, the address that it was given, which is as good as one. */
export async function keepSecret(
  tx: Tx,
  secrets: Secrets,
  { workspaceId, endpointId }: Owner,
  secret: string,
  preview: string,
  overlapHours = 0,
): Promise<void> {
  const { version } = await tx.one(sql<'nextSecretVersion'>`
    select coalesce(max(secret_version), 0) + 1 as version
      from webhook_endpoint_secrets where endpoint_id = ${endpointId}`)
  await tx.run(sql`
    update webhook_endpoint_secrets
       set ends_at = case when secret_version = ${version - 1}
                          then now() + make_interval(hours => ${overlapHours})
                          else least(ends_at, now()) end
     where endpoint_id = ${endpointId}`)
  await tx.run(sql`
    insert into webhook_endpoint_secrets (workspace_id, endpoint_id, secret_version, sealed, preview)
    values (${workspaceId}, ${endpointId}, ${version}, ${secrets.seal(secret, contextOf(endpointId))},
        ${preview})`)
}

/** The current secret in clear; null where there is none. */
export function openSecret(
  secrets: Secrets,
  { endpointId, sealedSecrets }: { endpointId: string; sealedSecrets: readonly Buffer[] | null },
): string | null {
  const sealed = sealedSecrets?.[0]
  return sealed ? secrets.open(sealed, contextOf(endpointId)) : null
}

/** The keys that the endpoint's deliveries are signed with now, the current one first. */
export function openKeys(
  secrets: Secrets,
  { endpointId, sealedSecrets }: { endpointId: string; sealedSecrets: readonly Buffer[] | null },
): SigningKey[] {
  return (sealedSecrets ?? []).map((sealed) => signingKey(secrets.open(sealed, contextOf(endpointId))))
}
