import type { Services } from '../kernel/installation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { id, oneOf, Type } from '../kernel/schema.ts'
import { grants, scopePattern } from './scope.ts'
import { scopeCatalog } from './scope-catalog.ts'

export const scopes = Type.Array(
  Type.String({
    pattern: scopePattern,
    maxLength: 100,
    examples: ['flights:read'],
    'x-hint': 'a scope such as flights:read',
  }),
  { minItems: 1, maxItems: 100, uniqueItems: true, description: '`resource:action`; `*` stands for any.' },
)

export const projects = Type.Union(
  [Type.Literal('all'), Type.Array(id('prj'), { minItems: 1, maxItems: 500, uniqueItems: true })],
  { description: 'All projects, or the ids of those that the key may reach.' },
)

export const access = oneOf(['read', 'read_write'], {
  description: 'Instead of `scopes`: everything, to read or to write.',
})

export function scopesOf(body: { scopes?: string[]; access?: 'read' | 'read_write' }): string[] {
  if (body.scopes && body.access)
    throw invalidRequest('Give either scopes or access, not both', {
      details: [{ field: 'access', message: 'says the same as scopes' }],
    })
  if (body.access) return body.access === 'read' ? ['*:read'] : ['*']
  if (body.scopes) return body.scopes
  throw invalidRequest('scopes is required: say what the key may do, or give access', {
    details: [{ field: 'scopes', message: 'is required' }],
  })
}

/** A scope that opens nothing is a mistake, and the right moment to say so is now. */
export function checkScopes(wanted: readonly string[], services: Services): void {
  const known = scopeCatalog(services).map((entry) => entry.scope)
  const useless = wanted.find((scope) => !known.some((knownScope) => grants([scope], knownScope)))
  if (useless)
    throw invalidRequest(
      `The scope "${useless}" opens nothing. See GET /api/user/api-keys/scopes for those that do`,
      { details: [{ field: 'scopes', message: `"${useless}" is not a scope` }] },
    )
}

/** As it is kept: null is every project. */
export const projectIdsOf = (wanted: 'all' | string[]) => (wanted === 'all' ? null : wanted)
