import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from './app.ts'

const root = join(import.meta.dirname, '../../..')
const app = await testApp()
const machines = app.services.operations.flatMap(({ move }) => (move ? [move.machine] : []))

const sources = globSync('server/{platform,modules}/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
  .sort((a, b) => a.file.localeCompare(b.file))

const filesWith = (pattern: string) => {
  const expression = new RegExp(pattern)
  return sources.filter(({ text }) => expression.test(text)).map(({ file }) => file)
}
const either = (names: readonly string[]) => `(?:${[...new Set(names)].join('|')})`

test('no handler compares the state of its record by hand', () => {
  const state = `\\brecord\\.${either(machines.map(({ field }) => field))}\\b`
  assert.deepEqual(filesWith(`${state} *[!=]==|includes\\(${state}\\)`), [
    // The status of a key is computed from its dates.
    'server/platform/access/rotation.ts',
    'server/platform/access/scope-usage.ts',
    // A worker carries out an export, and nobody moves it.
    'server/platform/export/workspace-export.ts',
  ])
})

test('no SQL sets the state of a record that has a machine', () => {
  // Behind "where" a state is read, not set.
  const beforeWhere = '(?:(?!\\bwhere\\b)[^`;])*?'
  const writes = machines.map(
    ({ table, column }) => `${table}\\b${beforeWhere}\\bset\\b${beforeWhere}\\b${column} =`,
  )
  assert.deepEqual(filesWith(`\\bupdate ${either(writes)}`), [
    // A billing run takes its charges at once, by the thousand, each from open.
    'server/modules/finance/write-lines.ts',
    // An import approves its flights at once, by the hundred thousand.
    'server/modules/flights/flight-import-write.ts',
    // The invitations of a removed member end with the other credentials.
    'server/platform/identity/credentials/end-credentials.ts',
    // A channel or an endpoint that is deleted is off, too.
    'server/platform/notifications/channel.ts',
    'server/platform/webhooks/write-endpoint.ts',
  ])
})
