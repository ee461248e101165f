import type { Logger } from 'pino'
import { type Database, sql, type Tx } from '../database/database.ts'

/** Remembers who uses which key, and writes it down together: never a write per request. */
export interface KeyUsage {
  note(workspaceUuid: string, keyId: string, secretVersion: number, address: string, userAgent: string): void
  /** A request that was let in by this scope. */
  noteScope(workspaceUuid: string, keyId: string, scope: string): void
  noteSession(workspaceUuid: string, sessionId: string): void
  /** A request of this workspace was judged by its IP allowlist. */
  noteAllowlist(workspaceUuid: string): void
  /** Writes now, so that what is read next is true to the second on this node. */
  flush(): Promise<void>
  stop(): Promise<void>
}

interface Use {
  workspace_id: string
  key_id: string
  secret_version: number
  address: string
  user_agent: string
  first: string
  last: string
  requests: number
}

interface ScopeUse {
  workspace_id: string
  key_id: string
  scope: string
  used_on: string
  last: string
  requests: number
}

export function keyUsage(database: Database, log: Logger, intervalMs = 20_000): KeyUsage {
  let uses = new Map<string, Use>()
  let scopes = new Map<string, ScopeUse>()
  let sessions = new Map<string, { workspace_id: string; id: string; last: string }>()
  let judged = new Map<string, string>()
  let flushing = Promise.resolve()

  const write = async (): Promise<void> => {
    if (uses.size + scopes.size + sessions.size + judged.size === 0) return
    const [usesNow, scopesNow, sessionsNow, judgedNow] = [
      [...uses.values()],
      [...scopes.values()],
      [...sessions.values()],
      [...judged],
    ]
    uses = new Map()
    scopes = new Map()
    sessions = new Map()
    judged = new Map()
    try {
      await database.system(async (tx) => {
        if (usesNow.length > 0) await writeUses(tx, usesNow)
        if (scopesNow.length > 0) await writeScopes(tx, scopesNow)
        if (sessionsNow.length > 0) {
          await tx.run(sql`
            update sessions s set last_seen_at = greatest(s.last_seen_at, u.last)
              from jsonb_to_recordset(${JSON.stringify(sessionsNow)}::jsonb) as u(workspace_id uuid, id text,
                  last timestamptz)
             where s.workspace_id = u.workspace_id and s.id = u.id`)
        }
        for (const [workspaceUuid, at] of judgedNow) {
          await tx.run(sql`
            insert into ip_allowlist_uses as u (workspace_id, last_evaluated_at)
            select workspace_id, ${at} from workspaces
             where workspace_id = ${workspaceUuid}
            on conflict (workspace_id)
              do update set last_evaluated_at = greatest(u.last_evaluated_at, excluded.last_evaluated_at)`)
        }
      })
    } catch (error) {
      log.warn({ error }, 'last use of keys and sessions could not be written')
    }
  }
  const flush = () => (flushing = flushing.then(write))
  const timer = setInterval(flush, intervalMs)
  timer.unref()

  return {
    note(workspaceUuid, keyId, secretVersion, address, userAgent) {
      const now = new Date().toISOString()
      const agent = userAgent.slice(0, 200)
      const id = `${keyId} ${secretVersion} ${address} ${agent}`
      const use = uses.get(id)
      if (use) {
        use.last = now
        use.requests += 1
      } else if (uses.size < 10_000) {
        uses.set(id, {
          workspace_id: workspaceUuid,
          key_id: keyId,
          secret_version: secretVersion,
          address,
          user_agent: agent,
          first: now,
          last: now,
          requests: 1,
        })
      }
    },
    noteScope(workspaceUuid, keyId, scope) {
      const now = new Date().toISOString()
      const day = now.slice(0, 10)
      const id = `${keyId} ${scope} ${day}`
      const use = scopes.get(id)
      if (use) {
        use.last = now
        use.requests += 1
      } else if (scopes.size < 10_000) {
        scopes.set(id, {
          workspace_id: workspaceUuid,
          key_id: keyId,
          scope,
          used_on: day,
          last: now,
          requests: 1,
        })
      }
    },
    noteSession(workspaceUuid, sessionId) {
      sessions.set(sessionId, { workspace_id: workspaceUuid, id: sessionId, last: new Date().toISOString() })
    },
    noteAllowlist(workspaceUuid) {
      judged.set(workspaceUuid, new Date().toISOString())
    },
    flush,
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

async function writeUses(tx: Tx, uses: Use[]): Promise<void> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as u(workspace_id uuid, key_id text,
        secret_version integer, address text, user_agent text, first timestamptz, last timestamptz,
        requests bigint)`
  await tx.run(sql`
    insert into api_key_callers as c (workspace_id, key_id, secret_version, address, user_agent,
        first_seen_at, last_seen_at, requests)
    select u.* from ${rows}
      join api_key_secrets s using (workspace_id, key_id, secret_version)
    on conflict (workspace_id, key_id, secret_version, address, user_agent)
      do update set last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
        requests = c.requests + excluded.requests`)
  await tx.run(sql`
    update api_key_secrets s set last_used_at = u.last, last_used_ip = u.address
      from (select distinct on (workspace_id, key_id, secret_version) *
              from ${rows} order by workspace_id, key_id, secret_version, last desc) u
     where s.workspace_id = u.workspace_id
       and s.key_id = u.key_id
       and s.secret_version = u.secret_version
       and s.last_used_at is distinct from u.last`)
}

async function writeScopes(tx: Tx, uses: ScopeUse[]): Promise<void> {
  await tx.run(sql`
    insert into api_key_scope_uses as c (workspace_id, key_id, scope, used_on, requests, last_used_at)
    select u.workspace_id, u.key_id, u.scope, u.used_on, u.requests, u.last
      from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as u(workspace_id uuid, key_id text, scope text,
          used_on date, requests bigint, last timestamptz)
      join api_keys k on k.workspace_id = u.workspace_id and k.id = u.key_id
    on conflict (workspace_id, key_id, scope, used_on)
      do update set requests = c.requests + excluded.requests,
        last_used_at = greatest(c.last_used_at, excluded.last_used_at)`)
}
