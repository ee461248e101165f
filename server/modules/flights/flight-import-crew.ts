import { optional } from '#platform/importing/index.ts'
import { text } from '#platform/importing/value.ts'
import { isName } from './flight-import-logbook.ts'

export const person = text({ max: 254 })

/** The columns of the people aboard. */
export const crewFields = {
  pic: optional({
    title: 'Pilot in command',
    help: 'Name, email or employee number of somebody who is here already.',
    headers: [
      'pic',
      'pic name',
      'name of pic',
      'captain',
      'crew captain',
      'pilot',
      'pilot name',
      'commander',
      'pilot 1',
    ],
    fits: isName,
    mustFit: true,
    parse: person,
  }),
  sic: optional({
    title: 'Second in command',
    help: '',
    headers: ['sic', 'copilot', 'first officer', 'pilot 2'],
    fits: isName,
    mustFit: true,
    parse: person,
  }),
  instructor: optional({
    title: 'Instructor',
    help: '',
    headers: ['cfi', 'flight instructor', 'instructor name'],
    fits: isName,
    mustFit: true,
    parse: person,
  }),
  student: optional({
    title: 'Student',
    help: 'Who received the instruction.',
    headers: ['dual', 'student name', 'student pilot', 'trainee'],
    fits: isName,
    mustFit: true,
    parse: person,
  }),
  solo: optional({
    title: 'Solo',
    help: 'A student alone on board.',
    headers: ['solo student', 'solo pilot'],
    fits: isName,
    mustFit: true,
    parse: person,
  }),
}
