import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pagePolicy } from './page-policy.ts'

export const consoleDirectory = join(import.meta.dirname, '../../../console/dist')

const building = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Apron</title>
<body style="font:15px system-ui;margin:20vh auto;max-width:32em;text-align:center"><h1>The console is being prepared</h1><p>This page goes on by itself in a few seconds.</p>`

/** Serves the built console under /app. Every path below it is a page of the console. */
export async function addConsole(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: consoleDirectory,
    prefix: '/app/',
    serve: false,
    wildcard: false,
    maxAge: '1h',
    preCompressed: true,
  })
  const page = (path: string) => path.startsWith('assets/')
  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = (request.params as { '*'?: string })['*'] ?? ''
    reply.header('content-security-policy', pagePolicy())
    if (page(path) || /^[\w-]+\.(svg|png|ico|webmanifest|txt)$/.test(path)) {
      return reply.sendFile(path, { immutable: page(path), maxAge: page(path) ? '365d' : '1h' })
    }
    reply.header('cache-control', 'no-cache')
    // The browser compares it at each visit, so that an update of the console is found.
    if (path === 'sw.js') return reply.sendFile(path, { maxAge: 0, cacheControl: false })
    if (!existsSync(join(consoleDirectory, 'index.html')))
      return reply.code(200).type('text/html; charset=utf-8').send(building)
    return reply.sendFile('index.html', { maxAge: 0, cacheControl: false })
  }
  // Browsers request it by themselves on pages that name no icon, such as the reference.
  app.get('/favicon.ico', async (_request, reply) => reply.sendFile('icon.svg', { maxAge: '1d' }))
  // Both spellings arrive here, and the pages are below the one with the slash.
  app.get('/app', async (request, reply) =>
    request.url.startsWith('/app/') ? show(request, reply) : reply.redirect('/app/'),
  )
  app.get('/app/*', show)
}
