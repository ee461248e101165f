import type { Operation } from '../kernel/operation.ts'
import { isReadInOneTrip } from './answer-list.ts'
import { addressOfKind } from './conditional.ts'

type Headers = Record<string, unknown>

const header = (description: string, type = 'string', example?: unknown) => ({
  description,
  schema: { type },
  ...(example === undefined ? {} : { example }),
})

/** Response headers, each written once. */
export const answerHeaders: Headers = {
  RequestId: header('Finds the request in the log. It is the one that you sent, or a new one.'),
  ErrorPage: header('The entry of the code in the list of errors, as `rel="help"`.'),
  RetryAfter: header('Of 429 and 503: seconds until the next request has a chance.', 'integer', 12),
  RateLimit: header(
    'What is left of the limit, and in how many seconds it is whole again.',
    'string',
    '"default";r=273;t=1',
  ),
  RateLimitPolicy: header(
    'The limit: so many requests in so many seconds.',
    'string',
    '"default";q=300;w=60',
  ),
  WwwAuthenticate: header('Of 401: how to authenticate.', 'string', 'Bearer realm="apron"'),
  ETag: header(
    'Send it as `If-None-Match` to read only what has changed, and that of a record as `If-Match`.',
    'string',
    '"3.wj65R27o5qeNj3xi"',
  ),
  Location: header('The address of the new record.'),
  ContentDisposition: header('The name of the file.'),
}

export const headerReferences = (names: Readonly<Record<string, string>>): Headers =>
  Object.fromEntries(
    Object.entries(names).map(([name, component]) => [name, { $ref: `#/components/headers/${component}` }]),
  )

/** Whether a read has an ETag, so that it is answered 304 to callers that have it already. */
export function isTagged(operation: Operation): boolean {
  const { method, on, list, response, answers = 'json', isTaggedBySequence = false } = operation
  if (method !== 'GET' || !response || answers !== 'json') return false
  return isTaggedBySequence || on !== undefined || (isReadInOneTrip(operation) && !list?.volatile)
}

/**
 * The headers of a response that succeeds, without those of all responses, which the description of the document
 * names, and those that answer to a parameter, which the parameter names.
 */
export function successHeaders(operation: Operation, operations: readonly Operation[]): Headers {
  const { writes, creates, response, answers } = operation
  const isRecord = creates ? response === creates.schema : operation.on !== undefined
  return headerReferences({
    ...(isTagged(operation) || (writes && isRecord && response) ? { ETag: 'ETag' } : {}),
    ...(creates && addressOfKind(creates, operations) !== null ? { Location: 'Location' } : {}),
    ...(answers === 'file' ? { 'Content-Disposition': 'ContentDisposition' } : {}),
  })
}
