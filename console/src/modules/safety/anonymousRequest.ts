import type { Answer, BodyOf, PathOf } from '#api/answer.ts'
import { refuseInvalid } from '#api/client.ts'
import { refusal, unreachable } from '#api/error.ts'

/**
 * Posts anonymously: without the session of a user who may be signed in, and without a referrer. Used to
 * send and follow anonymous reports.
 */
export async function postAnonymously<P extends PathOf<'POST'>>(
  path: P,
  body: BodyOf<'POST', P> | Blob,
): Promise<Answer<'POST', P>> {
  const isFile = body instanceof Blob
  if (!isFile) await refuseInvalid('POST', path, body)
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    headers: { 'content-type': isFile ? body.type || 'application/octet-stream' : 'application/json' },
    body: isFile ? body : JSON.stringify(body),
  }).catch(() => {
    throw unreachable()
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw refusal(response, answer)
  return (answer as { data: Answer<'POST', P> }).data
}
