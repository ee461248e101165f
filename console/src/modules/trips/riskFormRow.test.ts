import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyQuestion, questionsOf } from './riskFormRow.ts'

test('a new question gets a key of its own from its words, and a known one keeps its key', () => {
  const rows = [
    { ...emptyQuestion('pilot'), key: 'night', text: 'Is any part of it at night?' },
    { ...emptyQuestion('environment'), text: ' Night ' },
    { ...emptyQuestion('environment'), text: '2 thunderstorms?', weight: '12' },
    { ...emptyQuestion('external'), text: 'Ночь' },
  ]
  assert.deepEqual(
    questionsOf(rows).map(({ key, weight }) => [key, weight]),
    [
      ['night', 5],
      ['night_2', 5],
      ['thunderstorms', 12],
      ['question', 5],
    ],
  )
})
