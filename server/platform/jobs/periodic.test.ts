import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { runIfDue } from './periodic.ts'

const app = await startTestApp({}, { work: false })

test('of two nodes one does the work, and the next turn comes after the period', async () => {
  let times = 0
  const work = { name: 'test.count', everyMs: 60_000, run: async () => void times++ }
  const turns = await Promise.all([runIfDue(app.services, work), runIfDue(app.services, work)])
  assert.deepEqual(turns.sort(), [false, true])
  assert.equal(await runIfDue(app.services, work), false)
  await app.sql("update periodic_work set began_at = now() - interval '61 s' where name = 'test.count'")
  assert.equal(await runIfDue(app.services, work), true)
  assert.equal(times, 2)
})

test('a turn that a wrong clock took far ahead is taken again', async () => {
  const work = { name: 'test.clock', everyMs: 60_000, run: async () => {} }
  assert.equal(await runIfDue(app.services, work), true)
  await app.sql("update periodic_work set began_at = now() + interval '4 years' where name = 'test.clock'")
  assert.equal(await runIfDue(app.services, work), true)
  assert.equal(await runIfDue(app.services, work), false)
})

test('work that fails says why, and comes round again', async () => {
  const work = {
    name: 'test.fail',
    everyMs: 0,
    run: async () => {
      throw new Error('the disk is full')
    },
  }
  assert.equal(await runIfDue(app.services, work), true)
  const [row] = await app.sql("select error, ended_at from periodic_work where name = 'test.fail'")
  assert.equal(row?.error, 'the disk is full')
  assert(row?.ended_at)
  assert.equal(await runIfDue(app.services, work), true)
})
