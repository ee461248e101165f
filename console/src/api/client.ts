import createClient from 'openapi-fetch'
import { isUnattended } from './activity.ts'
import type { Answer, BodyOf, Method, PathOf, QueryOf } from './answer.ts'
import { connectionLost } from './connection.ts'
import { ApiError, invalid, refusal, unreachable } from './error.ts'
import { confirmIdentity } from './identity.ts'

type Options<QueryPart = object, Body = unknown> = {
  path?: Record<string, string>
  query?: QueryPart
  body?: Body
  /** The record's version. The write is refused if someone else changed the record first. */
  version?: number
  /** The same key for all attempts of one action, so that a repeated click writes once. */
  idempotencyKey?: string
  headers?: Record<string, string>
  /** Sends the request for whatever workspace the session is in now. */
  isUnbound?: boolean
}

type Sent = { data?: unknown; error?: unknown; response: Response }
const client = createClient<object>({ credentials: 'same-origin' })
// get, post, patch and remove below apply the types of the contract.
const request = client.request as unknown as (method: string, path: string, init: object) => Promise<Sent>

// Another tab may switch the shared session to another workspace. Sending our workspace
// makes the server refuse (403) instead of returning the other workspace's records.
let workspaceId: string | null = null
export const bindWorkspace = (id: string | null) => {
  workspaceId = id
}

let whenInMaintenance = () => {}
/** Called when a write is refused because the installation is in maintenance mode. */
export const onMaintenance = (listener: () => void) => {
  whenInMaintenance = listener
}

/** Sends a request. If it needs re-authentication, asks for it and sends the request again. */
async function call(method: string, path: string, options?: Options) {
  try {
    return await callOnce(method, path, options)
  } catch (error) {
    const isWanted = error instanceof ApiError && error.code === 'reauthentication_required'
    if (!isWanted || !(await confirmIdentity())) throw error
    return callOnce(method, path, options)
  }
}

async function callOnce(
  method: string,
  path: string,
  { path: pathParams, query, body, version, idempotencyKey, headers, isUnbound = false }: Options = {},
) {
  const isRaw = body instanceof Blob
  const isFile = query !== undefined && 'format' in query
  if (body !== undefined && !isRaw) await refuseInvalid(method, path, body)
  const sent = await request(method.toLowerCase(), path, {
    params: { path: pathParams, query },
    ...(body === undefined ? {} : { body }),
    ...(isRaw ? { bodySerializer: (raw: Blob) => raw } : {}),
    ...(isFile ? { parseAs: 'blob' } : {}),
    headers: {
      ...(workspaceId && !isUnbound ? { 'X-Org-Id': workspaceId } : {}),
      ...(isUnattended() ? { 'X-Background': 'true' } : {}),
      ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      ...(idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {}),
      ...headers,
    },
  }).catch(() => {
    void connectionLost()
    throw unreachable()
  })
  if (!sent.response.ok) {
    const error = refusal(sent.response, sent.error)
    if (error.code === 'maintenance') whenInMaintenance()
    throw error
  }
  // A page without rows, so that what a list does with its pages works for its file as well.
  if (isFile) return { items: [], file: sent.data }
  const envelope = sent.data
  return typeof envelope === 'object' && envelope !== null && 'data' in envelope ? envelope.data : undefined
}

/** Checks a body against the contract before it is sent, and reports all faults at once. */
export async function refuseInvalid(method: string, path: string, body: unknown) {
  // Without it, such as after an update of the server, only the server checks.
  const contract = await import('./checkBody.ts').catch(() => null)
  const details = contract?.checkBody(method, path, body) ?? []
  if (details.length > 0) throw invalid(details)
}

type Asked<M extends Method, P extends PathOf<M>> = Options<QueryOf<M, P>, BodyOf<M, P>>

export const get = <P extends PathOf<'GET'>>(path: P, options?: Asked<'GET', P>) =>
  call('GET', path, options) as Promise<Answer<'GET', P>>
export const post = <P extends PathOf<'POST'>>(path: P, options?: Asked<'POST', P>) =>
  call('POST', path, options) as Promise<Answer<'POST', P>>
export const put = <P extends PathOf<'PUT'>>(path: P, options?: Asked<'PUT', P>) =>
  call('PUT', path, options) as Promise<Answer<'PUT', P>>
export const patch = <P extends PathOf<'PATCH'>>(path: P, options?: Asked<'PATCH', P>) =>
  call('PATCH', path, options) as Promise<Answer<'PATCH', P>>
export const remove = <P extends PathOf<'DELETE'>>(path: P, options?: Asked<'DELETE', P>) =>
  call('DELETE', path, options) as Promise<Answer<'DELETE', P>>
