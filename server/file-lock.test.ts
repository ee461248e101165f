import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { underFileLock } from './file-lock.ts'

function lockPath(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'apron-lock-'))
  t.after(() => rmSync(directory, { recursive: true }))
  return join(directory, 'not-there-yet', 'build.lock')
}

test('only one works under a lock at a time, also after a failure', async (t) => {
  const path = lockPath(t)
  let atWork = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++atWork)
    await setImmediate()
    atWork -= 1
  }
  await assert.rejects(
    underFileLock(path, () => Promise.reject(new Error('no disk'))),
    /no disk/,
  )
  await Promise.all(Array.from({ length: 3 }, () => underFileLock(path, work)))
  assert.equal(most, 1)
})

test('a lock that a killed process left stops nobody', async (t) => {
  const path = lockPath(t)
  await underFileLock(path, async () => {})
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(path, String(pid))
  const before = new Date(Date.now() - 5_000)
  utimesSync(path, before, before)
  assert.equal(await underFileLock(path, async () => 'done'), 'done')
})
