import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { operationsRoles } from '#server/roles.ts'
import { complianceReaders } from './visibility.ts'

const readers: readonly string[] = ['account_owner', 'admin', ...complianceReaders, ...operationsRoles]

/** Whether a caller sees the eligibility of everybody: those who run the flying. */
export const seesEverybody = (principal: Principal): boolean =>
  principal.kind === 'api_key' || principal.roles.some((role) => readers.includes(role))

/** As SQL, the people whom a user sees: themselves, and those whom they teach. */
export async function visiblePeople(tx: Tx, principal: Principal): Promise<readonly string[] | 'all'> {
  if (principal.kind === 'api_key' || seesEverybody(principal)) return 'all'
  const isInstructor = principal.roles.includes('instructor')
  const people = await tx.rows(sql<'ownAndStudents'>`
    with own as (select id from crew where user_id = ${principal.userId})
    select id from own
    union
    select s.crew_id
      from own
      join flight_crew t on t.crew_id = own.id and t.role = 'instructor'
      join flight_crew s on s.workspace_id = t.workspace_id and s.flight_id = t.flight_id
        and s.role in ('dual', 'solo')
     where ${isInstructor}::boolean
    union
    select p.crew_id
      from own
      join planning_sessions b on b.instructor_id = own.id
        and b.status in ('requested', 'confirmed', 'checked_out', 'checked_in', 'completed')
      join planning_participants p on p.workspace_id = b.workspace_id and p.session_id = b.id
        and p.role = 'student'
     where ${isInstructor}::boolean`)
  return people.map(({ id }) => id)
}

/** @throws Problem 404 unless the caller may see how this person stands. */
export async function requireVisible(tx: Tx, principal: Principal, crewId: string): Promise<void> {
  const person = await tx.first(sql<'personToJudge'>`select id from crew where id = ${crewId}`)
  const visible = await visiblePeople(tx, principal)
  if (!person || (visible !== 'all' && !visible.includes(crewId))) throw notFound()
}
