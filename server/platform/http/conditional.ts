import { createHash } from 'node:crypto'
import type { Operation } from '../kernel/operation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { etagOf, isTagOf, type Resource } from '../kernel/resource.ts'

/** The entity tag of a text or file that is the same for everybody. */
export function tagOfBytes(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`
}

const entityTags = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g

// Proxies that compress mark the tag: nginx makes it weak, and Apache adds the name of the encoding.
const withoutMarks = (tag: string) => tag.replace(/^W\//, '').replace(/-(?:gzip|br)"$/, '"')

/** Whether the caller already has what this tag stands for: the weak comparison of RFC 9110, 13.1.2. */
export function isUnchanged(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const own = withoutMarks(tag)
  return (ifNoneMatch.match(entityTags) ?? []).some((known) => withoutMarks(known) === own)
}

/**
 * Whether the record is one of those that an `If-Match` header names.
 * @throws Problem if the header holds anything but tags: a version without quotation marks is no tag.
 */
export function isMatched(ifMatch: string, record: unknown): boolean {
  if (ifMatch.trim() === '*') return true
  const rest = ifMatch.replaceAll(entityTags, '').replace(/[\s,]/g, '')
  const tags = ifMatch.match(entityTags) ?? []
  if (rest !== '' || tags.length === 0)
    throw invalidRequest(
      'If-Match takes an ETag with its quotation marks, such as "3", a list of them, or *. Send the ETag header of the response that you read, unchanged',
      { details: [{ field: 'If-Match', message: 'must be an ETag such as "3"' }] },
    )
  return tags.some((tag) => isTagOf(tag, record))
}

/** Where the record of a creation can be read: the address of the operation that returns one of its kind. */
export function addressOfKind(kind: Resource, operations: readonly Operation[]): string | null {
  const paths = operations
    .filter(({ method, on, path }) => method === 'GET' && on === kind && /^[^:]*\/:id$/.test(path))
    .map(({ path }) => path)
  return paths.sort((a, b) => a.length - b.length)[0] ?? null
}

/** The headers that belong to the record of a response: its tag, and its address if it is new. */
export function recordHeaders(
  { on, creates, response }: Operation,
  data: unknown,
  address: string | null,
): Record<string, string> {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return {}
  if (!creates) return on ? { etag: etagOf(data) } : {}
  const { id } = data as { id?: unknown }
  return {
    // A creation that also returns a secret returns more than the record.
    ...(response === creates.schema ? { etag: etagOf(data) } : {}),
    ...(address !== null && typeof id === 'string' ? { location: address.replace(':id', id) } : {}),
  }
}
