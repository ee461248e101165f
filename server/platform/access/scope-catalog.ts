import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { Type } from '../kernel/schema.ts'

export const listScopes = operation({
  id: 'listScopes',
  method: 'GET',
  path: '/api/user/api-keys/scopes',
  summary: 'List scopes',
  description: 'Every scope with the operations that it allows, and the presets.',
  access: 'session',
  roles: [],
  response: Type.Object({
    scopes: Type.Array(
      Type.Object({
        scope: Type.String(),
        module: Type.String(),
        action: Type.String(),
        description: Type.String(),
        operations: Type.Array(Type.String()),
      }),
    ),
    presets: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        description: Type.String(),
        scopes: Type.Array(Type.String()),
      }),
    ),
  }),
  handle: ({ services }) => ({ scopes: scopeCatalog(services), presets }),
})

const presets = [
  { id: 'read', name: 'Read-only', description: 'Reads everything, changes nothing.', scopes: ['*:read'] },
  {
    id: 'read_write',
    name: 'Read and write',
    description: 'Everything that a key may do at all.',
    scopes: ['*'],
  },
  { id: 'public', name: 'Public API', description: 'Reads the public API.', scopes: ['public.*:read'] },
]

/** The scopes, derived from the operations that want them. */
export function scopeCatalog(services: Services) {
  const entries = new Map<
    string,
    { scope: string; module: string; action: string; description: string; operations: string[] }
  >()
  for (const { scope, module, method, path, summary, access: who } of services.operations) {
    if (!scope || who !== 'any') continue
    const entry = entries.get(scope) ?? {
      scope,
      module: services.modules.find((candidate) => candidate.name === module)?.title ?? module,
      action: scope.split(':')[1] ?? '',
      description: summary,
      operations: [],
    }
    entry.operations.push(`${method} ${path}`)
    entries.set(scope, entry)
  }
  return [...entries.values()].sort((a, b) => a.scope.localeCompare(b.scope))
}
