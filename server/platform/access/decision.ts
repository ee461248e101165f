import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { notFound } from '../kernel/problem.ts'
import { instant, nullable, oneOf, Type } from '../kernel/schema.ts'
import { ApiKey } from './api-key.ts'
import { checkOrder } from './refusal.ts'

export const getRequestDecision = operation({
  id: 'getRequestDecision',
  method: 'GET',
  path: '/api/v1/requests/:requestId/decision',
  summary: 'Get the decision on a request',
  description:
    'Shows which check refused a request and how to fix it. Refusals are stored as long as the log retention says (`diagnostic_artifacts_days`), for requests whose credentials belong to this workspace.',
  scope: 'requests:read',
  roles: ['auditor'],
  params: Type.Object({ requestId: Type.String({ minLength: 1, maxLength: 200 }) }),
  response: Type.Object({
    requestId: Type.String(),
    at: instant(),
    method: Type.String(),
    path: Type.String(),
    operationId: nullable(Type.String()),
    status: Type.Integer(),
    code: Type.String(),
    message: Type.String(),
    address: Type.String(),
    key: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
    checks: Type.Array(
      Type.Object({
        check: oneOf(checkOrder),
        outcome: oneOf(['passed', 'failed', 'not_reached']),
        detail: Type.String(),
      }),
    ),
    fix: Type.String(),
  }),
  async handle({ tx, params, services }) {
    await services.refusals.flush()
    const row = await tx.first(sql<'requestRefusal', { checks: never[] }>`
      select r.at, r.request_id as "requestId", r.method, r.path, r.operation_id as "operationId", r.status,
             r.code, r.message, r.address, r.checks, r.fix, k.id as "keyId", k.name as "keyName"
        from request_refusals r
        left join api_keys k on k.workspace_id = r.workspace_id and k.id = r.key_id
       where r.request_id = ${params.requestId} order by r.id desc limit 1`)
    if (!row)
      throw notFound(
        'No refusal is kept under this request id. Refusals are kept for as many days as Settings → Log retention says, and only when the credentials belonged to this workspace',
      )
    const { keyId, keyName, ...rest } = row
    return { ...rest, at: row.at.toISOString(), key: keyId && keyName ? { id: keyId, name: keyName } : null }
  },
})

export const listKeyRefusals = operation({
  id: 'listKeyRefusals',
  method: 'GET',
  path: '/api/user/api-keys/:id/refusals',
  summary: 'List the refused requests of an API key',
  description: 'The last 100 refused requests with this key, newest first.',
  access: 'session',
  roles: [],
  on: ApiKey,
  response: Type.Array(
    Type.Object({
      request_id: Type.String(),
      at: instant(),
      method: Type.String(),
      path: Type.String(),
      status: Type.Integer(),
      code: Type.String(),
      message: Type.String(),
      address: Type.String(),
    }),
  ),
  async handle({ tx, record, services }) {
    await services.refusals.flush()
    const rows = await tx.rows(sql<'keyRefusals'>`
      select request_id, at, method, path, status, code, message, address
        from request_refusals where key_id = ${record.id} order by id desc limit 100`)
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
  },
})
