import { sql } from '../database/database.ts'
import { inBatches } from '../jobs/in-turn.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'

/** A repeated request comes within minutes or not at all; a day leaves room for a job that is run again by hand. */
const idempotencyHours = 24
/** Longer than anyone looks back, so that the last use of a rarely used scope is still known. */
const scopeUseDays = 400
/** Who used a key, and from where, is looked at while it is rotated or before an allowlist is switched on. */
const callerDays = 90
/** Few enough in one transaction that nobody waits behind it. */
const batch = 5_000
const everyMs = 15 * 60_000

/** Deletes the answers for repeated requests that nobody will repeat any more, and by whom and how keys were used long ago. */
export async function purge(services: Pick<Services, 'database'>, signal?: AbortSignal): Promise<void> {
  const statements = [
    sql`
      delete from idempotency_keys
       where ctid = any (array(select ctid
                                 from idempotency_keys
                                where created_at < now() - make_interval(hours => ${idempotencyHours})
                                limit ${batch}))`,
    sql`
      delete from api_key_scope_uses
       where ctid = any (array(select ctid
                                 from api_key_scope_uses
                                where used_on < current_date - ${scopeUseDays}::integer limit ${batch}))`,
    sql`
      delete from api_key_callers
       where ctid = any (array(select ctid
                                 from api_key_callers
                                where last_seen_at < now() - make_interval(days => ${callerDays})
                                limit ${batch}))`,
  ]
  for (const statement of statements) await inBatches(services, batch, statement, signal)
}

/** Every quarter of an hour, on whichever node it happens to be. */
export const purgeWork: PeriodicWork = { name: 'access.purge', everyMs, run: purge }
