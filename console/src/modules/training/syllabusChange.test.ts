import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesBetween } from './syllabusChange.ts'

const item = {
  id: 'i',
  position: 1,
  code: 'I1',
  title: 'Turns',
  kind: 'manoeuvre',
  isRequired: true,
  passLevel: null,
  standard: null,
} as const
const lesson = {
  id: 'l',
  position: 1,
  code: 'L1',
  title: 'Basics',
  kind: 'flight',
  plannedMinutes: 60,
  isSolo: false,
  briefing: null,
  requiresLessonIds: [],
  items: [item],
} as const
const syllabus = (lessons: object[]) =>
  ({
    stages: [{ id: 's', position: 1, title: 'Before solo', needsStageCheck: false, lessons }],
  }) as unknown as Parameters<typeof changesBetween>[0]

test('the difference of two syllabi names what is added, removed and changed, and nothing by its ID', () => {
  const before = syllabus([lesson, { ...lesson, code: 'L2', title: 'Stalls', items: [] }])
  const after = syllabus([
    {
      ...lesson,
      id: 'other',
      title: 'First flight',
      items: [
        { ...item, id: 'x' },
        { ...item, code: 'I2', title: 'Climbs' },
      ],
    },
  ])
  assert.deepEqual(
    changesBetween(before, after).map(({ kind, code, text }) => [kind, code, text]),
    [
      ['changed', 'L1', 'Basics → First flight'],
      ['added', 'I2', 'Climbs'],
      ['removed', 'L2', 'Stalls'],
    ],
  )
  assert.deepEqual(changesBetween(before, before), [])
})
