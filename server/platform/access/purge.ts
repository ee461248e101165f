import { sql } from '../database/database.ts'
import type { Services } from '../installation.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'

/** A repeated request comes within minutes or not at all; a day leaves room for a job that is run again by hand. */
const idempotencyHours = 24
/** Few enough in one transaction that nobody waits behind it. */
const batch = 5_000
const everyMs = 15 * 60_000

/** Deletes the answers for repeated requests that nobody will repeat any more. */
export async function purge({ database }: Pick<Services, 'database'>): Promise<void> {
  const statement = sql`delete from idempotency_keys where ctid = any (array(
    select ctid from idempotency_keys where created_at < now() - make_interval(hours => ${idempotencyHours}) limit ${batch}))`
  let deleted = batch
  while (deleted === batch) deleted = await database.system((tx) => tx.run(statement))
}

/** Every quarter of an hour, on whichever node it happens to be. */
export const purgeWork: PeriodicWork = { name: 'access.purge', everyMs, run: purge }
