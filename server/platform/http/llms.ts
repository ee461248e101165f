import type { Services } from '../kernel/installation.ts'
import { problemCatalog } from '../kernel/problem.ts'
import { readGuides } from './guide.ts'

const verification = [
  '## Verify a webhook',
  '',
  'Every delivery is signed in the format of Standard Webhooks, so its libraries verify it with the secret as it is (`whsec_…`). Without a library: the key is the base64 after `whsec_`; the signature is `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{raw body}`; the header `webhook-signature` holds one or, while a secret is rotated, two of them, separated by a space. Compare in constant time, refuse a `webhook-timestamp` that is more than five minutes away from now, and ignore a `webhook-id` that you have seen. Use the bytes as received, before any JSON parser.',
  '',
  '```python',
  'import base64, hashlib, hmac, time',
  '',
  'def verify(raw_body: bytes, headers: dict[str, str], secret: str) -> bool:',
  '    delivery, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")',
  '    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:',
  '        return False',
  '    key = base64.b64decode(secret.removeprefix("whsec_"))',
  '    signed = f"{delivery}.{timestamp}.".encode() + raw_body',
  '    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()',
  '    received = headers.get("webhook-signature", "").split(" ")',
  '    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in received)',
  '```',
]

/** The API for language models, in one file: how to call it, every operation, every event, every error. */
export function llmsText({ operations, modules, eventTypes, config }: Services): string {
  const lines = [
    '# Apron',
    '',
    '> Operations platform for small aircraft operators: one HTTP API with scoped keys, signed webhooks and an audit log.',
    '',
    `Authenticate with \`Authorization: Bearer ${config.keyPrefix}…\` or \`X-API-Key: ${config.keyPrefix}…\`. Answers: \`{"success": true, "data": …}\`; failures: \`{"success": false, "error", "code", "requestId"}\`.`,
    'A session of a person authenticates too: a JWT, as `Authorization: Bearer …` or in the cookie that signing in sets.',
    'Lists take `page`, `page_size` (20, at most 100), `cursor`, `sort` and answer `items`, `total`, `page`, `per_page`, `total_pages`, `next_cursor`.',
    'Writes take `Idempotency-Key`, `If-Match` and `?dry_run=true`. Instants are ISO 8601 UTC. The whole schema: /api/openapi.json',
    '`GET /api/v1/key` says who a key is, what it may do and when it expires.',
    '',
    '## Guides',
    '',
    'Each is Markdown at this address, and a page without the ending `.md`. Search: /docs/guides?q=…',
    '',
    ...readGuides().map(({ name, title }) => `- [${title}](/docs/${name}.md)`),
    '',
    ...verification,
    '',
  ]
  for (const module of modules) {
    const own = operations.filter((operation) => operation.module === module.name)
    if (own.length === 0) continue
    lines.push(`## ${module.title}`, '')
    for (const operation of own)
      lines.push(
        `- ${operation.method} ${operation.path}: ${operation.summary}${operation.scope ? ` (scope ${operation.scope})` : ''}`,
      )
    lines.push('')
  }
  lines.push(
    '## Events',
    '',
    ...eventTypes.map((event) => `- ${event.type} (${event.stability}): fires when ${event.when}`),
    '',
  )
  lines.push(
    '## Errors',
    '',
    ...problemCatalog().map((entry) => `- ${entry.status} ${entry.code}: ${entry.meaning}. ${entry.fix}`),
    '',
  )
  return lines.join('\n')
}
