import type { Services } from '../kernel/installation.ts'
import type { Module } from '../kernel/module.ts'
import { operation } from '../kernel/operation.ts'
import { Type } from '../kernel/schema.ts'
import { sentencesOf } from '../kernel/scope-sentence.ts'

const Scope = Type.Object({
  scope: Type.String(),
  module: Type.String(),
  action: Type.String(),
  description: Type.String({ description: 'What a key with this scope may do, in one sentence.' }),
  operations: Type.Array(
    Type.Object({ method: Type.String(), path: Type.String(), summary: Type.String() }),
    { description: 'Every operation that the scope allows.' },
  ),
})

export const listScopes = operation({
  id: 'listScopes',
  method: 'GET',
  path: '/api/user/api-keys/scopes',
  summary: 'List scopes',
  description: 'Every scope with what it allows, in a sentence and operation by operation, and the presets.',
  access: 'session',
  roles: [],
  response: Type.Object({
    scopes: Type.Array(Scope),
    presets: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        description: Type.String(),
        scopes: Type.Array(Type.String()),
      }),
    ),
  }),
  handle: ({ services }) => ({ scopes: scopeCatalog(services), presets: presetsOf(services) }),
})

const presets = [
  { id: 'read', name: 'Read-only', description: 'Reads everything, changes nothing.', scopes: ['*:read'] },
  {
    id: 'read_write',
    name: 'Read and write',
    description: 'Everything that a key may do at all.',
    scopes: ['*'],
  },
]

/** The presets. The one of the public API leaves out the log of events, which says more than the lists. */
const presetsOf = (services: Services) => [
  ...presets,
  {
    id: 'public',
    name: 'Public API',
    description: 'Reads the lists of the public API.',
    scopes: scopeCatalog(services)
      .map(({ scope }) => scope)
      .filter((scope) => /^public\..*:read$/.test(scope) && scope !== 'public.events:read'),
  },
]

/** The scopes, derived from the operations that require them. */
export function scopeCatalog({ modules }: Pick<Services, 'modules'>) {
  const operations = modules.flatMap((module) => module.operations).filter(isOpenToKeys)
  return modules
    .flatMap((module) =>
      sentencesOf(module).map(([scope, description]) => ({
        scope,
        module: module.title,
        action: scope.split(':')[1] ?? '',
        description,
        operations: operations
          .filter((candidate) => candidate.scope === scope)
          .map(({ method, path, summary }) => ({ method, path: path.replace(/:(\w+)/g, '{$1}'), summary })),
      })),
    )
    .sort((a, b) => a.scope.localeCompare(b.scope))
}

/**
 * Refuses a scope without a sentence, or with two, and a sentence without a scope: people choose the scopes of a key by it.
 * @throws Error at load.
 */
export function checkScopeSentences(modules: readonly Module[]): void {
  const required = new Set(
    modules.flatMap((module) => module.operations.filter(isOpenToKeys).map(({ scope }) => scope)),
  )
  const described = modules.flatMap((module) => sentencesOf(module).map(([scope]) => scope))
  for (const scope of required)
    if (described.filter((name) => name === scope).length !== 1)
      throw new Error(`The scope ${scope} needs exactly one sentence: see scopeSentences()`)
  const unused = described.find((scope) => !required.has(scope))
  if (unused) throw new Error(`The scope ${unused} has a sentence, and no operation requires it`)
}

const isOpenToKeys = ({ access, scope }: Module['operations'][number]) =>
  access === 'any' && scope !== undefined
