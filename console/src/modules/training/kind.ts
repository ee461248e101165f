import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'

export const programStates = states('training_program.status', { active: 'green', retired: 'neutral' })
export const revisionStates = states('training_revision.status', {
  draft: 'amber',
  published: 'green',
  frozen: 'info',
  retired: 'neutral',
})
export const enrollmentStates = states('training_enrollment.status', {
  enrolled: 'info',
  active: 'green',
  suspended: 'amber',
  graduated: 'green',
  terminated: 'neutral',
  transferred: 'neutral',
})
export const lessonStates = states('training_lesson.status', {
  draft: 'amber',
  signed: 'info',
  acknowledged: 'green',
  disputed: 'red',
  amended: 'neutral',
})
export const signoffStates = states('training_signoff.status', {
  valid: 'green',
  superseded: 'neutral',
  revoked: 'red',
})
export const endorsementStates = states('training_endorsement.status', { valid: 'green', revoked: 'red' })
export const syncStates = states('github_connection.syncStatus', {
  never: 'neutral',
  waiting: 'info',
  synced: 'green',
  failed: 'red',
})
export const vtrStates = states('vtr.status', {
  verified: 'green',
  revoked: 'red',
  superseded: 'neutral',
  integrity_mismatch: 'red',
})

export default faces({
  training_program: { states: programStates, facts: (program) => [['Code', program.code]] },
  training_revision: {
    states: revisionStates,
    title: (revision) => `${revision.programCode}, revision ${revision.number}`,
  },
  training_enrollment: {
    states: enrollmentStates,
    title: (enrollment) => `${enrollment.personName}, ${enrollment.programCode}`,
    facts: (enrollment) => [
      ['Enrolled', formatDate(enrollment.enrolledOn)],
      ['Instructor', enrollment.primaryInstructorName],
    ],
  },
  training_lesson: {
    states: lessonStates,
    title: (lesson) => `${lesson.lessonCode} ${lesson.personName}`,
    facts: (lesson) => [
      ['Date', formatDate(lesson.heldOn)],
      ['Instructor', lesson.instructorName],
    ],
  },
  training_signoff: { states: signoffStates },
  training_endorsement: { states: endorsementStates },
  vtr: { states: vtrStates, facts: (vtr) => [['Student', vtr.personName]] },
})
