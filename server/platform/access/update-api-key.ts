import { db } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { Type, text } from '../kernel/schema.ts'
import { ApiKey, keyRevoked, requireEnabled } from './api-key.ts'
import { requireFreshProof } from './authorize.ts'
import { checkScopes, projectIdsOf, projects, scopes, widens } from './key-reach.ts'

export const updateApiKey = operation({
  id: 'updateApiKey',
  method: 'PATCH',
  path: '/api/user/api-keys/:id',
  summary: 'Update an API key',
  description:
    'Changes the name, scopes or limits of a key. To extend its rights, you must have confirmed your identity in the last 30 minutes.',
  access: 'session',
  roles: [],
  on: ApiKey,
  audits: 'api_key.updated',
  response: ApiKey.schema,
  body: Type.Object({
    name: Type.Optional(text(1, 100)),
    scopes: Type.Optional(scopes),
    projects: Type.Optional(projects),
  }),
  async handle({ tx, body, record, principal, services, now }) {
    requireEnabled(principal.workspace)
    if (record.revoked_at) throw keyRevoked()
    if (body.scopes) checkScopes(body.scopes, services)
    const projectIds = body.projects === undefined ? undefined : projectIdsOf(body.projects)
    // As much as creating another key: what an open, forgotten session must not do.
    if (widens(body, record)) requireFreshProof(principal, now)
    const changes = {
      ...(body.name ? { name: body.name.trim() } : {}),
      ...(body.scopes ? { scopes: body.scopes } : {}),
      ...(projectIds !== undefined ? { project_ids: projectIds } : {}),
    }
    if (Object.keys(changes).length > 0)
      await tx.run(db.updateTable('api_keys').set(changes).where('id', '=', record.id))
    return ApiKey.get(tx, record.id)
  },
})
