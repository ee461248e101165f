import type { Logger } from 'pino'
import type { Config } from '#server/config.ts'
import type { RefusalLog } from '../access/refusal.ts'
import type { KeyUsage } from '../access/usage.ts'
import type { Database } from '../database/database.ts'
import type { LiveFeed } from '../events/live.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { EventType } from './event-type.ts'
import type { Extension, Module } from './module.ts'
import type { Operation } from './operation.ts'
import type { Secrets } from './secrets.ts'

/** The topics that wake background work of this process. */
export type Topic =
  | 'events'
  | 'github_syncs'
  | 'imports'
  | 'password_resets'
  | 'sign_ups'
  | 'webhooks'
  | 'webhook_endpoints'
  | 'webhook_grades'
  | 'workspace_exports'

/** What handlers and background work get from the installation. */
export interface Services {
  config: Config
  log: Logger
  database: Database
  secrets: Secrets
  files: FileStore
  limiter: Limiter
  live: LiveFeed
  usage: KeyUsage
  refusals: RefusalLog
  modules: readonly Module[]
  operations: readonly Operation[]
  eventTypes: readonly EventType[]
  /** The roles that a member may hold. */
  roles: readonly string[]
  version: string
  /** Whether this process takes no new work, because it was asked to stop. Its probes and responses say so. */
  isStopping(): boolean
  extensions<T extends Extension>(kind: T['kind']): T[]
  /** Tells background work of this process that there may be something to do now. */
  wake(topic: Topic): void
  onWake(topic: Topic, action: () => void): void
}

/** The names of the modules that a workspace can switch on and off, in the order of the reference. */
export function switchableModules({ modules }: Pick<Services, 'modules'>): string[] {
  return modules.filter((module) => !module.core).map((module) => module.name)
}

const cores = new WeakMap<Services, ReadonlySet<string>>()
/** The modules that no workspace can switch off. */
export function coreModules(services: Services): ReadonlySet<string> {
  let names = cores.get(services)
  if (!names) {
    names = new Set(services.modules.filter((module) => module.core).map((module) => module.name))
    cores.set(services, names)
  }
  return names
}
