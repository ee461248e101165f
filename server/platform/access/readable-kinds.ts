import type { Services } from '../kernel/installation.ts'
import type { SessionPrincipal } from '../kernel/principal.ts'
import { mayByRole } from './authorize.ts'

/** The kinds of records of which a member may read some, by name. */
export function readableKinds(
  { operations }: Pick<Services, 'operations'>,
  principal: SessionPrincipal,
): Set<string> {
  return new Set(
    operations
      .filter((operation) => !operation.writes && mayByRole(operation, principal))
      .flatMap(({ on, list }) => [on, list?.of].flatMap((of) => of?.name ?? [])),
  )
}
