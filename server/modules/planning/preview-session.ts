import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { conflictsOf, type Subject } from './hold.ts'
import { policyOf } from './policy.ts'
import { findingsOn } from './session-check.ts'
import { checkPlace, type Draft, draftOf, NewSession, subjectsOf } from './session-form.ts'
import { bookingRoles, dispatches } from './session-role.ts'
import { planOf } from './write-session.ts'

const Alternative = Type.Object({
  startsAt: instant(),
  endsAt: instant(),
  aircraftId: nullable(id('acf')),
  aircraftRegistration: nullable(Type.String()),
})
const more = { additionalProperties: true }
const Preview = Type.Object(
  {
    isPossible: Type.Boolean({ description: 'Nothing blocks it, and everything that it needs is free.' }),
    wouldBe: nullable(
      oneOf(['confirmed', 'requested'], { description: 'What it would be if you booked it.' }),
    ),
    findings: Type.Array(
      Type.Object(
        {
          field: Type.String(),
          message: Type.String(),
          isBlocking: Type.Boolean(),
          code: nullable(Type.String({ description: 'The code of the refusal, if it blocks.' })),
        },
        { ...more, description: 'What speaks against it, with the facts that the rule knows.' },
      ),
    ),
    taken: Type.Array(
      Type.Object({ field: Type.String(), message: Type.String() }, { ...more, description: 'Who has it.' }),
    ),
    alternatives: Type.Array(Alternative, {
      description:
        'At most three: another aircraft of the type at the same time, then the nearest free times.',
    }),
  },
  { title: 'BookingPreview' },
)
type Alternative = Static<typeof Alternative>

export const previewSession = operation({
  id: 'previewPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/preview',
  summary: 'Preview a booking',
  description:
    'What would break, for whom, and what is possible instead. It books nothing. With `sessionId` it is the move of that booking.',
  scope: 'planning:read',
  roles: bookingRoles,
  stability: 'beta',
  readOnly: true,
  project: ({ body }) => body.projectId ?? null,
  response: Preview,
  body: Type.Object({
    ...NewSession.properties,
    sessionId: Type.Optional(id('pse', 'The booking that would be moved: it is not in its own way.')),
  }),
  async handle({ tx, body: { sessionId, ...body }, principal, services, now }) {
    const draft = { ...draftOf(body, principal.workspace.timezone, false), id: sessionId ?? null }
    await checkPlace(tx, draft)
    const findings = await findingsOn(tx, services, 'book', draft, { principal, now })
    const subjects = subjectsOf(draft)
    const plan = planOf({ ...draft, id: draft.id ?? '' })
    const taken = await conflictsOf(tx, principal, plan, subjects)
    const isPossible = taken.length === 0 && !findings.some(({ isBlocking }) => isBlocking)
    const stands =
      dispatches(principal, draft.type) || (findings.length === 0 && (await policyOf(tx)).membersBook)
    return {
      isPossible,
      wouldBe: isPossible ? (stands ? ('confirmed' as const) : ('requested' as const)) : null,
      findings: findings.map(({ field, message, isBlocking, refusal, facts }) => ({
        ...facts,
        field,
        message,
        isBlocking,
        code: isBlocking ? (refusal?.().code ?? 'rule_broken') : null,
      })),
      taken,
      alternatives: isPossible ? [] : await alternativesTo(tx, draft, subjects, now),
    }
  },
})

const most = 3

async function alternativesTo(
  tx: Tx,
  draft: Draft,
  subjects: readonly Subject[],
  now: Date,
): Promise<Alternative[]> {
  const others = await otherAircraft(tx, draft, subjects)
  return others.length >= most
    ? others
    : [...others, ...(await otherTimes(tx, draft, subjects, now))].slice(0, most)
}

/** Aircraft of the same type that are free, if the people are. */
async function otherAircraft(tx: Tx, draft: Draft, subjects: readonly Subject[]): Promise<Alternative[]> {
  if (draft.aircraftId === null) return []
  const people = subjects.filter(({ kind, isExclusive }) => kind !== 'aircraft' && isExclusive !== false)
  const rows = await tx.rows(sql<'otherAircraft'>`
    select a.id, a.registration
      from aircraft a
      join aircraft wanted on wanted.workspace_id = a.workspace_id and wanted.id = ${draft.aircraftId}
     where a.id <> wanted.id and a.type_designator = wanted.type_designator and a.status = 'active'
       and not exists (
         select from holds h
          where h.workspace_id = a.workspace_id and h.is_exclusive and h.source_id is distinct from ${draft.id}
            and (h.subject_id = a.id or h.subject_id = any(${people.map(({ id: personId }) => personId)}))
            and h.during && tstzrange(${draft.startsAt}::timestamptz,
              ${draft.endsAt}::timestamptz + make_interval(mins => a.turnaround_minutes)))
     order by a.registration limit ${most}`)
  const { startsAt, endsAt } = draft
  return rows.map(({ id: aircraftId, registration }) => ({
    startsAt,
    endsAt,
    aircraftId,
    aircraftRegistration: registration,
  }))
}

/** The nearest times at which everything is free, from six hours before to a day after. */
async function otherTimes(
  tx: Tx,
  draft: Draft,
  subjects: readonly Subject[],
  now: Date,
): Promise<Alternative[]> {
  const ids = subjects.flatMap(({ id: subjectId, isExclusive }) => (isExclusive === false ? [] : [subjectId]))
  const rows = await tx.rows(sql<'otherTimes', { startsAt: Date; endsAt: Date }>`
    select s.at as "startsAt", s.at + span.length as "endsAt",
           (select registration from aircraft where id = ${draft.aircraftId}) as registration
      from (select ${draft.endsAt}::timestamptz - ${draft.startsAt}::timestamptz as length) span,
           generate_series(${draft.startsAt}::timestamptz - interval '6 hours',
             ${draft.startsAt}::timestamptz + interval '24 hours', interval '30 minutes') as s(at)
     where s.at > ${now} and s.at <> ${draft.startsAt}::timestamptz
       and not exists (
         select from holds h
          where h.subject_id = any(${ids}) and h.is_exclusive and h.source_id is distinct from ${draft.id}
            and h.during && tstzrange(s.at, s.at + span.length
              + coalesce((select make_interval(mins => max(turnaround_minutes)) from aircraft where id = any(${ids})),
                  interval '0')))
     order by abs(extract(epoch from s.at - ${draft.startsAt}::timestamptz)), s.at limit ${most}`)
  return rows.map(({ startsAt, endsAt, registration }) => ({
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    aircraftId: draft.aircraftId,
    aircraftRegistration: registration,
  }))
}
