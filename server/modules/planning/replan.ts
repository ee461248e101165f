import { Aircraft } from '#modules/fleet/index.ts'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { operationsRoles } from '#server/roles.ts'
import { Alternative, alternativesTo, type Busy } from './alternative.ts'
import { PlanningSession, sessionStatuses } from './session.ts'
import { checkTimes, subjectsOf } from './session-form.ts'

const AffectedBooking = Type.Object({
  sessionId: id('pse'),
  title: Type.String(),
  status: oneOf(sessionStatuses),
  startsAt: instant(),
  endsAt: instant(),
  people: Type.Array(Type.String()),
  alternatives: Type.Array(Alternative, {
    description:
      'At most three that are free and that no rule refuses. The first ones of all bookings fit together.',
  }),
  outcome: nullable(
    oneOf(['moved', 'cancelled', 'kept'], { description: 'What was done with it; null before.' }),
  ),
})
const OtherPlan = Type.Object(
  { kind: Type.String(), id: Type.String(), title: Type.String(), startsAt: instant(), endsAt: instant() },
  { description: 'What else holds the aircraft at that time, and is changed where it was planned.' },
)

/** What becomes of the bookings of an aircraft that cannot be had for a time. */
export const Replan = resource({
  name: 'planning_replan',
  prefix: 'rpl',
  title: { one: 'replan', many: 'replans' },
  page: '/schedule/replans/:id',
  alsoChanges: ['planning_session'],
  table: 'planning_replans',
  label: 'aircraftRegistration',
  schema: Type.Object({
    id: id('rpl'),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    startsAt: instant(),
    endsAt: instant(),
    status: oneOf(['open', 'applied']),
    bookings: Type.Array(AffectedBooking),
    otherPlans: Type.Array(OtherPlan),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id',
  expressions: { aircraftRegistration: 'a.registration' },
})
export type ReplanForm = Static<typeof Replan.schema>
export type AffectedBooking = Static<typeof AffectedBooking>

export const replanStates = stateMachine({
  of: Replan,
  moves: { apply: { from: ['open'], to: 'applied', label: 'Apply' } },
  refusal: { code: 'replan_state', fix: 'Replan the aircraft again.' },
})

const daysByDefault = 7
const weekAfter = (startsAt: string) =>
  new Date(
    Math.min(Date.parse(startsAt) + daysByDefault * 86_400_000, Date.UTC(9999, 11, 31, 23, 59, 59)),
  ).toISOString()
const mostBookings = 100

export const replanAircraft = operation({
  id: 'replanAircraft',
  method: 'POST',
  path: '/api/v1/planning/aircraft/:id/replan',
  summary: 'Create a replan of the bookings of an aircraft',
  description:
    'Lists the bookings of an aircraft that is not available, each with up to three alternatives. No booking changes until the replan is applied.',
  scope: 'planning:write',
  roles: operationsRoles,
  stability: 'beta',
  on: Aircraft,
  creates: Replan,
  audits: 'planning_replan.created',
  response: Replan.schema,
  body: Type.Object({
    startsAt: Type.Optional(instant('From when the aircraft cannot be had; now by default.')),
    endsAt: Type.Optional(
      instant(`When it is expected back, at most 31 days later; after ${daysByDefault} days by default.`),
    ),
  }),
  async handle({ tx, body, record, principal, services, now }) {
    const startsAt = body.startsAt ?? now.toISOString()
    const endsAt = body.endsAt ?? weekAfter(startsAt)
    checkTimes({ type: 'maintenance_block', startsAt, endsAt })
    const sessionIds = await affectedSessions(tx, record.id, { startsAt, endsAt, now })
    if (sessionIds.length > mostBookings)
      throw ruleBroken(
        `${sessionIds.length} bookings are affected, and ${mostBookings} are replanned at once`,
        {
          details: [{ field: 'endsAt', message: 'is too late: replan fewer days at once' }],
        },
      )
    const bookings: AffectedBooking[] = []
    const reserved: Busy[] = []
    for (const sessionId of sessionIds) {
      const session = await PlanningSession.get(tx, sessionId)
      const options = { principal, services, now, backAt: new Date(endsAt), reserved }
      const alternatives = await alternativesTo(tx, session, options)
      reserved.push(...takenBy(session, alternatives[0]))
      bookings.push(affected(session, alternatives))
    }
    const replanId = newId('rpl')
    await tx.run(
      db.insertInto('planning_replans').values({
        workspace_id: principal.workspace.uuid,
        id: replanId,
        aircraft_id: record.id,
        starts_at: startsAt,
        ends_at: endsAt,
        bookings: JSON.stringify(bookings),
        other_plans: JSON.stringify(await otherPlans(tx, record.id, { startsAt, endsAt })),
        created_by: actorOf(principal).id,
      }),
    )
    return Replan.get(tx, replanId)
  },
})

export const getReplan = operation({
  id: 'getPlanningReplan',
  method: 'GET',
  path: '/api/v1/planning/replans/:id',
  summary: 'Get a replan',
  description: 'Returns the affected bookings with their alternatives, as they were when it was made.',
  scope: 'planning:read',
  roles: operationsRoles,
  stability: 'beta',
  on: Replan,
  response: Replan.schema,
})

type Session = Static<typeof PlanningSession.schema>

function affected(session: Session, alternatives: Alternative[]): AffectedBooking {
  const { id: sessionId, title, status, startsAt, endsAt, instructorName, participants } = session
  const names = [instructorName, ...participants.map(({ displayName }) => displayName)]
  return {
    sessionId,
    title,
    status,
    startsAt,
    endsAt,
    people: [...new Set(names.filter((name) => name !== null))],
    alternatives,
    outcome: null,
  }
}

/** What the first alternative of a booking would take, so that the alternatives of later ones leave it alone. */
function takenBy(session: Session, alternative: Alternative | undefined): Busy[] {
  if (!alternative) return []
  const { startsAt, endsAt, aircraftId } = alternative
  return subjectsOf({ ...session, aircraftId, resourceId: null }).flatMap((subject) =>
    subject.isExclusive === false
      ? []
      : [{ subjectId: subject.id, from: Date.parse(startsAt), to: Date.parse(endsAt) }],
  )
}

interface Span {
  startsAt: string
  endsAt: string
}

/** What is out already, and what keeps the aircraft in the workshop, stays. */
async function affectedSessions(
  tx: Tx,
  aircraftId: string,
  { startsAt, endsAt, now }: Span & { now: Date },
): Promise<string[]> {
  const rows = await tx.rows(sql<'affectedSessions'>`
    select id from planning_sessions
     where aircraft_id = ${aircraftId} and type <> 'maintenance_block' and status in ('requested', 'confirmed')
       and starts_at < ${endsAt}::timestamptz and ends_at > greatest(${startsAt}::timestamptz, ${now})
     order by starts_at, id`)
  return rows.map((row) => row.id)
}

async function otherPlans(tx: Tx, aircraftId: string, { startsAt, endsAt }: Span) {
  const rows = await tx.rows(sql<'otherPlans'>`
    select source_kind as kind, source_id as id, title, starts_at as "startsAt", ends_at as "endsAt"
      from holds
     where subject_kind = 'aircraft' and subject_id = ${aircraftId} and source_kind <> 'planning_session'
       and during && tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz)
     order by starts_at, id`)
  return rows.map((row) => ({
    ...row,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
  }))
}
