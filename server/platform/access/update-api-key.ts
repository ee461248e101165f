import { db } from '../database/database.ts'
import { protective } from '../kernel/effect.ts'
import { operation } from '../kernel/operation.ts'
import { Type, text } from '../kernel/schema.ts'
import { ApiKey, keyRevoked, requireEnabled } from './api-key.ts'
import { checkScopes, projectIdsOf, projects, scopes } from './key-reach.ts'

export const updateApiKey = operation({
  id: 'updateApiKey',
  method: 'PATCH',
  path: '/api/user/api-keys/:id',
  summary: 'Update an API key',
  description: 'Changes the name, scopes or projects of a key.',
  access: 'session',
  roles: [],
  on: ApiKey,
  audits: 'api_key.updated',
  response: ApiKey.schema,
  body: Type.Object({
    name: Type.Optional(text(1, 100)),
    scopes: protective(Type.Optional(scopes)),
    projects: protective(Type.Optional(projects)),
  }),
  async handle({ tx, body, record, principal, services }) {
    requireEnabled(principal.workspace)
    if (record.revoked_at) throw keyRevoked()
    if (body.scopes) checkScopes(body.scopes, services)
    const projectIds = body.projects === undefined ? undefined : projectIdsOf(body.projects)
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
