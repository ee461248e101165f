import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allows, movesOf } from './move.ts'

test('a draft can be submitted, and says which state an approval needs', () => {
  const moves = movesOf('flight', { status: 'draft' })
  const possible = moves.filter(({ isPossible }) => isPossible).map(({ label }) => label)
  assert.deepEqual(possible, ['Submit flight', 'Edit flight', 'Delete draft'])
  assert.deepEqual(moves.find(({ name }) => name === 'approve')?.states, ['submitted'])
  assert.equal(allows('flight', 'approve', { status: 'draft' }), false)
})

test('a switch is named by its words', () => {
  const moves = movesOf('webhook_endpoint', { enabled: false })
  assert.deepEqual(moves.find(({ name }) => name === 'ping')?.states, ['enabled'])
  assert.equal(allows('webhook_endpoint', 'enable', { enabled: false }), true)
})
