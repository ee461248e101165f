import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { actorOf } from '../kernel/principal.ts'
import { idempotencyKeyReused, idempotentSecret, invalidRequest } from '../kernel/problem.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { one } from './credentials.ts'
import type { Exchange } from './exchange.ts'

/** Claims the idempotency key for this request. @returns the stored response if the request is a repetition. */
export async function claimIdempotencyKey(
  tx: Tx,
  exchange: Exchange,
  request: FastifyRequest,
  { secrets }: Services,
): Promise<{ kind: 'replay'; status: number; text: string | null } | null> {
  const { operation, principal } = exchange
  const key = idempotencyKey(exchange, request)
  if (key === null || !principal) return null
  const actorId = actorOf(principal).id
  const hash = requestHash(request, secrets)
  // A second request with the same key waits here until the first one commits.
  const claimed = await tx.run(sql`
      insert into idempotency_keys (workspace_id, actor_id, key, operation_id, request_hash)
      values (${principal.workspace.uuid}, ${actorId}, ${key}, ${operation.id}, ${hash})
      on conflict do nothing`)
  if (claimed === 1) return null
  const before = await tx.one(sql<'claimedIdempotencyKey'>`
    select operation_id, request_hash, status, response from idempotency_keys
     where workspace_id = ${principal.workspace.uuid} and actor_id = ${actorId} and key = ${key}`)
  if (before.operation_id !== operation.id || !before.request_hash.equals(hash)) throw idempotencyKeyReused()
  if (operation.secret) throw idempotentSecret()
  return { kind: 'replay', status: before.status ?? 200, text: before.response }
}

/** Stores the response for repeated requests. */
export async function keepForRepeat(
  tx: Tx,
  exchange: Exchange,
  request: FastifyRequest,
  status: number,
  data: unknown,
): Promise<void> {
  const { operation, principal } = exchange
  const key = idempotencyKey(exchange, request)
  if (key === null || !principal) return
  const text = operation.secret || status === 204 ? null : JSON.stringify({ success: true, data })
  await tx.run(sql`
    update idempotency_keys set status = ${status}, response = ${text}
     where workspace_id = ${principal.workspace.uuid} and actor_id = ${actorOf(principal).id} and key = ${key}`)
}

function idempotencyKey({ operation, isAnonymous }: Exchange, request: FastifyRequest): string | null {
  const key = one(request.headers['idempotency-key'])
  // A stored response would identify the caller.
  if (!operation.writes || key === undefined || operation.upload || isAnonymous) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw invalidRequest('Idempotency-Key must have 1 to 200 visible characters, such as a UUID', {
      details: [{ field: 'Idempotency-Key', message: 'must have 1 to 200 visible characters' }],
    })
  }
  return key
}

/** With a key: a body can hold a password, which the plain hash would let somebody guess who reads the database. */
function requestHash(request: FastifyRequest, secrets: Secrets): Buffer {
  return createHmac('sha256', secrets.derive('request hashes'))
    .update(`${request.method} ${request.url}\n${JSON.stringify(inOrder(request.body ?? null))}`)
    .digest()
}

/** The value with the fields of each object in order: JSON of the same meaning is the same request. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, inOrder(part)]),
  )
}
