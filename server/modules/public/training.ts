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
import { publicList } from './public-list.ts'

// Members see the training of others only if they lead it; these lists are of everybody.
const readers = ['chief_pilot', 'director_of_operations', 'auditor']
const nameChangedAt = (column: string) =>
  `(select n.updated_at from crew n where n.workspace_id = t.workspace_id and n.id = t.${column})`
const programChangedAt =
  '(select pr.updated_at from training_programs pr where pr.workspace_id = t.workspace_id and pr.id = t.program_id)'

export const publicStudentProgress = operation({
  id: 'publicStudentProgress',
  method: 'GET',
  path: '/api/v1/public/training-progress',
  summary: 'List training progress',
  description: 'How far each student has come in each program, as counts, for other programs.',
  scope: 'public.training:read',
  roles: readers,
  stability: 'beta',
  response: PublicProgress.schema,
  list: publicList({
    of: PublicProgress,
    alsoChangedAt: [
      nameChangedAt('crew_id'),
      programChangedAt,
      `(select max(s.updated_at) from training_signoffs s
         where s.workspace_id = t.workspace_id and s.enrollment_id = t.id)`,
      `(select max(l.updated_at) from training_lesson_records l
         where l.workspace_id = t.workspace_id and l.enrollment_id = t.id)`,
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
    alsoChangedAt: [nameChangedAt('crew_id'), nameChangedAt('instructor_id'), programChangedAt],
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
