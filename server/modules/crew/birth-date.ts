import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, roleMissing } from '#platform/kernel/problem.ts'
import { happenedOn, nullable, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import type { Role } from '#server/roles.ts'
import { CrewMember } from './crew-member.ts'

/** The roles that keep medicals, whose validity depends on the birth date. The owner and admins may read it too. */
const keepers: Role[] = ['chief_pilot', 'director_of_operations']

const BirthDate = Type.Object({ birthOn: nullable(happenedOn()) })

async function readBirthDate(tx: Tx, crewId: string): Promise<{ birthOn: string | null }> {
  const row = await tx.first(sql<'birthOn'>`
    select birth_date as "birthOn" from crew_birth_dates where crew_id = ${crewId}`)
  return { birthOn: row?.birthOn ?? null }
}

export const getBirthDate = operation({
  id: 'getBirthDate',
  method: 'GET',
  path: '/api/v1/ops/crew/:id/birth-date',
  summary: 'Get the birth date of a person',
  description:
    'Only the person themselves can read it, and members who keep medicals: chief pilots, directors of operations, admins and the owner. No key, list, event or export of people shows it.',
  access: 'session',
  roles: 'staff',
  on: CrewMember,
  response: BirthDate,
  async handle({ tx, record, principal }) {
    const mayRead = ['account_owner', 'admin', ...keepers].some((role) => principal.roles.includes(role))
    if (!mayRead && record.userId !== principal.userId)
      throw roleMissing('Only the person themselves, or a member who keeps medicals, can read a birth date')
    return readBirthDate(tx, record.id)
  },
})

export const putBirthDate = operation({
  id: 'putBirthDate',
  method: 'PUT',
  path: '/api/v1/ops/crew/:id/birth-date',
  summary: 'Update the birth date of a person',
  description:
    'The expiry of medicals that are recorded from now on is calculated from this date. The audit log records who changed it, without the date itself.',
  access: 'session',
  roles: keepers,
  on: CrewMember,
  audits: 'crew_member.birth_date_changed',
  body: BirthDate,
  response: BirthDate,
  async handle({ tx, body: { birthOn }, record, principal, now, emit }) {
    const { uuid, timezone } = principal.workspace
    if (birthOn !== null && (birthOn >= localDate(now, timezone) || birthOn < '1900-01-01'))
      throw invalidFields([{ field: 'birthOn', message: 'must be a day since 1900 that is over' }])
    const before = await readBirthDate(tx, record.id)
    if (birthOn === null) await tx.run(sql`delete from crew_birth_dates where crew_id = ${record.id}`)
    else
      await tx.run(sql`
        insert into crew_birth_dates (workspace_id, crew_id, birth_date)
        values (${uuid}, ${record.id}, ${birthOn})
        on conflict (workspace_id, crew_id)
          do update set birth_date = excluded.birth_date, updated_at = now()`)
    // The chain of the audit log is permanent, and a birth date must be erasable.
    const shown = (on: string | null) => (on === null ? null : 'recorded')
    emit({
      type: 'crew_member.birth_date_changed',
      subject: { type: CrewMember.name, id: record.id, label: record.displayName },
      changes: [{ field: 'birthOn', before: shown(before.birthOn), after: shown(birthOn) }],
    })
    return { birthOn }
  },
})
