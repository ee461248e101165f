import type { Page } from '#shell/page.ts'
import { IconSchool } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'training', title: 'Training', group: 'people', order: 45, icon: IconSchool, operation: 'getTrainingBoard', load: () => import('./Board.tsx') },
  { path: 'training/enrollments', title: 'Enrollments', group: 'people', order: 46, under: 'training', operation: 'listTrainingEnrollments', load: () => import('./EnrollmentList.tsx') },
  { path: 'training/enrollments/$id', title: 'Enrollment', operation: 'getTrainingEnrollment', load: () => import('./StudentPage.tsx') },
  { path: 'training/lessons', title: 'Lessons', group: 'people', order: 47, under: 'training', operation: 'listLessonRecords', load: () => import('./LessonList.tsx') },
  { path: 'training/lessons/new', title: 'Record lesson', operation: 'createLessonRecord', action: true, load: () => import('./LessonForm.tsx') },
  { path: 'training/lessons/$id', title: 'Lesson', operation: 'getLessonRecord', load: () => import('./LessonPage.tsx') },
  { path: 'training/programs', title: 'Programs', group: 'people', order: 48, under: 'training', operation: 'listTrainingPrograms', load: () => import('./ProgramList.tsx') },
  { path: 'training/programs/$id', title: 'Program', operation: 'getTrainingProgram', load: () => import('./ProgramPage.tsx') },
  { path: 'training/revisions/$id', title: 'Revision', operation: 'getTrainingRevision', load: () => import('./RevisionPage.tsx') },
  { path: 'training/endorsements', title: 'Endorsements', group: 'people', order: 49, under: 'training', operation: 'listEndorsements', load: () => import('./EndorsementList.tsx') },
  { path: 'training/instructors/$id', title: 'Instructor', operation: 'getInstructorRecord', load: () => import('./InstructorPage.tsx') },
  { path: 'training/records', title: 'Verified records', group: 'people', order: 49, under: 'training', operation: 'listVtrs', load: () => import('./VtrList.tsx') },
  { path: 'training/records/$id', title: 'Verified record', operation: 'getVtr', load: () => import('./VtrPage.tsx') },
  { path: 'training/documents', title: 'Documents', group: 'people', order: 50, under: 'training', operation: 'listTrainingDocuments', load: () => import('./DocumentList.tsx') },
  { path: 'settings/integrations/github', title: 'GitHub', group: 'settings', order: 85, under: 'settings/integrations', operation: 'listGithubConnections', aliases: ['settings/github'], load: () => import('./GithubList.tsx') },
  { path: 'settings/integrations/github/$id', title: 'GitHub', operation: 'getGithubConnection', load: () => import('./GithubPage.tsx') },
  { path: 'training/keys', title: 'Signing keys', operation: 'listTrainingSigningKeys', load: () => import('./Keys.tsx') },
]
export default pages
