import { defineModule } from '#platform/kernel/module.ts'
import { legalMinimum } from '#platform/kernel/retained.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as certificate from './certificate.ts'
import * as endorsement from './endorsement.ts'
import * as enroll from './enroll.ts'
import * as enrollment from './enrollment.ts'
import * as examples from './examples.ts'
import * as experience from './experience.ts'
import * as browse from './github/browse.ts'
import * as githubConnection from './github/connection.ts'
import * as document from './github/document.ts'
import { startSync } from './github/sync.ts'
import * as githubWebhook from './github/webhook.ts'
import * as writeConnection from './github/write-connection.ts'
import * as giveEndorsement from './give-endorsement.ts'
import * as graduate from './graduate.ts'
import * as instructorRecord from './instructor-record.ts'
import * as lessonRecord from './lesson-record.ts'
import * as moveEnrollment from './move-enrollment.ts'
import * as program from './program.ts'
import * as progress from './progress.ts'
import * as publishRevision from './publish-revision.ts'
import * as recordSignoff from './record-signoff.ts'
import * as revision from './revision.ts'
import * as signLesson from './sign-lesson.ts'
import * as signoff from './signoff.ts'
import * as syllabusForm from './syllabus-form.ts'
import * as syllabusLibrary from './syllabus-library.ts'
import * as trainingBoard from './training-board.ts'
import * as trainingLog from './training-log.ts'
import * as did from './vtr/did.ts'
import * as issueVtr from './vtr/issue.ts'
import * as pack from './vtr/pack.ts'
import * as signingKey from './vtr/signing-key.ts'
import * as verify from './vtr/verify.ts'
import * as vtr from './vtr/vtr.ts'
import * as writeLesson from './write-lesson.ts'
import * as writeRevision from './write-revision.ts'

export { PublicProgress, progressFilters, progressSorts } from './public-progress.ts'
export { PublicSignoff, signoffFilters, signoffSorts } from './signoff.ts'
export { writeStages } from './syllabus.ts'
export { readSyllabus } from './syllabus-library.ts'
export { claimOf } from './vtr/credential.ts'
export { writeVtr } from './vtr/issue.ts'
export { canonical, sha256 } from './vtr/proof.ts'
export { PublicVtr, vtrFilters, vtrSorts } from './vtr/vtr.ts'

export const training = defineModule({
  name: 'training',
  title: 'Training',
  summary: 'Programs, enrollments, lessons and sign-offs, and training records that anybody can verify.',
  // Its webhooks are signed instead, and take no key.
  sessionArea: [
    '/api/github/repos',
    '/api/github/branches',
    '/api/github/directories',
    '/api/github/connections',
  ],
  start: startSync,
  parts: [
    program,
    revision,
    writeRevision,
    publishRevision,
    syllabusForm,
    syllabusLibrary,
    document,
    githubConnection,
    writeConnection,
    browse,
    githubWebhook,
    enrollment,
    enroll,
    progress,
    experience,
    moveEnrollment,
    graduate,
    certificate,
    trainingLog,
    trainingBoard,
    instructorRecord,
    lessonRecord,
    writeLesson,
    signLesson,
    signoff,
    recordSignoff,
    endorsement,
    giveEndorsement,
    vtr,
    issueVtr,
    pack,
    signingKey,
    verify,
    did,
    legalMinimum({
      records: 'Training records',
      days: 1_096,
      period: '3 years',
      citation: '14 CFR 61.189(c), 141.101(d)',
    }),
    examples,
    scopeSentences({
      'training:read':
        'Read training programs, enrollments, progress, lesson records, sign-offs, endorsements, and verified training records with their packs, and documents.',
      'training:write':
        'Create and update training programs, revisions, enrollments and drafts of lesson records, publish and retire revisions, suspend, resume, terminate, transfer and migrate enrollments, delete drafts, and issue, supersede and revoke verified training records.',
    }),
  ],
})
