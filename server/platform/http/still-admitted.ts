import type { SessionPrincipal } from '../access/principal.ts'
import type { Tx } from '../database/database.ts'
import type { Services } from '../installation.ts'
import type { RequestInfo } from '../operation.ts'
import { isRefused, principalFrom, sessionLookup } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { coreModules } from './exchange.ts'

/**
 * Whether a session would be let in to an operation once more, just now: everything that a new request
 * is asked (the session itself, its timeouts, the allowlist, the second factor, the role), for what
 * stays open longer than a request. With other roles it begins anew, since what it shows went by the old ones.
 */
export async function isStillAdmitted(
  tx: Tx,
  operationId: string,
  { sessionId, roles }: SessionPrincipal,
  { address }: Pick<RequestInfo, 'address'>,
  services: Services,
): Promise<boolean> {
  const operation = services.operations.find(({ id }) => id === operationId)
  const lookup = sessionLookup(sessionId)
  const [row] = await tx.prepared(lookup.statement.text, lookup.statement.values ?? [])
  const principal = principalFrom(lookup, row)
  return (
    operation !== undefined &&
    !isRefused(principal) &&
    principal.kind === 'user' &&
    principal.roles.join() === roles.join() &&
    authorize(operation, principal, address, [], coreModules(services)).refusal === null
  )
}
