import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countMinimums, projectCompletion, type TrainedMinutes } from './training-progress.ts'

const none: TrainedMinutes = {
  dualMinutes: 0,
  soloMinutes: 0,
  groundMinutes: 0,
  simulatorMinutes: 0,
  nightMinutes: 0,
  instrumentMinutes: 0,
  crossCountryMinutes: 0,
}

const cases: [string, Parameters<typeof countMinimums>, number, number][] = [
  [
    'one minute short is short',
    [[{ kind: 'dual', minutes: 1_200 }], [{ ...none, dualMinutes: 1_199 }], []],
    1_199,
    1,
  ],
  [
    'the minimum itself is enough',
    [[{ kind: 'dual', minutes: 1_200 }], [{ ...none, dualMinutes: 1_200 }], []],
    1_200,
    0,
  ],
  [
    'simulator time counts up to its cap',
    [
      [{ kind: 'instrument', minutes: 900, simulatorCreditMinutes: 500 }],
      [{ ...none, simulatorMinutes: 600 }],
      [],
    ],
    500,
    400,
  ],
  [
    'simulator time at its cap counts whole',
    [
      [{ kind: 'instrument', minutes: 900, simulatorCreditMinutes: 500 }],
      [{ ...none, simulatorMinutes: 500 }],
      [],
    ],
    500,
    400,
  ],
  [
    'simulator time without a cap counts toward nothing else',
    [[{ kind: 'total', minutes: 60 }], [{ ...none, simulatorMinutes: 60 }], []],
    0,
    60,
  ],
  [
    'credit counts toward its kind alone',
    [
      [{ kind: 'solo', minutes: 60 }],
      [],
      [
        { kind: 'solo', minutes: 20 },
        { kind: 'dual', minutes: 40 },
      ],
    ],
    20,
    40,
  ],
  [
    'dual and solo make the total',
    [[{ kind: 'total', minutes: 100 }], [{ ...none, dualMinutes: 60, soloMinutes: 30 }], []],
    90,
    10,
  ],
]
for (const [name, args, counted, short] of cases)
  test(name, () => {
    const [minimum] = countMinimums(...args)
    assert.deepEqual([minimum?.countedMinutes, minimum?.shortMinutes], [counted, short])
  })

test('a projection says what it assumes, and there is none without a lesson', () => {
  const at = { enrolledOn: '2026-01-01', today: '2026-01-29', lessonsLeft: 4 }
  assert.deepEqual(projectCompletion({ ...at, heldOn: ['2026-01-10', '2026-01-25'] }), {
    lessonsPerWeek: 0.5,
    lastLessonOn: '2026-01-25',
    daysSinceLastLesson: 4,
    projectedOn: '2026-03-26',
    assumption: '2 lessons in 28 days, and 4 to go at the same pace',
  })
  assert.equal(projectCompletion({ ...at, heldOn: [] }).projectedOn, null)
})
