import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typedOption } from './typedOption.ts'

const [first, second] = [{ label: 'N172SP · C172' }, { label: 'N172S · C172' }]

for (const [text, matches, isFirst, expected] of [
  ['n172s', [first, second], false, second],
  ['N-172 S', [first, second], true, second],
  ['n172', [first, second], true, first],
  ['n172', [first, second], false, undefined],
  ['17', [first], false, first],
  ['n9', [], true, undefined],
] as const)
  test(`"${text}" ${isFirst ? 'with Tab' : 'and a click elsewhere'} among ${matches.length} takes ${expected?.label ?? 'nothing'}`, () => {
    assert.equal(typedOption(text, matches, isFirst), expected)
  })
