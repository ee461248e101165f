import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, attemptsOf, type Ladder, nextStep } from './ladder.ts'

const now = new Date('2026-04-24T12:00:00Z')
const step = (ladder: Ladder, number: number, answer: Answer, random = () => 0) =>
  nextStep({ ladder, step: number, answer, now, random })
const delays = (ladder: Ladder) =>
  Array.from({ length: attemptsOf(ladder) }, (_, number) => step(ladder, number, { status: 500 })).flatMap(
    (next) => (next.outcome === 'retry' ? [next.delayMs / 1000] : []),
  )

test('the short ladder retries five times, 1, 2, 4, 8 and 16 s apart, then gives up', () => {
  assert.deepEqual(delays('short'), [1, 2, 4, 8, 16])
  assert.deepEqual(step('short', 5, { status: 500 }), { outcome: 'dead' })
})

test('the long ladder begins as the short one and ends within three days', () => {
  const long = delays('long')
  assert.deepEqual(long.slice(0, 5), [1, 2, 4, 8, 16])
  const hours = long.reduce((sum, seconds) => sum + seconds * 1.2, 0) / 3600
  assert.ok(hours > 72 && hours / 1.2 < 72, `${hours / 1.2} h without jitter`)
})

test('jitter only ever adds, by at most a fifth', () => {
  assert.deepEqual(
    step('short', 0, { status: 500 }, () => 0.999999),
    { outcome: 'retry', delayMs: 1200 },
  )
})

const table: [name: string, answer: Answer, outcome: string][] = [
  ['200', { status: 200 }, 'delivered'],
  ['204', { status: 204 }, 'delivered'],
  ['299', { status: 299 }, 'delivered'],
  ['a redirect', { status: 301 }, 'retry'],
  ['304', { status: 304 }, 'retry'],
  ['400', { status: 400 }, 'retry'],
  ['404', { status: 404 }, 'retry'],
  ['410', { status: 410 }, 'gone'],
  ['503', { status: 503 }, 'retry'],
  ['no answer', { status: null }, 'retry'],
]
for (const [name, answer, outcome] of table) {
  test(`${name} means ${outcome}`, () => assert.equal(step('short', 0, answer).outcome, outcome))
}

const retryAfter: [value: string, ladder: Ladder, delayMs: number][] = [
  ['30', 'short', 30_000],
  ['0', 'short', 1000],
  ['Fri, 24 Apr 2026 12:00:20 GMT', 'short', 20_000],
  ['Fri, 24 Apr 2020 12:00:20 GMT', 'short', 1000],
  ['86400', 'short', 900_000],
  ['7200', 'long', 7_200_000],
  ['999999999', 'long', 86_400_000],
  ['soon', 'short', 1000],
  ['-5', 'short', 1000],
  ['1e9', 'short', 1000],
]
for (const [value, ladder, delayMs] of retryAfter) {
  test(`Retry-After: ${value} waits ${delayMs / 1000} s on the ${ladder} ladder`, () => {
    assert.deepEqual(step(ladder, 0, { status: 503, retryAfter: value }), { outcome: 'retry', delayMs })
  })
}
