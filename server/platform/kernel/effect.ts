import type { Operation } from './operation.ts'
import type { TSchema } from './schema.ts'

/**
 * What makes an operation ask for a fresh proof:
 *   loosens  changes a protection: sign-in rules, timeouts, allowlist, retention, the installation
 *   exports  takes data out at once, or opens a channel through which they leave
 *   grants   gives or takes power: members, invitations, API keys
 */
export type Effect = 'loosens' | 'exports' | 'grants'

/** The parts of a module's description that effects are derived from. */
interface Source {
  name: string
  adminEffect?: Effect
}

/**
 * Marks a field of a body as one that protects. An operation with such fields asks for a fresh proof, and refuses
 * API keys, only in requests that contain one of them.
 */
// A spread would lose what TypeBox keeps in properties that are not enumerable, such as that a field is optional.
export const protective = <S extends TSchema>(schema: S): S =>
  Object.defineProperties({} as S, {
    ...Object.getOwnPropertyDescriptors(schema),
    'x-protective': { value: true, enumerable: true },
  })

/** The names of the fields of the body that protect. */
export function protectiveFields({ body }: Pick<Operation, 'body'>): string[] {
  const { properties = {} } = (body ?? {}) as { properties?: Record<string, { 'x-protective'?: boolean }> }
  return Object.keys(properties).filter((name) => properties[name]?.['x-protective'] === true)
}

/**
 * The effect of an operation, derived from who may call it: what only admins may change is what protects the
 * workspace. The module says once what its admin-only operations do; `effect: 'none'` exempts one of them.
 * @throws Error at load, if a module has such operations and does not say what they do.
 */
export function effectOf(operation: Operation, { name, adminEffect }: Source): Effect | null {
  if (operation.effect !== undefined) return operation.effect === 'none' ? null : operation.effect
  if (operation.access === 'public') return null
  const isReserved = operation.roles === 'installation_owner' || operation.roles?.length === 0
  const isFileOfGuardedModule = adminEffect !== undefined && operation.answers === 'file'
  if (isFileOfGuardedModule || operation.exportsList !== undefined) return 'exports'
  // A secret that is shown once opens something without a sign-in.
  const isWayIn = operation.creates !== undefined && operation.secret && operation.access === 'session'
  if (isWayIn && !isReserved) return 'exports'
  if (!operation.writes || !isReserved) return null
  if (adminEffect === undefined)
    throw new Error(
      `The operation ${operation.id} is reserved to admins, and the module ${name} has no adminEffect: say whether it loosens, exports or grants, or give the operation effect: 'none'`,
    )
  return adminEffect
}

/**
 * Keys may open channels within their own reach, and export a list that they read page by page anyway. Protections,
 * powers and whole exports need a person.
 */
export function isClosedToKeys({
  effect,
  writes,
  exportsList,
}: Pick<Operation, 'effect' | 'writes' | 'exportsList'>): boolean {
  if (effect === undefined || effect === 'none') return false
  return effect !== 'exports' || !(writes || exportsList !== undefined)
}

/**
 * An operation with its effect, and with the fresh proof that it asks for because of it.
 * @throws Error at load, if it takes API keys and its effect closes it to them.
 */
export function withEffect(declared: Operation, source: Source): Operation {
  const operation = { ...declared, guardsFiles: declared.guardsFiles ?? source.adminEffect !== undefined }
  const effect = effectOf(operation, source)
  if (effect === null) return { ...operation, effect: 'none' }
  const hasFields = protectiveFields(operation).length > 0
  if (operation.access === 'any' && !hasFields && isClosedToKeys({ ...operation, effect }))
    throw new Error(`The operation ${operation.id} ${effect}, and takes API keys: give it access: 'session'`)
  return { ...operation, effect, stepUp: operation.stepUp ?? !hasFields }
}
