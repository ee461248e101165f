import { valuesOf } from '#api/choice.ts'
import { sentence } from '#api/sentence.ts'
import type { Role } from '#api/types.ts'

/** The roles in the order in which people look for them. */
export const roleOrder: readonly Role[] = valuesOf('member.roles')

export const roleNames = (roles: Role[]) =>
  roleOrder
    .filter((role) => roles.includes(role))
    .map(sentence)
    .join(', ')
