import { type Finding, type Planned, sessionCheck } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
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
  if (!(await mayBreak(tx, planned, instructorId, legs))) return []
  const zone = principal.workspace.timezone
  const { verdicts } = await judgeDuty(tx, services, { crewId: instructorId, legs, zone })
  return verdicts
    .filter(({ isLegal }) => !isLegal)
    .map((verdict): Finding => {
      const finding = dutyFinding(verdict, { field: 'instructorId', zone })
      return { ...finding, facts: { ...finding.facts, crewId: instructorId }, isBlocking: false }
    })
})

/** Whether the day can be too long at all. Most are not, and need no look at the whole record. */
async function mayBreak(
  tx: Tx,
  { startsAt, endsAt }: Planned,
  instructorId: string,
  legs: readonly Leg[],
): Promise<boolean> {
  const { minutes } = await tx.one(sql<'instructionFlown', { minutes: number }>`
    select coalesce(sum(f.block_minutes), 0)::integer as minutes
      from flight_crew fc
      join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
     where fc.crew_id = ${instructorId} and fc.role = 'instructor'
       and f.on_block_at > ${startsAt}::timestamptz - interval '1 day'
       and f.off_block_at < ${endsAt}::timestamptz + interval '1 day'`)
  return legs.reduce((sum, { from, to }) => sum + (to - from) / 60_000, minutes) > 8 * 60
}
