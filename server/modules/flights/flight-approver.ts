import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { problem, roleMissing } from '#platform/kernel/problem.ts'
import type { FlightForm } from './flight-check.ts'

const ownFlight = problem('own_flight', 403, {
  meaning: 'Nobody approves their own flight, unless the workspace has a single pilot',
  fix: 'Ask another chief pilot, director of operations or admin.',
})

/** The roles that decide over every flight. */
export const approvers = ['chief_pilot', 'director_of_operations'] as const

/**
 * Who may decide over this flight. An instructor may over those of the students aboard with them;
 * nobody over a flight that they flew, whatever else they are, unless there is nobody else to ask.
 */
export async function requireApprover(tx: Tx, principal: Principal, record: FlightForm): Promise<void> {
  if (principal.kind === 'api_key') return
  const facts = await tx.one(sql<'approverFacts'>`
    select coalesce(bool_or(c.user_id = ${principal.userId} and fc.role <> 'instructor'), false) as "flewIt",
           coalesce(bool_or(c.user_id = ${principal.userId} and fc.role = 'instructor'), false) as instructed,
           coalesce(bool_or(fc.role in ('dual', 'solo') or 'student' = any(c.functions)), false) as
             "hasStudent", exists (select from crew me where me.user_id = ${principal.userId}) as "isPerson",
           (select count(*)
              from crew p where p.status = 'active' and p.functions && '{pilot,instructor,student}') as pilots
      from flight_crew fc
      join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
     where fc.flight_id = ${record.id}`)
  const submittedIt = await tx.first(
    sql`select 1 from flights where id = ${record.id} and submitted_by = ${principal.userId}`,
  )
  // Somebody who flies but has no record among the people counts as the pilot of what they submit.
  const flies = principal.roles.some(
    (role) => role === 'pilot' || role === 'student' || role === 'instructor',
  )
  const isOwn = facts.flewIt || (!facts.isPerson && flies && submittedIt !== undefined)
  if (isOwn && facts.pilots > 1) throw ownFlight()
  const decides = ['account_owner', 'admin', ...approvers].some((role) => principal.roles.includes(role))
  if (!decides && !(facts.instructed && facts.hasStudent))
    throw roleMissing(
      'An instructor approves the flights of their own students; this one needs a chief pilot or a director of operations',
    )
}
