import type { Answer } from './client.ts'

const securityHeaders = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-xss-protection': '1; mode=block',
}

/** What holds of every answer, whatever was asked; null where all of it does. */
export function malformed(answer: Answer): string | null {
  for (const [name, value] of Object.entries(securityHeaders))
    if (answer.headers.get(name) !== value) return `${answer.status} without ${name}`
  const requestId = answer.headers.get('x-request-id')
  if (!requestId) return `${answer.status} without x-request-id`
  if (answer.status >= 500) return `${answer.status} ${answer.text}`
  const kept = answer.headers.get('cache-control')
  if (!kept || !/no-store|private/.test(kept)) return `${answer.status} that caches may keep: ${kept}`
  if (answer.status < 400) return null
  const { success, error, code, requestId: reportedId } = answer.body ?? {}
  if (success !== false || typeof error !== 'string' || typeof code !== 'string' || reportedId !== requestId)
    return `the refusal is ${answer.text}`
  return answer.headers.get('link') === `</docs/errors#${code}>; rel="help"`
    ? null
    : `the refusal links to ${answer.headers.get('link')}`
}
