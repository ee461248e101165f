import { sql, type Tx } from '../database/database.ts'
import type { Secrets } from '../secrets.ts'
import { makeSecret, type SigningKey, signingKey } from './signing.ts'

interface Owner {
  workspaceId: string
  endpointId: string
}

// Bound to the endpoint: a row copied onto another endpoint does not open.
const contextOf = (endpointId: string) => `webhook secret of ${endpointId}`

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
  const { version } = await tx.one(sql<{ version: number }>`
    select coalesce(max(secret_version), 0) + 1 as version from webhook_endpoint_secrets where endpoint_id = ${endpointId}`)
  await tx.run(sql`
    update webhook_endpoint_secrets
       set ends_at = case when secret_version = ${version - 1} then now() + make_interval(hours => ${overlapHours}) else least(ends_at, now()) end
     where endpoint_id = ${endpointId}`)
  await tx.run(sql`
    insert into webhook_endpoint_secrets (workspace_id, endpoint_id, secret_version, sealed, preview)
    values (${workspaceId}, ${endpointId}, ${version}, ${secrets.seal(secret, contextOf(endpointId))}, ${`whsec_…${secret.slice(-4)}`})`)
  return secret
}

/** The keys that the endpoint's deliveries are signed with now, the current one first. */
export function openKeys(
  secrets: Secrets,
  { endpointId, sealedSecrets }: { endpointId: string; sealedSecrets: readonly Buffer[] },
): SigningKey[] {
  return sealedSecrets.map((sealed) => signingKey(secrets.open(sealed, contextOf(endpointId))))
}
