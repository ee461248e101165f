import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { refusalLog } from '#platform/access/refusal.ts'
import { checkScopeSentences } from '#platform/access/scope-catalog.ts'
import { keyUsage } from '#platform/access/usage.ts'
import { openDatabase } from '#platform/database/database.ts'
import { liveFeed } from '#platform/events/live.ts'
import { writeEventTypes } from '#platform/events/reach.ts'
import { openFileStore } from '#platform/files/file-store.ts'
import type { ListAnswers } from '#platform/http/answer-list.ts'
import { addConsole } from '#platform/http/console.ts'
import { addDocs } from '#platform/http/docs.ts'
import { buildServer } from '#platform/http/server.ts'
import { isSessionOnly } from '#platform/http/session-area.ts'
import { startPeriodic } from '#platform/jobs/periodic.ts'
import { checkCatalog, type EventType } from '#platform/kernel/event-type.ts'
import type { Services, Topic } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { Operation } from '#platform/kernel/operation.ts'
import { openSecrets } from '#platform/kernel/secrets.ts'
import { checkUndoings } from '#platform/kernel/undo.ts'
import { memoryLimiter } from '#platform/limits/limiter.ts'
import { redisLimiter } from '#platform/limits/redis-limiter.ts'
import { loadCarriedKeys } from '#platform/system/carried-key.ts'
import { enableNewModules } from '#platform/workspace/new-modules.ts'
import type { Config } from './config.ts'
import { modules, roles } from './modules.ts'

export const version = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }
).version

export interface App {
  server: FastifyInstance
  services: Services
  /** Starts background work: call it once the server listens. */
  startWork(): void
  /** From now on the readiness probe fails and connections close after their response, while requests are answered. */
  announceStop(): void
  /** Answers what is under way, stops the work, closes the pools. */
  close(): Promise<void>
}

/** Puts everything together: the one place that sees all of it. */
export async function buildApp(
  config: Config,
  databaseUrl: string,
  log: Logger,
  lists?: ListAnswers,
): Promise<App> {
  const database = await openDatabase(databaseUrl, { replicaUrl: config.databaseReplicaUrl })
  const topics = new Map<Topic, (() => void)[]>()
  const operations = modules.flatMap((module) => module.operations)
  let isStopping = false
  const services: Services = {
    config,
    log,
    database,
    version,
    roles,
    modules,
    operations,
    secrets: openSecrets(config.secretKey, config.dataDir),
    files: await openFileStore(join(config.dataDir, 'files')),
    limiter: config.redisUrl ? await redisLimiter(config.redisUrl) : memoryLimiter(),
    live: liveFeed(database),
    usage: keyUsage(database, log),
    refusals: refusalLog(database, log),
    eventTypes: eventTypesOf(operations),
    isStopping: () => isStopping,
    extensions: <T extends Extension>(kind: T['kind']) =>
      modules.flatMap((module) => module.extensions).filter((extension) => extension.kind === kind) as T[],
    wake: (topic) => {
      for (const action of topics.get(topic) ?? []) action()
    },
    onWake: (topic, action) => {
      topics.set(topic, [...(topics.get(topic) ?? []), action])
    },
  }
  await loadCarriedKeys(database, services.secrets)
  checkOperations(operations)
  checkCatalog(services.eventTypes)
  checkUndoings(operations)
  checkScopeSentences(modules)
  await writeEventTypes(database, services)
  await enableNewModules(services)
  const server = await buildServer(services, lists)
  await addDocs(server, services)
  await addConsole(server)
  let work: { stop(): Promise<void> }[] = []
  return {
    server,
    services,
    startWork: () => {
      work = [
        ...modules.flatMap((module) => (module.start ? [module.start(services)] : [])),
        startPeriodic(
          services,
          modules.flatMap((module) => module.periodic),
        ),
      ]
    },
    announceStop: () => {
      isStopping = true
    },
    close: async () => {
      isStopping = true
      services.live.close()
      await server.close()
      await Promise.all(work.map((one) => one.stop()))
      await Promise.all([services.usage.stop(), services.refusals.stop(), services.limiter.close()])
      await database.close()
    },
  }
}

export function eventTypesOf(operations: readonly Operation[]): EventType[] {
  const all = [
    ...operations.flatMap(({ emits, move }) => [
      ...(emits ? [emits] : []),
      ...(move?.bound ?? []).flatMap((one) => one.emits ?? []),
    ]),
    ...modules.flatMap((module) => module.events),
  ]
  return [...new Map(all.map((event) => [event.type, event])).values()].sort((a, b) =>
    a.type.localeCompare(b.type),
  )
}

function checkOperations(operations: readonly Operation[]): void {
  const ids = new Set<string>()
  for (const { id, roles: named, access, path } of operations) {
    if (ids.has(id)) throw new Error(`Two operations are called ${id}`)
    ids.add(id)
    if (access === 'any' && isSessionOnly(path, modules))
      throw new Error(`The operation ${id} lies where no API key may go, and takes keys`)
    if (!Array.isArray(named)) continue
    const unknown = named.find((role) => !roles.includes(role))
    if (unknown) throw new Error(`The operation ${id} names the role ${unknown}, which does not exist`)
  }
}
