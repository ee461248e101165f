import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Services } from '../kernel/installation.ts'
import { problemCatalogue } from '../kernel/problem.ts'
import { keepCompressed } from './compression.ts'
import { isUnchanged, tagOfBytes } from './conditional.ts'
import { openApiDocument } from './openapi.ts'

/** The reference in four forms: for people at `/` and `/docs`, for programs, for language models, and as a list of errors. */
export async function addDocs(app: FastifyInstance, services: Services): Promise<void> {
  const { modules, operations, eventTypes, roles, version, config } = services
  const serve = (path: string, type: string, write: () => string | Promise<Buffer>) => {
    let page: Promise<KeptPage> | undefined
    app.get(path, async (request, reply) => {
      page ??= keepPage(type, write)
      return sendPage(await page, request, reply)
    })
  }
  serve('/api/openapi.json', 'application/json; charset=utf-8', () =>
    JSON.stringify(openApiDocument(modules, operations, eventTypes, roles, version, config.publicUrl)),
  )
  serve('/llms.txt', 'text/plain; charset=utf-8', () => llmsText(services))
  serve('/docs/errors', 'text/html; charset=utf-8', errorsPage)
  let reference: Promise<FastifyInstance> | undefined
  const fromReference = async (path: string) => {
    reference ??= openReference()
    return (await (await reference).inject(path)).rawPayload
  }
  for (const path of ['/', '/docs/']) serve(path, 'text/html; charset=utf-8', () => fromReference(path))
  for (const path of ['/js/scalar.js', '/docs/js/scalar.js'])
    serve(path, 'application/javascript; charset=utf-8', () => fromReference(path))
}

/** What is the same for everybody until the server restarts. */
interface KeptPage {
  type: string
  bytes: Buffer
  tag: string
}

async function keepPage(type: string, write: () => string | Promise<Buffer>): Promise<KeptPage> {
  const bytes = keepCompressed(Buffer.from(await write()))
  return { type, bytes, tag: tagOfBytes(bytes) }
}

function sendPage({ type, bytes, tag }: KeptPage, request: FastifyRequest, reply: FastifyReply) {
  reply.headers({ 'cache-control': 'no-cache', etag: tag })
  return isUnchanged(request.headers['if-none-match'], tag)
    ? reply.code(304).send()
    : reply.type(type).send(bytes)
}

/** The page and its 4 MB of script: a separate server, because it is created on the first request. */
async function openReference(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const app = fastify()
  for (const routePrefix of ['/docs', '/'] as const) {
    await app.register(scalar, {
      routePrefix,
      configuration: {
        url: '/api/openapi.json',
        title: 'Apron API',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    } as Parameters<typeof scalar>[1])
  }
  return app
}

function llmsText({ operations, modules, eventTypes, config }: Services): string {
  const lines = [
    '# Apron',
    '',
    '> Operations platform for small aircraft operators: one HTTP API with scoped keys, signed webhooks and an audit log.',
    '',
    `Authenticate with \`Authorization: Bearer ${config.keyPrefix}…\` or \`X-API-Key: ${config.keyPrefix}…\`. Answers: \`{"success": true, "data": …}\`; failures: \`{"success": false, "error", "code", "requestId"}\`.`,
    'Lists take `page`, `page_size` (20, at most 100), `cursor`, `sort` and answer `items`, `total`, `page`, `per_page`, `total_pages`, `next_cursor`.',
    'Writes take `Idempotency-Key`, `If-Match` and `?dry_run=true`. Instants are ISO 8601 UTC. The whole schema: /api/openapi.json',
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
    ...problemCatalogue().map((entry) => `- ${entry.status} ${entry.code}: ${entry.meaning}. ${entry.fix}`),
    '',
  )
  return lines.join('\n')
}

function errorsPage(): string {
  const entries = problemCatalogue().map(
    (entry) =>
      `<section id="${entry.code}"><h2><code>${entry.code}</code> <small>${entry.status}</small></h2><p>${escapeHtml(entry.meaning)}.</p><p><b>What to do:</b> ${escapeHtml(entry.fix)}</p></section>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Errors · Apron</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui;max-width:46em;margin:2em auto;padding:0 1em}section{border-top:1px solid #8884}h2{font-size:1.05em}:target{background:#fd03}</style><h1>Errors</h1><p>Every refusal is <code>{"success": false, "error", "code", "requestId"}</code>, and its code has an entry here.</p>${entries.join('\n')}`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
