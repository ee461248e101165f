import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { hold, holdAgain, holdSource, type Plan } from './hold.ts'
import { PlanningSession, type SessionStatus } from './session.ts'
import type { Planned } from './session-check.ts'
import { type Draft, subjectsOf } from './session-form.ts'

export type SessionForm = Static<typeof PlanningSession.schema>

export const sessionHolds = holdSource({ kind: 'planning_session', scope: 'planning:read' })

export interface StandbyPlace {
  typeDesignator: string
  on: string
  position: number
  expiresAt: string
}

interface Extra {
  status: SessionStatus
  standby?: StandbyPlace
  series?: { id: string; on: string }
}

/** Writes a booking with its participants, and holds what it needs if it is confirmed. */
export async function insertSession(
  tx: Tx,
  principal: Principal,
  draft: Draft,
  { status, standby, series }: Extra,
): Promise<SessionForm> {
  const sessionId = newId('pse')
  const workspaceUuid = principal.workspace.uuid
  // Before the row: of many who want the same time, most end here.
  if (status === 'confirmed')
    await hold(tx, principal, planOf({ ...draft, id: sessionId }), subjectsOf(draft))
  await tx.run(
    db.insertInto('planning_sessions').values({
      workspace_id: workspaceUuid,
      id: sessionId,
      type: draft.type,
      status,
      starts_at: draft.startsAt,
      ends_at: draft.endsAt,
      timezone: draft.timezone,
      resource_type: draft.resourceType,
      resource_id: draft.resourceId,
      aircraft_id: draft.aircraftId,
      instructor_id: draft.instructorId,
      is_solo: draft.isSolo,
      title: draft.title,
      notes: draft.notes,
      project_id: draft.projectId,
      standby_type: standby?.typeDesignator ?? null,
      standby_on: standby?.on ?? null,
      standby_position: standby?.position ?? null,
      standby_expires_at: standby?.expiresAt ?? null,
      series_id: series?.id ?? null,
      occurrence_on: series?.on ?? null,
      created_by: actorOf(principal).id,
    }),
  )
  await writeParticipants(tx, workspaceUuid, sessionId, draft.participants)
  return PlanningSession.get(tx, sessionId)
}

export async function writeParticipants(
  tx: Tx,
  workspaceUuid: string,
  sessionId: string,
  participants: Planned['participants'],
): Promise<void> {
  const rows = participants.map((participant, position) => ({ ...participant, position }))
  await tx.run(sql`
    insert into planning_participants (workspace_id, session_id, crew_id, role, position)
    select ${workspaceUuid}, ${sessionId}, p."crewId", p.role, p.position
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p("crewId" text, role text, position integer)`)
}

/** What a booking holds, for the table of holds. */
export function planOf(
  session: Pick<Planned, 'startsAt' | 'endsAt' | 'projectId'> & { id: string; title: string },
): Plan {
  const { id, title, projectId, startsAt, endsAt } = session
  return { source: sessionHolds, id, title, projectId, startsAt, endsAt }
}

/** Holds for a booking that gets new times, people or another aircraft. */
export async function holdSession(tx: Tx, principal: Principal, session: SessionForm): Promise<void> {
  await holdAgain(tx, principal, planOf(session), subjectsOf(session))
}
