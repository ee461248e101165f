import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrangeRequirements, worstOf } from './boardColumns.ts'

type Person = Parameters<typeof worstOf>[0]
const person = (...held: [requirementId: string | null, status: string, title?: string][]) =>
  ({
    holdings: held.map(([requirementId, status, title]) => ({ requirementId, status, title })),
  }) as unknown as Person

test('medical, flight review and IPC come first, and what few people need has no column', () => {
  const requirements = [
    { id: 'training', kind: 'training' as const },
    { id: 'rare', kind: 'certificate' as const },
    { id: 'ipc', kind: 'instrument_proficiency_check' as const },
    { id: 'nobody', kind: 'other' as const },
    { id: 'medical', kind: 'medical' as const },
    { id: 'review', kind: 'flight_review' as const },
  ]
  const everyone = Array.from({ length: 19 }, () =>
    person(
      ['medical', 'compliant'],
      ['review', 'compliant'],
      ['ipc', 'compliant'],
      ['training', 'compliant'],
    ),
  )
  const { columns, isFolded } = arrangeRequirements(requirements, [
    ...everyone,
    person(['medical', 'compliant'], ['rare', 'expired']),
  ])
  assert.deepEqual(
    columns.map(({ id }) => id),
    ['medical', 'review', 'ipc', 'training'],
  )
  assert.deepEqual(
    ['rare', 'medical', null].map((requirementId) => isFolded({ requirementId })),
    [true, false, false],
  )
})

test('the worst item is what has expired, then what is missing', () => {
  const worst = worstOf(
    person(['a', 'compliant', 'A'], ['b', 'expiring', 'B'], ['c', 'missing', 'C'], ['d', 'expired', 'D']),
  )
  assert.equal(worst?.title, 'D')
  assert.equal(worstOf(person(['a', 'compliant', 'A'])), undefined)
})
