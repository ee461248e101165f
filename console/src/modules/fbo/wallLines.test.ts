import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BoardLine } from '#api/types.ts'
import { pagesOf, worthShowing } from './wallLines.ts'

const now = Date.parse('2026-11-21T18:00:00Z')
const line = (fields: Partial<BoardLine>) =>
  ({
    direction: 'inbound',
    status: 'confirmed',
    eta: null,
    etd: null,
    completedAt: null,
    ...fields,
  }) as BoardLine

test('what was over an hour ago leaves the wall', () => {
  for (const [fields, isShown] of [
    [{ eta: '2026-11-21T09:00:00Z' }, true], // late, and not forgotten
    [{ status: 'completed', completedAt: '2026-11-21T17:30:00Z' }, true],
    [{ status: 'completed', completedAt: '2026-11-21T16:59:00Z' }, false],
    [{ status: 'cancelled', eta: '2026-11-21T16:30:00Z' }, false],
    [{ status: 'cancelled', eta: '2026-11-21T20:00:00Z' }, true],
    [{ status: 'cancelled' }, true],
  ] as [Partial<BoardLine>, boolean][])
    assert.equal(worthShowing([line(fields)], now).length === 1, isShown, JSON.stringify(fields))
})

test('300 lines make pages, and none makes one', () => {
  assert.deepEqual(
    pagesOf(
      Array.from({ length: 300 }, (_, at) => at),
      14,
    )
      .map((page) => page.length)
      .slice(-2),
    [14, 6],
  )
  assert.deepEqual(pagesOf([], 14), [[]])
})
