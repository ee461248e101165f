import assert from 'node:assert/strict'
import { test } from 'node:test'
import v8 from 'node:v8'
import vm from 'node:vm'
import { testApp } from '../testing/app.ts'
import { sql } from './database.ts'

const { services } = await testApp()

v8.setFlagsFromString('--expose-gc')
const collectGarbage: () => void = vm.runInNewContext('gc')

const oldBytes = () =>
  v8
    .getHeapSpaceStatistics()
    .filter(({ space_name: name }) => /^(old|large_object)_space$/.test(name))
    .reduce((sum, { space_used_size: used }) => sum + used, 0)

test('a result that nobody needs is garbage for a short collection', async () => {
  const kilobytes = 50
  const read = () =>
    services.database.system((tx) => tx.one(sql`select repeat('x', ${kilobytes * 1_000}) as text`))
  for (let n = 0; n < 50; n++) await read()
  collectGarbage()
  const before = oldBytes()
  for (let n = 0; n < 1_000; n++) await read()
  const kept = (oldBytes() - before) / 1_000_000
  assert.ok(kept < 15, `${kept.toFixed(1)} MB of 50 MB wait for a long collection`)
})

test('the trace of an error leads to where its statement was sent', async () => {
  const failing = () => services.database.system((tx) => tx.run(sql`select 1 / 0`))
  await assert.rejects(failing, (error: Error) => /connection\.test\.ts/.test(error.stack ?? ''))
})
