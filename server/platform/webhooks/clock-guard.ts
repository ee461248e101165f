import { sql } from '../database/database.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'

/**
 * A delivery that is due later than its ladder allows was put off by a clock that was ahead, such as before it was set
 * back by an hour. It is due now.
 */
export const guardDueTimes: PeriodicWork = {
  name: 'webhooks.due_times',
  everyMs: 60_000,
  async run({ database, wake }) {
    const count = await database.system((tx) =>
      tx.run(sql`
        update webhook_deliveries d set due_at = now()
          from webhook_endpoints e
         where e.workspace_id = d.workspace_id and e.id = d.endpoint_id
           -- The longest wait of the ladder, with what a receiver may ask for and what is added at random.
           and ((d.status = 'retrying'
                  and d.due_at > now()
                    + case e.ladder when 'short' then interval '20 minutes' else interval '30 hours' end)
                -- A lease takes seconds.
                or (d.status = 'pending' and d.due_at > now() + interval '20 minutes'))`),
    )
    if (count > 0) wake('webhooks')
  },
}
