import { sql } from '#platform/database/database.ts'
import { recordEvent } from '#platform/events/record.ts'
import type { PeriodicWork } from '#platform/jobs/periodic.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { assessAircraft } from './assess.ts'

interface Waiting {
  uuid: string
  org: string
  aircraftId: string
}

const batch = 500

/** Every day is one day less: looks at the items whose day, where their aircraft is based, is over. */
export const assessByCalendar: PeriodicWork = {
  name: 'maintenance.by_calendar',
  everyMs: 60_000,
  run: async (services) => {
    await assessAt(services, new Date())
  },
}

/**
 * An aircraft is one transaction, so that whoever approves its flights waits for no other; a second node
 * finds what the first has kept, and tells nothing again. @returns how many alerts were sent.
 */
export async function assessAt(services: Services, now: Date): Promise<number> {
  let told = 0
  let after = { uuid: '00000000-0000-0000-0000-000000000000', aircraftId: '' }
  for (;;) {
    const waiting = await services.database.system((tx) =>
      tx.rows(sql<Waiting>`
        select distinct i.workspace_id as uuid, w.id as org, i.aircraft_id as "aircraftId"
          from maintenance_items i join workspaces w on w.workspace_id = i.workspace_id
          join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
         where i.is_active and i.assess_at <= ${now} and a.status not in ('retired', 'sold') and 'maintenance' = any (w.modules)
           and (i.workspace_id, i.aircraft_id) > (${after.uuid}::uuid, ${after.aircraftId})
         order by 1, 3 limit ${batch}`),
    )
    for (const one of waiting) told += await assessOne(services, one, now)
    const last = waiting.at(-1)
    if (!last || waiting.length < batch) break
    after = last
  }
  if (told > 0) services.wake('events')
  return told
}

async function assessOne(services: Services, { uuid, org, aircraftId }: Waiting, now: Date): Promise<number> {
  const context = {
    workspaceId: org,
    actor: { type: 'system' as const, id: null, name: 'Apron' },
    request: null,
    now,
  }
  // What fails for one aircraft is not the others' loss; it is tried again with the next turn.
  return services.database
    .tenant({ workspaceId: uuid }, async (tx) => {
      const alerts = await assessAircraft(tx, { aircraftId, now })
      for (const alert of alerts) await recordEvent(tx, alert, context)
      if (alerts.length > 0) tx.afterCommit(() => services.live.nudge(uuid))
      return alerts.length
    })
    .catch((error: unknown) => {
      services.log.error(
        { err: error, workspaceId: uuid, aircraftId },
        'maintenance: an aircraft could not be assessed',
      )
      return 0
    })
}
