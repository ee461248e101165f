import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultManipulator } from './sole-manipulator.ts'

type Roles = Parameters<typeof defaultManipulator>[0]
const cases: [string, Roles, number | null][] = [
  ['a pilot alone', ['pic'], 0],
  ['an instructor alone', ['instructor'], 0],
  ['a student alone', ['solo'], 0],
  ['the student, beside an instructor', ['instructor', 'dual'], 1],
  ['the student, beside a pilot in command who teaches', ['pic', 'dual'], 1],
  ['the rated pilot, beside an instructor', ['instructor', 'pic'], 1],
  ['the applicant, beside an examiner', ['pic', 'examiner'], 0],
  ['the pilot, beside an observer', ['observer', 'pic'], 1],
  ['who is named so, beside a pilot in command', ['pic', 'sole_manipulator'], 1],
  ['a solo student, beside a supervising instructor', ['solo', 'instructor'], 0],
  ['nobody of two pilots', ['pic', 'sic'], null],
  ['nobody of two in command', ['pic', 'pic'], null],
  ['nobody of two students', ['instructor', 'dual', 'dual'], null],
  ['nobody of two who are named so', ['sole_manipulator', 'sole_manipulator'], null],
  ['nobody of an examiner and an observer', ['examiner', 'observer'], null],
]

for (const [who, roles, position] of cases)
  test(`the controls are by default with ${who}: ${roles.join(', ')}`, () => {
    assert.equal(defaultManipulator(roles), position)
  })
