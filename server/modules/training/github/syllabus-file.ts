import { parseJsonBody, placeOf, whereJsonStops } from '#platform/http/json-body.ts'
import { compileCheck } from '#platform/http/validate.ts'
import { type Detail, Problem } from '#platform/kernel/problem.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { programFields } from '../program.ts'
import { revisionContent } from '../revision.ts'
import { defaultScale, StageInput } from '../syllabus.ts'
import { levelFaults, stageFaults } from '../syllabus-fault.ts'
import type { FileProblemForm } from './connection.ts'
import { lineOf, linesOf } from './json-lines.ts'

/** A syllabus as a file: the program that it belongs to, and what a new revision takes. */
export const SyllabusFile = Type.Object({
  program: Type.Object(programFields),
  ...revisionContent,
  stages: Type.Array(StageInput, { maxItems: 30 }),
})
export type SyllabusFileForm = Static<typeof SyllabusFile>

const check = compileCheck(SyllabusFile, 'body')
const mostProblems = 20

/** Reads a syllabus from the text of a file. @returns the syllabus, or what is wrong, each with its line. */
export function readSyllabusFile(
  text: string,
): { syllabus: SyllabusFileForm } | { problems: FileProblemForm[] } {
  const stop = whereJsonStops(text)
  if (stop !== null) {
    const line = text.slice(0, stop).split('\n').length
    return {
      problems: [
        { line, field: '', message: `is not valid JSON: reading stopped at ${placeOf(text, stop)}` },
      ],
    }
  }
  try {
    const value = parseJsonBody(text)
    const details = check(value)
    const faults = details.length > 0 ? details : faultsOf(value as SyllabusFileForm)
    return faults.length > 0 ? { problems: withLines(text, faults) } : { syllabus: value as SyllabusFileForm }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { problems: withLines(text, error.details ?? [{ field: '', message: error.message }]) }
  }
}

const faultsOf = ({ gradeScale = defaultScale, stages }: SyllabusFileForm): Detail[] => [
  ...levelFaults(gradeScale),
  ...stageFaults(stages, gradeScale),
]

function withLines(text: string, details: readonly Detail[]): FileProblemForm[] {
  const lines = linesOf(text)
  return details
    .slice(0, mostProblems)
    .map(({ field, message }) => ({ line: lineOf(lines, field === 'body' ? '' : field), field, message }))
}
