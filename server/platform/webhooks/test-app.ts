import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import pino from 'pino'
import { readConfig } from '#server/config.ts'
import { roles } from '#server/roles.ts'
import { access } from '../access/index.ts'
import { refusalLog } from '../access/refusal.ts'
import { keyUsage } from '../access/usage.ts'
import { openDatabase } from '../database/database.ts'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { eventType } from '../events/event-type.ts'
import { liveFeed } from '../events/live.ts'
import { recordEvent } from '../events/record.ts'
import { openFileStore } from '../files/file-store.ts'
import { buildServer } from '../http/server.ts'
import { newId } from '../id.ts'
import { identity } from '../identity/index.ts'
import { memoryLimiter } from '../limits/limiter.ts'
import { openSecrets } from '../secrets.ts'
import type { Services } from '../services.ts'
import { webhooks } from './index.ts'

const modules = [identity, access, webhooks]
let app: Awaited<ReturnType<typeof open>>
export const flightApproved = eventType('flight.approved', { stability: 'stable', when: 'x', subject: 'flight' })
export const flightSubmitted = eventType('flight.submitted', { stability: 'stable', when: 'x', subject: 'flight' })

async function open() {
  const directory = mkdtempSync(join(tmpdir(), 'apron-test-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'pg'), throwaway: true })
  await migrate(postgres.url('postgres'))
  const database = await openDatabase(postgres.url('postgres'))
  const log = pino({ level: 'warn' })
  const topics = new Map<string, (() => void)[]>()
  const operations = modules.flatMap((module) => module.operations)
  const config = readConfig({ DATA_DIR: directory, WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8', SECRET_KEY: 'x'.repeat(40), RATE_LIMIT_SIGNUP: 'off', RATE_LIMIT_DEFAULT: 'off', RATE_LIMIT_AUTH: 'off' })
  const services: Services = {
    config, log, database, version: '0.0.0', roles, modules, operations, secrets: openSecrets(config.secretKey, directory),
    files: await openFileStore(join(directory, 'files')), limiter: memoryLimiter(), live: liveFeed(database), usage: keyUsage(database, log), refusals: refusalLog(database, log),
    eventTypes: [flightApproved, flightSubmitted, ...modules.flatMap((module) => module.events ?? [])],
    extensions: () => [],
    wake: (topic) => { for (const action of topics.get(topic) ?? []) action() },
    onWake: (topic, action) => { topics.set(topic, [...(topics.get(topic) ?? []), action]) },
  }
  const server = await buildServer(services)
  const work = [webhooks.start?.(services)]
  return { server, services, async close() {
    services.live.close(); await server.close(); for (const one of work) await one?.stop()
    await Promise.all([services.usage.stop(), services.refusals.stop(), services.limiter.close()]); await database.close(); await postgres.stop(); rmSync(directory, { recursive: true }) } }
}
before(async () => { app = await open() })
after(async () => { await app.close() })

export async function workspace() {
  const { server, services } = app
  const name = newId('x')
  const call = async (token: string | null, method: string, url: string, payload?: object) => {
    const res = await server.inject({ method: method as 'GET', url, ...(payload ? { payload } : {}), headers: token ? { authorization: `Bearer ${token}` } : {} })
    return { status: res.statusCode, headers: res.headers, body: res.body ? JSON.parse(res.body) : null }
  }
  const up = await call(null, 'POST', '/api/v1/signup', { email: `${name}@example.com`, password: 'correct horse battery', displayName: 'A', workspaceName: name })
  if (up.status !== 201) throw new Error(JSON.stringify(up.body))
  const token = up.body.data.accessToken
  const { uuid, id } = (await call(token, 'GET', '/api/v1/auth/session')).body.data.workspace
  return {
    services, uuid, id,
    api: (method: string, url: string, payload?: object) => call(token, method, url, payload),
    emit: (data: object = {}, type = flightApproved) => emitAll(1, data, type),
    emitAll,
  }
  async function emitAll(count: number, data: object = {}, type = flightApproved) {
    await services.database.system(async (tx) => {
      for (let n = 0; n < count; n++) await recordEvent(tx, { type, subject: { type: 'flight', id: newId('flt') }, data: { n, ...data } }, { workspaceId: id, actor: { type: 'system', id: null, name: 'x' }, request: null, now: new Date() })
      tx.afterCommit(() => services.wake('events'))
    }, { workspaceId: uuid })
  }
}

type Workspace = Awaited<ReturnType<typeof workspace>>

/** An endpoint of the workspace, with its secret. */
export async function endpoint({ api }: Workspace, url: string, fields: object = {}): Promise<{ id: string; secret: string }> {
  const made = await api('POST', '/api/v1/webhooks/endpoints', { url, events: ['*'], ...fields })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.data
}

/** Reads until what is read is as wanted: deliveries are written a moment after they arrived. */
export async function until<T>(read: () => Promise<T>, isAsWanted: (value: T) => boolean, withinMs = 5000): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await read()
    if (isAsWanted(value)) return value
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The deliveries of an endpoint once all have the status, oldest first. */
export function deliveriesOf({ api }: Workspace, endpointId: string, status: string, count: number, withinMs?: number) {
  const read = async () => (await api('GET', `/api/v1/webhooks/endpoints/${endpointId}/deliveries?page_size=100&sort=createdAt&status=${status}`)).body.data.items
  return until<{ id: string; uuid: string; status: string; attempts: number; eventType: string }[]>(read, (items) => items.length >= count, withinMs)
}
