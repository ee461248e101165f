import { CrewMember } from '#modules/crew/index.ts'
import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { date, id, oneOf, Type } from '#platform/kernel/schema.ts'
import { addMonths, localDate } from '#rules/calendar.ts'
import { personOfCaller, seesAllTraining } from './access.ts'

const Entry = Type.Object({
  on: date(),
  kind: oneOf(['endorsement', 'exam', 'final', 'stage_check']),
  crewId: id('crw'),
  personName: Type.String(),
  what: Type.String(),
})

export const getInstructorRecord = operation({
  id: 'getInstructorRecord',
  method: 'GET',
  path: '/api/v1/training/instructors/:id/record',
  summary: 'Get the record of an instructor',
  description:
    'What 14 CFR 61.189 asks an instructor to keep for three years: whom they endorsed for solo flight or a test, and whom they tested, with dates. Instructors read their own.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: CrewMember,
  response: Type.Object({
    instructorId: id('crw'),
    instructorName: Type.String(),
    from: date(),
    entries: Type.Array(Entry),
    lessonsSigned: Type.Integer(),
  }),
  async handle({ tx, record, principal, now }) {
    const person = await personOfCaller(tx, principal)
    if (!seesAllTraining(principal) && person?.id !== record.id) throw notFound()
    const from = addMonths(localDate(now, principal.workspace.timezone), -36)
    const entries = await tx.rows(sql<
      'instructorRecord',
      {
        on: string
        kind: 'endorsement' | 'exam' | 'final' | 'stage_check'
        crewId: string
        personName: string
        what: string
      }
    >`
      select d.given_on as "on", 'endorsement' as kind, d.crew_id as "crewId", c.display_name as "personName",
             d.template || ' ' || d.title as what
        from training_endorsements d
        join crew c on c.workspace_id = d.workspace_id and c.id = d.crew_id
       where d.instructor_id = ${record.id} and d.given_on >= ${from}::date
      union all
      select s.signed_on, s.kind, s.crew_id, c.display_name, coalesce(stage.title, p.title)
        from training_signoffs s
        join crew c on c.workspace_id = s.workspace_id and c.id = s.crew_id
        join training_programs p on p.workspace_id = s.workspace_id and p.id = s.program_id
        left join training_stages stage on stage.workspace_id = s.workspace_id and stage.id = s.stage_id
       where s.instructor_id = ${record.id} and s.signed_on >= ${from}::date and s.kind <> 'item'
       order by 1 desc, 4, 5 limit 2000`)
    const { signed } = await tx.one(sql<'lessonsSigned', { signed: number }>`
      select count(*)::int as signed from training_lesson_records
       where instructor_id = ${record.id} and held_on >= ${from}::date and status in ('signed', 'acknowledged')`)
    return {
      instructorId: record.id,
      instructorName: record.displayName,
      from,
      entries,
      lessonsSigned: signed,
    }
  },
})
