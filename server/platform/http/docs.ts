import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Services } from '../kernel/installation.ts'
import { problemCatalog } from '../kernel/problem.ts'
import { keepCompressed } from './compression.ts'
import { isUnchanged, tagOfBytes } from './conditional.ts'
import { docsDirectory, escapeHtml, imagesIn, readGuides } from './guide.ts'
import { guidePage, searchPage } from './guide-page.ts'
import { guideSearch } from './guide-search.ts'
import { llmsText } from './llms.ts'
import { openApiDocument, published } from './openapi.ts'

const html = 'text/html; charset=utf-8'

/** The reference in four forms: for people at `/` and `/docs`, for programs, for language models, and as a list of errors; and the guides. */
export async function addDocs(app: FastifyInstance, services: Services): Promise<void> {
  const { modules, operations, eventTypes, roles, version, config } = services
  const serve: Serve = (path, type, write) => {
    let page: Promise<KeptPage> | undefined
    app.get(path, async (request, reply) => {
      page ??= keepPage(type, write)
      return sendPage(await page, request, reply)
    })
  }
  serve('/api/openapi.json', 'application/json; charset=utf-8', () =>
    JSON.stringify(
      published(openApiDocument(modules, operations, eventTypes, roles, version, config.publicUrl)),
    ),
  )
  serve('/llms.txt', 'text/plain; charset=utf-8', () => llmsText(services))
  serve('/docs/errors', html, errorsPage)
  addGuides(app, serve)
  let reference: Promise<FastifyInstance> | undefined
  const fromReference = async (path: string) => {
    reference ??= openReference()
    return (await (await reference).inject(path)).rawPayload
  }
  for (const path of ['/', '/docs/']) serve(path, html, () => fromReference(path))
  for (const path of ['/js/scalar.js', '/docs/js/scalar.js'])
    serve(path, 'application/javascript; charset=utf-8', () => fromReference(path))
}

/** Serves what is the same for everybody, and is written for the first request. */
type Serve = (path: string, type: string, write: () => string | Buffer | Promise<Buffer>) => void

/** The guides of `docs/` as pages and, for language models, as they are written; and the search over them. */
function addGuides(app: FastifyInstance, serve: Serve): void {
  const guides = readGuides()
  const [home] = guides
  for (const guide of guides) {
    if (guide !== home) serve(`/docs/${guide.name}`, html, () => guidePage(guide, guides))
    serve(`/docs/${guide.name}.md`, 'text/markdown; charset=utf-8', () => guide.markdown)
  }
  for (const name of imagesIn(guides))
    serve(`/docs/images/${name}`, 'image/png', () => readFileSync(join(docsDirectory, 'images', name)))
  let search: ReturnType<typeof guideSearch> | undefined
  let homePage: Promise<KeptPage> | undefined
  app.get('/docs/guides', async (request, reply) => {
    const { q } = request.query as { q?: unknown }
    const query = typeof q === 'string' ? q.trim().slice(0, 200) : ''
    if (query === '') {
      homePage ??= keepPage(html, () => (home ? guidePage(home, guides) : ''))
      return sendPage(await homePage, request, reply)
    }
    search ??= guideSearch(guides)
    reply.header('cache-control', 'no-cache').type(html)
    return reply.send(searchPage(query, search(query), guides))
  })
}

/** What is the same for everybody until the server restarts. */
interface KeptPage {
  type: string
  bytes: Buffer
  tag: string
}

async function keepPage(type: string, write: () => string | Buffer | Promise<Buffer>): Promise<KeptPage> {
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
        pageTitle: 'Apron API',
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

function errorsPage(): string {
  const entries = problemCatalog().map(
    (entry) =>
      `<section id="${entry.code}"><h2><code>${entry.code}</code> <small>${entry.status}</small></h2><p>${escapeHtml(entry.meaning)}.</p><p><b>What to do:</b> ${escapeHtml(entry.fix)}</p></section>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Errors · Apron</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui;max-width:46em;margin:2em auto;padding:0 1em}section{border-top:1px solid #8884}h2{font-size:1.05em}:target{background:#fd03}</style><h1>Errors</h1><p>Every refusal is <code>{"success": false, "error", "code", "requestId"}</code>, and its code has an entry here.</p>${entries.join('\n')}`
}
