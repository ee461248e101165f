import { sql } from '../database/database.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'

/** Long enough to look back over a season; what must be kept for longer is in the audit log. */
const keptDays = 180
const batch = 5_000

/** Deletes what members were told long ago. */
export async function purgeNotifications({ database }: Pick<Services, 'database'>): Promise<void> {
  let deleted = batch
  while (deleted === batch)
    deleted = await database.system((tx) =>
      tx.run(sql`delete from notifications where ctid = any (array(
        select ctid from notifications where created_at < now() - make_interval(days => ${keptDays}) limit ${batch}))`),
    )
}

export const purgeWork: PeriodicWork = {
  name: 'notifications.purge',
  everyMs: 60 * 60_000,
  run: purgeNotifications,
}
