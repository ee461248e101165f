import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operation } from '#platform/kernel/operation.ts'
import { oneOf, Type } from '#platform/kernel/schema.ts'
import type { GradeScaleForm, StageBody } from './syllabus.ts'

export const syllabusNames = ['private-pilot', 'instrument'] as const
export type SyllabusName = (typeof syllabusNames)[number]

/** A syllabus in the form that a new revision takes. */
export interface SyllabusFile {
  minimums: { kind: string; minutes: number; simulatorCreditMinutes?: number }[]
  gradeScale: GradeScaleForm
  changeNote: string
  stages: StageBody[]
}

/** A syllabus that comes with Apron, written from the public areas of operation of the ACS. */
export const readSyllabus = (name: SyllabusName): SyllabusFile =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'syllabi', `${name}.json`), 'utf8'))

export const getSyllabus = operation({
  id: 'getTrainingSyllabus',
  method: 'GET',
  path: '/api/v1/training/syllabi/:name',
  summary: 'Get a ready syllabus',
  description:
    'A syllabus that comes with Apron, in the form that a new revision takes: send it, change it, or keep it as a file.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  params: Type.Object({ name: oneOf(syllabusNames, { description: 'Which syllabus.' }) }),
  response: Type.Object({
    name: oneOf(syllabusNames),
    syllabus: Type.Object({}, { additionalProperties: true }),
  }),
  handle: ({ params: { name } }) => ({ name, syllabus: { ...readSyllabus(name) } }),
})
