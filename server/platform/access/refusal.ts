import type { Logger } from 'pino'
import { type Database, sql } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import { labeled } from '../kernel/schema.ts'

export type CheckName =
  | 'credentials'
  | 'revoked'
  | 'expiry'
  | 'tenant'
  | 'allowlist'
  | 'mfa'
  | 'session_only'
  | 'module'
  | 'limit'
  | 'read_only'
  | 'scope'
  | 'role'
  | 'step_up'
  | 'project'

export interface Check {
  check: CheckName
  outcome: 'passed' | 'failed' | 'not_reached'
  detail: string
}

export interface Refusal {
  workspaceUuid: string
  requestId: string
  method: string
  path: string
  operationId: string | null
  status: number
  code: string
  message: string
  address: string
  keyId: string | null
  userId: string | null
  checks: Check[]
  fix: string
}

/** The order in which every request is judged. */
export const checkOrder = labeled<CheckName>(
  [
    'limit',
    'credentials',
    'revoked',
    'expiry',
    'tenant',
    'allowlist',
    'mfa',
    'session_only',
    'module',
    'read_only',
    'scope',
    'role',
    'step_up',
    'project',
  ],
  {
    credentials: 'Credentials are valid',
    revoked: 'Not revoked',
    expiry: 'Not expired',
    tenant: 'Right workspace',
    allowlist: 'Address is allowed',
    mfa: 'Second factor',
    session_only: 'Open to keys',
    module: 'Module is enabled',
    limit: 'Within the limit',
    read_only: 'Writing is permitted',
    scope: 'Scope is granted',
    role: 'Role is granted',
    step_up: 'Identity confirmed',
    project: 'Project is within reach',
  },
)

export interface Caller {
  workspaceUuid: string
  keyId: string | null
  userId: string | null
}

/** Keeps why requests were refused, for those who ask later with the request id. */
export interface RefusalLog {
  add(refusal: Refusal): void
  /** Remembers whose credentials these are: a request over the limit is refused before they are looked up. */
  remember(credentials: string, caller: Caller): void
  callerOf(credentials: string): Caller | null
  flush(): Promise<void>
  stop(): Promise<void>
}

/** The number of refusals over the rate limit that are stored per write: a caller that floods the server must not cause a disk write with each request. */
const keptOverLimit = 20
const rememberedCallers = 10_000
/** Of what the caller has written (an address, a header), this much is kept. */
const mostCharacters = 500

export function refusalLog(database: Database, log: Logger, intervalMs = 2_000): RefusalLog {
  let waiting: (Refusal & { id: string; at: string })[] = []
  let flushing = Promise.resolve()
  const callers = new Map<string, Caller>()
  let overLimit = 0

  const write = async (): Promise<void> => {
    if (waiting.length === 0) return
    const now = waiting
    waiting = []
    overLimit = 0
    try {
      await database.system(async (tx) => {
        await tx.run(sql`
          insert into request_refusals (workspace_id, id, request_id, at, method, path, operation_id, status,
              code, message, address, key_id, user_id, checks, fix)
          select r."workspaceUuid", r.id, r."requestId", r.at, r.method, r.path, r."operationId", r.status,
                 r.code, r.message, r.address, r."keyId", r."userId", r.checks, r.fix
            from jsonb_to_recordset(${JSON.stringify(now)}::jsonb) as r("workspaceUuid" uuid, id text,
                "requestId" text, at timestamptz, method text, path text, "operationId" text, status integer,
                code text, message text, address text, "keyId" text, "userId" text, checks jsonb, fix text)`)
      })
    } catch (error) {
      log.warn({ error }, 'refusals could not be written')
    }
  }
  const flush = () => (flushing = flushing.then(write))
  const timer = setInterval(flush, intervalMs)
  timer.unref()
  return {
    // A flood of refused requests must not fill the memory: past this limit the newest are dropped.
    add: (refusal) => {
      if (refusal.status === 429 && ++overLimit > keptOverLimit) return
      if (waiting.length >= 5_000) return
      const path = refusal.path.slice(0, mostCharacters)
      const message = refusal.message.slice(0, mostCharacters)
      const checks = refusal.checks.map((check) => ({
        ...check,
        detail: check.detail.slice(0, mostCharacters),
      }))
      waiting.push({ ...refusal, path, message, checks, id: newId('ref'), at: new Date().toISOString() })
    },
    remember(credentials, caller) {
      if (callers.has(credentials)) return
      const oldest = callers.keys().next()
      if (callers.size >= rememberedCallers && !oldest.done) callers.delete(oldest.value)
      callers.set(credentials, caller)
    },
    callerOf: (credentials) => callers.get(credentials) ?? null,
    flush,
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
