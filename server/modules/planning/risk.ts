import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import { PlanningSession } from './session.ts'
import type { Planned } from './session-check.ts'
import { eventOf, sessionAtRisk, sessionRiskOver } from './session-event.ts'

interface Moment {
  now: Date
  zone: string
}
type Judge = (tx: Tx, planned: Planned & { aircraftId: string }, moment: Moment) => Promise<readonly string[]>

/**
 * Another module knows what has lapsed since a flight was booked: a medical, an inspection that is overdue. Everybody
 * who sees the schedule reads its words, so they never say what a person holds.
 */
export interface SessionRisk extends Extension {
  kind: 'session_risk'
  /** Kinds of records whose changes concern all bookings. Of others, those of the aircraft and people that they name. */
  concernsAll: readonly string[]
  run: Judge
}

export const sessionRisk = (run: Judge, concernsAll: readonly string[] = []): SessionRisk => ({
  kind: 'session_risk',
  concernsAll,
  run,
})

const risksOf = (services: Pick<Services, 'extensions'>) => services.extensions<SessionRisk>('session_risk')

/** As far as the board shows. A later booking is judged when it comes near. */
const horizonDays = 31
/** Recent experience lapses without any event. */
const againAfterHours = 6

/**
 * Marks the bookings that the newest events may concern: those of the aircraft and people that an event names. Judging
 * every booking after every event would take far longer.
 */
export const markRisks = sweep({
  name: 'planning.risk_marks',
  everyMs: 15_000,
  table: 'workspaces',
  due: () => sql`exists (
      select from event_heads h
       where h.workspace_id = t.workspace_id
         and h.seq > coalesce((select m.sequence from planning_risk_marks m
                                where m.workspace_id = t.workspace_id), -1))`,
  async judge(tx, { workspaceUuid, services }) {
    const concernsAll = risksOf(services).flatMap((risk) => risk.concernsAll)
    await tx.run(sql`
      with head as (
        select h.seq, coalesce(m.sequence, h.seq) as marked
          from event_heads h left join planning_risk_marks m on m.workspace_id = h.workspace_id
      ), news as (
        select e.subject_type, e.subject_id, concat_ws(' ', e.subject_id, e.changes, e.payload) as words
          from events e, head
         where e.seq > head.marked and e.seq <= head.seq
           and e.type not in (${sessionAtRisk.type}, ${sessionRiskOver.type})
      ), named as (
        select distinct m.match[1] as id
          from news, regexp_matches(news.words, '(?:acf|crw)_[0-9a-z]{26}', 'g') as m(match)
         where news.subject_type <> 'planning_session'
      ), marked as (
        update planning_risks r set judged_at = null
          from planning_sessions s
         where s.workspace_id = r.workspace_id and s.id = r.session_id and r.judged_at is not null
           and s.starts_at > now() and s.status in ('requested', 'confirmed')
           and (s.aircraft_id in (select id from named) or s.instructor_id in (select id from named)
             or s.id in (select subject_id from news)
             or exists (select from news where news.subject_type = any(${concernsAll}))
             or exists (select from planning_participants p
                         where p.workspace_id = s.workspace_id and p.session_id = s.id
                           and p.crew_id in (select id from named)))
      )
      insert into planning_risk_marks (workspace_id, sequence)
      select ${workspaceUuid}, head.seq from head
          on conflict (workspace_id) do update set sequence = excluded.sequence`)
    return []
  },
})

/** Judges the flights that are new, were marked, or were judged long ago, and reports those that became risky. */
export const judgeRisks = sweep({
  name: 'planning.risk',
  everyMs: 15_000,
  actor: 'Schedule',
  table: 'planning_sessions',
  due: ({
    now,
  }) => sql`t.type = 'flight' and t.aircraft_id is not null and t.status in ('requested', 'confirmed')
      and t.starts_at > ${now}::timestamptz
      and t.starts_at < ${now}::timestamptz + make_interval(days => ${horizonDays})
      and not exists (
        select from planning_risks r
         where r.workspace_id = t.workspace_id and r.session_id = t.id
           and r.judged_at > ${now}::timestamptz - make_interval(hours => ${againAfterHours}))`,
  async judge(tx, { id, workspaceUuid, now, services }) {
    const before = await PlanningSession.get(tx, id)
    const { zone } = await tx.one(sql<'zoneOfRisk'>`
      select timezone as zone from workspaces where workspace_id = ${workspaceUuid}`)
    const words: string[] = []
    if (before.aircraftId !== null)
      for (const { run } of risksOf(services))
        words.push(...(await run(tx, { ...before, aircraftId: before.aircraftId }, { now, zone })))
    const reason = words.length > 0 ? [...new Set(words)].join('; ') : null
    const known = await tx.first(sql<'knownRisk'>`
      select reason from planning_risks where session_id = ${id}`)
    await tx.run(sql`
      insert into planning_risks (workspace_id, session_id, reason, judged_at)
      values (${workspaceUuid}, ${id}, ${reason}, ${now})
          on conflict (workspace_id, session_id) do update
         set reason = excluded.reason, judged_at = excluded.judged_at`)
    if ((known?.reason ?? null) === reason) return []
    const type = reason === null ? sessionRiskOver : sessionAtRisk
    return [eventOf(type, await PlanningSession.get(tx, id))]
  },
})
