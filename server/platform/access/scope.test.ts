import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grants, isReadOnly, scopePattern } from './scope.ts'

for (const [granted, wanted, expected] of [
  ['*', 'flights:write', true],
  ['*:read', 'flights:read', true],
  ['*:read', 'flights:write', false],
  ['flights:*', 'flights:write', true],
  ['flights:read', 'flights:write', false],
  ['flights:read', 'flights:read', true],
  ['public.*:read', 'public.flights:read', true],
  ['public.*:read', 'publicity:read', false],
  ['public.*:read', 'flights:read', false],
  ['public.flights:read', 'public.fleet:read', false],
] as const) {
  test(`${granted} ${expected ? 'opens' : 'does not open'} ${wanted}`, () =>
    assert.equal(grants([granted], wanted), expected))
}

for (const [scope, fits] of [
  ['*', true],
  ['*:read', true],
  ['safety:*', true],
  ['public.*:read', true],
  ['public.flights:read', true],
  ['flights', false],
  ['Flights:read', false],
  ['flights:read:x', false],
  [':read', false],
  ['public.*.x:read', false],
] as const) {
  test(`${scope} ${fits ? 'is' : 'is no'} scope`, () =>
    assert.equal(new RegExp(scopePattern).test(scope), fits))
}

test('a key is read-only when all that it holds reads', () => {
  assert.equal(isReadOnly(['*:read', 'public.*:read']), true)
  assert.equal(isReadOnly(['*:read', 'flights:write']), false)
  assert.equal(isReadOnly(['*']), false)
})
