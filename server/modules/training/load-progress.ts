import { sql, type Tx } from '#platform/database/database.ts'
import {
  countMinimums,
  type Minimum,
  type MinuteKind,
  type TrainedMinutes,
} from '#rules/training-progress.ts'
import { type StageForm, stagesExpression } from './syllabus.ts'

export interface TrainedLesson extends TrainedMinutes {
  id: string
  lessonId: string
  heldOn: string
  result: string
  status: string
}

export interface SignedOff {
  id: string
  kind: string
  itemId: string | null
  stageId: string | null
  level: string
  signedOn: string
}

/** What the progress of an enrollment is calculated from. */
export interface Training {
  id: string
  crewId: string
  personName: string
  programCode: string
  status: string
  enrolledOn: string
  targetOn: string | null
  primaryInstructorId: string | null
  primaryInstructorName: string | null
  stages: StageForm[]
  minimums: Minimum[]
  credits: { kind: MinuteKind; minutes: number }[]
  /** Signed records; disputed ones are among them and do not count. */
  lessons: TrainedLesson[]
  /** Valid sign-offs. */
  signoffs: SignedOff[]
}

/** Reads any number of enrollments in four statements. */
export async function loadTrainings(tx: Tx, enrollmentIds: readonly string[]): Promise<Training[]> {
  const enrollments = await tx.rows(sql<
    'trainingEnrollments',
    {
      credits: Training['credits']
      minimums: Minimum[]
      enrolledOn: string
      targetOn: string | null
      personName: string
      programCode: string
      revisionId: string
      primaryInstructorName: string | null
    }
  >`
    select e.id, e.crew_id as "crewId", c.display_name as "personName", p.code as "programCode", e.status,
           e.enrolled_on as "enrolledOn", e.target_on as "targetOn", e.credit_minutes as credits,
           e.primary_instructor_id as "primaryInstructorId", own.display_name as "primaryInstructorName",
           r.id as "revisionId", r.minimums
      from training_enrollments e
      join crew c on c.workspace_id = e.workspace_id and c.id = e.crew_id
      join training_programs p on p.workspace_id = e.workspace_id and p.id = e.program_id
      join training_revisions r on r.workspace_id = e.workspace_id and r.id = e.revision_id
      left join crew own on own.workspace_id = e.workspace_id and own.id = e.primary_instructor_id
     where e.id = any(${enrollmentIds})
     order by e.enrolled_on, e.id`)
  const revisionIds = [...new Set(enrollments.map(({ revisionId }) => revisionId))]
  const syllabi = await tx.composed<{ id: string; stages: StageForm[] }>(
    `select t.id, ${stagesExpression} as stages from training_revisions t where t.id = any($1)`,
    [revisionIds],
  )
  const lessons = await tx.rows(sql<'trainedLessons'>`
    select l.id, l.enrollment_id as "enrollmentId", l.current_lesson_id as "lessonId", l.held_on as "heldOn",
           l.result, l.status, l.dual_minutes as "dualMinutes", l.solo_minutes as "soloMinutes",
           l.ground_minutes as "groundMinutes", l.simulator_minutes as "simulatorMinutes",
           l.night_minutes as "nightMinutes", l.instrument_minutes as "instrumentMinutes",
           l.cross_country_minutes as "crossCountryMinutes"
      from training_lesson_records l
     where l.enrollment_id = any(${enrollmentIds}) and l.status in ('signed', 'acknowledged', 'disputed')
     order by l.held_on, l.id`)
  const signoffs = await tx.rows(sql<'validSignoffs'>`
    select s.id, s.enrollment_id as "enrollmentId", s.kind, s.current_item_id as "itemId",
           s.current_stage_id as "stageId", s.level, s.signed_on as "signedOn"
      from training_signoffs s
     where s.enrollment_id = any(${enrollmentIds}) and s.status = 'valid'
     order by s.signed_on, s.id`)
  const lessonsOf = Map.groupBy(lessons, ({ enrollmentId }) => enrollmentId)
  const signoffsOf = Map.groupBy(signoffs, ({ enrollmentId }) => enrollmentId)
  const stagesOf = new Map(syllabi.map(({ id, stages }) => [id, stages]))
  return enrollments.map(({ revisionId, ...enrollment }) => ({
    ...enrollment,
    stages: stagesOf.get(revisionId) ?? [],
    lessons: lessonsOf.get(enrollment.id) ?? [],
    signoffs: signoffsOf.get(enrollment.id) ?? [],
  }))
}

export const counts = ({ status }: TrainedLesson) => status !== 'disputed'

export const minimumsOf = ({ minimums, lessons, credits }: Training) =>
  countMinimums(minimums, lessons.filter(counts), credits)
