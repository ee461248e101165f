import {
  PublicProgress,
  PublicSignoff,
  PublicVtr,
  progressFilters,
  progressSorts,
  signoffFilters,
  signoffSorts,
  vtrFilters,
  vtrSorts,
} from '#modules/training/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { publicList, refersToChanged } from './public-list.ts'

// Members see the training of others only if they lead it; these lists are of everybody.
const readers = ['chief_pilot', 'director_of_operations', 'auditor']
const hasChangedPart = (table: 'training_signoffs' | 'training_lesson_records', since: string) =>
  `exists (select from ${table} x where x.workspace_id = t.workspace_id and x.enrollment_id = t.id and x.updated_at >= ${since})`

export const publicStudentProgress = operation({
  id: 'publicStudentProgress',
  method: 'GET',
  path: '/api/v1/public/training-progress',
  summary: 'List training progress',
  description: 'The progress of each student in each program, as counts, for other programs.',
  scope: 'public.training:read',
  roles: readers,
  stability: 'beta',
  response: PublicProgress.schema,
  list: publicList({
    of: PublicProgress,
    alsoChanged: (since) => [
      refersToChanged('crew_id', 'crew', since),
      refersToChanged('program_id', 'training_programs', since),
      hasChangedPart('training_signoffs', since),
      hasChangedPart('training_lesson_records', since),
    ],
    defaultSort: '-enrolledOn',
    sorts: progressSorts,
    filters: progressFilters,
  }),
})

export const publicTrainingSignoffs = operation({
  id: 'publicTrainingSignoffs',
  method: 'GET',
  path: '/api/v1/public/training/signoffs',
  summary: 'List training sign-offs',
  description: 'Items, stage checks and exams that instructors signed off, for other programs.',
  scope: 'public.signoffs:read',
  roles: readers,
  stability: 'beta',
  response: PublicSignoff.schema,
  list: publicList({
    of: PublicSignoff,
    alsoChanged: (since) => [
      refersToChanged('crew_id', 'crew', since),
      refersToChanged('instructor_id', 'crew', since),
      refersToChanged('program_id', 'training_programs', since),
    ],
    defaultSort: '-signedOn',
    sorts: signoffSorts,
    filters: signoffFilters,
  }),
})

export const publicVtrs = operation({
  id: 'publicVtrs',
  method: 'GET',
  path: '/api/v1/public/vtr',
  summary: 'List verified training records',
  description: 'What the workspace issued, as metadata: no content, no names, no grades.',
  scope: 'public.vtr:read',
  roles: readers,
  stability: 'beta',
  response: PublicVtr.schema,
  list: publicList({ of: PublicVtr, defaultSort: '-issuedOn', sorts: vtrSorts, filters: vtrFilters }),
})

export const publicVtr = operation({
  id: 'publicVtr',
  method: 'GET',
  path: '/api/v1/public/vtr/:id',
  summary: 'Get a verified training record',
  description: 'Its metadata and status. The certificate itself never appears here.',
  scope: 'public.vtr:read',
  roles: readers,
  stability: 'beta',
  on: PublicVtr,
  response: PublicVtr.schema,
})
