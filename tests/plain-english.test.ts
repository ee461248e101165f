import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { plainEnglishProblems } from '../scripts/plain-english.ts'

const root = join(import.meta.dirname, '..')

test('the repository uses none of the refused words', () => {
  assert.deepEqual(plainEnglishProblems(root), [])
})

test('a refused word is named with its line and what to write instead', () => {
  const word = ['to', 'ld'].join('')
  assert.deepEqual(
    plainEnglishProblems(root, { 'console/src/ui/Planted.tsx': `// A comment.\n// What one was ${word}.\n` }),
    [
      `console/src/ui/Planted.tsx:2 says “${word}”: write reported, sent, notified, or the noun it stands for`,
    ],
  )
})

test('a refused word inside another word is accepted', () => {
  assert.deepEqual(
    plainEnglishProblems(root, { 'rules/planted.ts': '// A recommendation of the retold amendment.\n' }),
    [],
  )
})
