import { type Finding, sessionCheck } from '#modules/planning/index.ts'
import { sql } from '#platform/database/database.ts'
import type { Leg } from '#rules/duty.ts'
import { dutyFinding, judgeDuty } from './duty-check.ts'

/**
 * Warns where an instructor is booked for more instruction than 61.195(a) allows. The time of a booking is longer than
 * the flight in it, so it does not block.
 */
export const warnOfInstruction = sessionCheck('book', async (tx, planned, { principal, services }) => {
  const { instructorId, isSolo, type, startsAt, endsAt } = planned
  if (instructorId === null || isSolo || type !== 'flight') return []
  const booked = await tx.rows(sql<'bookedInstruction', { startsAt: Date; endsAt: Date }>`
    select starts_at as "startsAt", ends_at as "endsAt"
      from planning_sessions
     where instructor_id = ${instructorId} and type = 'flight' and not is_solo
       and status in ('confirmed', 'checked_out')
       and id is distinct from ${planned.id}
       and ends_at > ${startsAt}::timestamptz - interval '1 day'
       and starts_at < ${endsAt}::timestamptz + interval '1 day'`)
  const legs = [...booked, { startsAt: new Date(startsAt), endsAt: new Date(endsAt) }].map(
    (lesson): Leg => ({
      from: lesson.startsAt.getTime(),
      to: lesson.endsAt.getTime(),
      pilots: 1,
      isCommercial: true,
      isInstruction: true,
      operation: null,
    }),
  )
  const zone = principal.workspace.timezone
  const { verdicts } = await judgeDuty(tx, services, { crewId: instructorId, legs, zone })
  return verdicts
    .filter(({ isLegal }) => !isLegal)
    .map((verdict): Finding => {
      const finding = dutyFinding(verdict, { field: 'instructorId', zone })
      return { ...finding, facts: { ...finding.facts, crewId: instructorId }, isBlocking: false }
    })
})
