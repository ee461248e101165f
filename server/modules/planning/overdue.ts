import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { PlanningSession } from './session.ts'
import { eventOf, sessionOverdue } from './session-event.ts'

/** Reports the aircraft that are not back in time, once each: somebody has to find out where they are (14 CFR 135.79). */
export const reportOverdue = sweep({
  name: 'planning.overdue',
  everyMs: 60_000,
  actor: 'Schedule',
  table: 'planning_sessions',
  due: ({ now }) => sql`t.status = 'checked_out' and t.overdue_at is null
      and t.ends_at + make_interval(mins => coalesce(
        (select p.overdue_minutes from planning_policies p where p.workspace_id = t.workspace_id), 30)) <= ${now}`,
  async judge(tx, { id, now }) {
    await tx.run(sql`update planning_sessions set overdue_at = ${now} where id = ${id}`)
    return [eventOf(sessionOverdue, await PlanningSession.get(tx, id))]
  },
})
