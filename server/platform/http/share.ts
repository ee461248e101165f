import type { Services } from '../kernel/installation.ts'
import { addressBlock } from '../net/address.ts'
import type { Exchange } from './exchange.ts'

const mostRemembered = 10_000
const workspaces = new WeakMap<Services, Map<string, string>>()

/** Remembers whose credentials these are: a list is read together with the look-up of its caller. */
export function rememberWorkspace({ lookup, principal }: Exchange, services: Services): void {
  if (!lookup || !principal) return
  const known = workspaces.get(services) ?? new Map<string, string>()
  workspaces.set(services, known)
  if (known.has(lookup.id)) return
  const oldest = known.keys().next()
  if (known.size >= mostRemembered && !oldest.done) known.delete(oldest.value)
  known.set(lookup.id, principal.workspace.uuid)
}

/** Whose share of the database a request counts against: its workspace, or who sends it while that is unknown. */
export function shareOwner({ lookup, principal, info }: Exchange, services: Services): string {
  if (principal) return principal.workspace.uuid
  if (lookup) return workspaces.get(services)?.get(lookup.id) ?? lookup.id
  return addressBlock(info.address)
}
