import { coreModules, type Services } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import type { SessionPrincipal } from '../kernel/principal.ts'
import { mayByRole } from './authorize.ts'

/**
 * The operations that a signed-in member may call. What belongs to a module that is switched off is not among them:
 * every call of it would be refused.
 */
export function offeredOperations(services: Services, principal: SessionPrincipal): Operation[] {
  const core = coreModules(services)
  const isEnabled = (module: string) => core.has(module) || principal.workspace.modules.includes(module)
  return services.operations.filter(
    (operation) =>
      operation.access !== 'public' &&
      operation.access !== 'key' &&
      mayByRole(operation, principal) &&
      isEnabled(operation.module),
  )
}
