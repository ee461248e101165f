import { validityOf } from '#modules/compliance/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { addDays, addMonths } from '#rules/calendar.ts'
import { type DemoHolding, demoMinimums, demoRequirements, makeHoldings } from './compliance.ts'
import type { People } from './load-records.ts'
import type { DemoSchool } from './school.ts'

const keeper = 'Marguerite Oakhollow'

/** Writes what the people of the school must hold, and the records that they hold. */
export async function writeCompliance(
  tx: Tx,
  workspaceId: string,
  school: Pick<DemoSchool, 'people' | 'today'>,
  people: People,
): Promise<void> {
  for (const { functions, ...requirement } of demoRequirements) {
    const id = newId('cmq')
    await tx.run(sql`
      insert into compliance_requirements (workspace_id, id, title, kind, record_title, operation, functions,
          citation)
      values (${workspaceId}, ${id}, ${requirement.title}, ${requirement.kind},
          ${requirement.recordTitle ?? null}, ${requirement.operation ?? null}, ${functions},
          ${requirement.citation})`)
  }
  for (const minimum of demoMinimums)
    await tx.run(sql`
      insert into compliance_minimums (workspace_id, id, title, measure, needed_minutes, type_designators, authority,
          effect, citation)
      values (${workspaceId}, ${newId('cmn')}, ${minimum.title}, ${minimum.measure}, ${minimum.neededMinutes},
          ${[...minimum.typeDesignators]}, ${minimum.authority}, ${minimum.effect}, ${minimum.citation})`)
  const today = school.today.toString()
  for (const [index, holding] of makeHoldings(school.people, today).entries()) {
    await writeHolding(tx, workspaceId, holding, people, today)
    await writeBirthDate(tx, workspaceId, holding, people, index)
  }
  // Marked as sent: the demo does not start with a message for each of them.
  await tx.run(sql`
    insert into compliance_standings (workspace_id, record_id, status)
    select workspace_id, id, apron.compliance_status(expires_on, warning_days, ${today}::date)
      from compliance_records where workspace_id = ${workspaceId}`)
  await tx.run(sql`
    insert into compliance_reminders (workspace_id, record_id, expires_on, days)
    select workspace_id, id, expires_on,
           case when expires_on - ${today}::date <= 7 then 7
                when expires_on - ${today}::date <= 30 then 30 else 60 end
      from compliance_records
     where workspace_id = ${workspaceId} and expires_on between ${today}::date and ${today}::date + 60`)
}

/** A birth date that agrees with the age at the exam. */
async function writeBirthDate(
  tx: Tx,
  workspaceId: string,
  { email, ageAtExam, issuedOn }: DemoHolding,
  people: People,
  index: number,
): Promise<void> {
  if (ageAtExam === undefined) return
  const birthOn = addDays(addMonths(issuedOn, -12 * ageAtExam), -((index * 37) % 300) - 1)
  await tx.run(sql`
    insert into crew_birth_dates (workspace_id, crew_id, birth_date)
    values (${workspaceId}, ${people.get(email)?.crewId ?? null}, ${birthOn}) on conflict do nothing`)
}

async function writeHolding(
  tx: Tx,
  workspaceId: string,
  { email, before, ...held }: DemoHolding,
  people: People,
  today: string,
): Promise<void> {
  const crewId = people.get(email)?.crewId
  if (!crewId) throw new Error(`${email} is nobody of the school`)
  const { number, issuingAuthority, medicalClass, ageAtExam } = held
  const rowOf = (issuedOn: string, age: number | undefined) => {
    const validity = validityOf({ ...held, issuedOn, ageAtExam: age }, today)
    if ('field' in validity) throw new Error(`${email}, ${held.kind}: ${validity.field} ${validity.message}`)
    return { number, issuingAuthority, medicalClass, ...validity, changedBy: keeper }
  }
  const id = newId('cmr')
  const first = rowOf(before ?? held.issuedOn, before && ageAtExam ? ageAtExam - 1 : ageAtExam)
  await insert(tx, 'compliance_records', workspaceId, id, {
    ...first,
    crewId,
    kind: held.kind,
    change: 'created',
  })
  if (before)
    await update(tx, 'compliance_records', id, { ...rowOf(held.issuedOn, ageAtExam), change: 'updated' })
}
