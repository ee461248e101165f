import { sql } from '../database/database.ts'
import { inBatches } from '../jobs/in-turn.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'

/** People look for old sign-ins within weeks; the audit log has the rest. */
const keptDays = 30
/** Few enough in one transaction that nobody waits behind it. */
const batch = 1_000

// Since when a session is over: ended by somebody, or by the timeouts of its workspace as they are now.
const overAt = sql`coalesce(s.ended_at,
      least(s.created_at + make_interval(mins => w.absolute_timeout_minutes),
        case when w.extend_on_activity then s.last_seen_at else s.created_at end + make_interval(mins =>
            w.idle_timeout_minutes)))`

// The newest of a member says which of their workspaces was used last, and is all that stays of it.
const isNewest = sql`not exists (select
                                   from sessions newer
                                  where newer.workspace_id = s.workspace_id
                                    and newer.user_id = s.user_id
                                    and (newer.created_at, newer.id) > (s.created_at, s.id))
    and exists (select
                  from members m
                 where m.workspace_id = s.workspace_id and m.user_id = s.user_id and m.status = 'active')`

const old = sql`${overAt} < now() - make_interval(days => ${keptDays})`

/** Deletes sessions that were over long ago; of the last one of each member, from where it was and by what. */
export async function purgeSessions(
  services: Pick<Services, 'database'>,
  signal?: AbortSignal,
): Promise<void> {
  const statements = [
    sql`
      delete from sessions
       where ctid = any (array(select s.ctid
                                 from sessions s
                                 join workspaces w using (workspace_id)
                                where ${old} and not (${isNewest}) limit ${batch}))`,
    sql`
      update sessions set address = null, user_agent = null, ended_at = coalesce(ended_at, now())
       where ctid = any (array(select s.ctid
                                 from sessions s
                                 join workspaces w using (workspace_id)
                                where ${old} and (s.address is not null or s.user_agent is not null)
                                limit ${batch}))`,
  ]
  for (const statement of statements) await inBatches(services, batch, statement, signal)
}

export const purgeSessionsWork: PeriodicWork = {
  name: 'identity.sessions',
  everyMs: 60 * 60_000,
  run: purgeSessions,
}
