import { sql } from '../database/database.ts'
import { inBatches } from '../jobs/in-turn.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'

/** Long enough to look back over a season; what must be kept for longer is in the audit log. */
const keptDays = 180
const batch = 5_000

/** Deletes the notifications of long ago. */
export const purgeWork: PeriodicWork = {
  name: 'notifications.purge',
  everyMs: 60 * 60_000,
  run: (services, signal) =>
    inBatches(
      services,
      batch,
      sql`
        delete from notifications
         where ctid = any (array(select ctid
                                   from notifications
                                  where created_at < now() - make_interval(days => ${keptDays}) limit ${batch}))`,
      signal,
    ),
}
