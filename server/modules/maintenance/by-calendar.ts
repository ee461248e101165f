import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { assessAircraft } from './assess.ts'

/** Calculates items again each day, after midnight where their aircraft is based: a day less remains. */
export const assessByCalendar = sweep({
  name: 'maintenance.by_calendar',
  everyMs: 60_000,
  table: 'aircraft',
  due: ({ now }) => sql`t.status not in ('retired', 'sold')
    and exists (select from maintenance_items i where i.workspace_id = t.workspace_id and i.aircraft_id = t.id
                 and i.is_active and i.assess_at <= ${now})`,
  judge: (tx, { id, now }) => assessAircraft(tx, { aircraftId: id, now }),
})
