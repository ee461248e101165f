import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { date, id, oneOf, Type } from '#platform/kernel/schema.ts'
import { experienceOf } from '#rules/aeronautical-experience.ts'
import { localDate } from '#rules/calendar.ts'
import { Enrollment } from './enrollment.ts'
import { counts, loadTrainings } from './load-progress.ts'

export const getExperience = operation({
  id: 'getAeronauticalExperience',
  method: 'GET',
  path: '/api/v1/training/enrollments/:id/experience',
  summary: 'Get the aeronautical experience for a check ride',
  description:
    'The flight time of 14 CFR 61.109(a), requirement by requirement, from the signed lessons of the enrollment. Distances and landings are items of the syllabus.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Enrollment,
  response: Type.Object({
    enrollmentId: id('enr'),
    on: date('The day of the check ride that this counts for: today.'),
    requirements: Type.Array(
      Type.Object({
        citation: Type.String(),
        title: Type.String(),
        requiredMinutes: Type.Integer(),
        countedMinutes: Type.Integer(),
        shortMinutes: Type.Integer(),
      }),
    ),
  }),
  async handle({ tx, record, principal, now }) {
    const [training] = await loadTrainings(tx, [record.id])
    if (!training) throw notFound()
    const on = localDate(now, principal.workspace.timezone)
    return { enrollmentId: record.id, on, requirements: experienceOf(training.lessons.filter(counts), on) }
  },
})

/** What a school checks before it teaches somebody to fly: a compliance record of the kind `document`, by its title. */
const beforeFirstLesson = [
  {
    code: 'citizenship',
    title: '\\mcitizen|\\mTSA\\M|\\m1552\\M',
    message: 'No record of citizenship or of the TSA (49 CFR 1552)',
  },
  { code: 'rental_agreement', title: '\\mrental', message: 'No signed rental agreement' },
] as const

export const Warning = Type.Object({
  code: oneOf(beforeFirstLesson.map(({ code }) => code)),
  message: Type.String(),
})

/** Warns until the first lesson of those records that the student lacks, or that have expired. */
export async function warningsBefore(
  tx: Tx,
  { crewId, lessons }: { crewId: string; lessons: readonly unknown[] },
  today: string,
) {
  if (lessons.length > 0) return []
  const warnings: { code: (typeof beforeFirstLesson)[number]['code']; message: string }[] = []
  for (const { code, title, message } of beforeFirstLesson) {
    const held = await tx.first(sql`
      select 1 from compliance_records
       where crew_id = ${crewId} and kind = 'document' and withdrawn_at is null and title ~* ${title}
         and (expires_on is null or expires_on >= ${today}::date)`)
    if (!held) warnings.push({ code, message })
  }
  return warnings
}
