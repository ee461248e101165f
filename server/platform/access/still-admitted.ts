import type { Tx } from '../database/database.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { coreModules, type Services } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import type { Principal, SessionPrincipal } from '../kernel/principal.ts'
import { isRefused, type Lookup, principalFrom, sessionLookup } from './authenticate.ts'
import { authorize } from './authorize.ts'

/**
 * Whether a session would be let in to an operation once more, just now: everything that a new request
 * is asked (the session itself, its timeouts, the allowlist, the second factor, the role), for what
 * stays open longer than a request. If the roles change, it ends and starts again, because it used the old ones.
 */
export async function isStillAdmitted(
  tx: Tx,
  operationId: string,
  principal: SessionPrincipal,
  { address }: Pick<RequestInfo, 'address'>,
  services: Services,
): Promise<boolean> {
  const operation = services.operations.find(({ id }) => id === operationId)
  const lookup = sessionLookup(principal.sessionId)
  return operation !== undefined && admitsAgain(tx, { operation, lookup, principal }, address, services)
}

/** The same for a key as well: by the look-up that let it in. */
export async function admitsAgain(
  tx: Tx,
  { operation, lookup, principal }: { operation: Operation; lookup: Lookup; principal: Principal },
  address: string,
  services: Services,
): Promise<boolean> {
  const [row] = await tx.composed(lookup.statement.text, lookup.statement.values ?? [])
  const now = principalFrom(lookup, row)
  return (
    !isRefused(now) &&
    rightsOf(now) === rightsOf(principal) &&
    authorize(operation, now, address, [], coreModules(services)).refusal === null
  )
}

const rightsOf = (principal: Principal) =>
  JSON.stringify(principal.kind === 'user' ? principal.roles : [principal.scopes, principal.projects])
