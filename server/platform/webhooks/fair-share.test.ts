import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fairShares } from './fair-share.ts'

const share = (workspaceId: string, endpointId: string, want: number) => ({ workspaceId, endpointId, want })
const deal = (shares: ReturnType<typeof share>[], room: number, workspaceRoom = Number.POSITIVE_INFINITY) =>
  Object.fromEntries(fairShares(shares, { room, roomOf: () => workspaceRoom }))

test('one endpoint alone gets all that it can take', () => {
  assert.deepEqual(deal([share('a', 'a1', 300)], 500), { a1: 300 })
  assert.deepEqual(deal([share('a', 'a1', 900)], 500), { a1: 500 })
})

test('a workspace with a backlog leaves the others their places', () => {
  assert.deepEqual(deal([share('a', 'a1', 10_000), share('b', 'b1', 3)], 100), { a1: 97, b1: 3 })
})

test('many endpoints do not make a workspace more', () => {
  const many = Array.from({ length: 50 }, (_, n) => share('a', `a${n}`, 100))
  const dealt = deal([...many, share('b', 'b1', 100)], 64)
  assert.equal(dealt.b1, 32)
})

test('an endpoint that can take nothing now costs the others nothing', () => {
  assert.deepEqual(deal([share('a', 'a1', 0), share('a', 'a2', 5)], 100), { a2: 5 })
})

test('a workspace gets no more than it has room for', () => {
  assert.deepEqual(deal([share('a', 'a1', 100), share('a', 'a2', 100)], 500, 16), { a1: 8, a2: 8 })
  assert.deepEqual(deal([share('a', 'a1', 100)], 500, 0), {})
})
