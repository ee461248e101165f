import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { until } from '../testing/until.ts'
import { startEmbeddedPostgres } from './embedded.ts'

const folder = mkdtempSync(join(tmpdir(), 'apron-embedded-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }))

/** A process that starts a database in a folder of its own, in a process group of its own. */
function firstStart(directory: string): ChildProcess & { pid: number } {
  const script = `
    import { startEmbeddedPostgres } from '${join(import.meta.dirname, 'embedded.ts')}'
    await startEmbeddedPostgres({ directory: '${directory}' })
    process.send('started')
    process.on('message', () => process.exit(1))`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  }) as ChildProcess & { pid: number }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('exit', resolve))
}

async function initdbHasBegun(dataDir: string): Promise<void> {
  const begun = () =>
    readdirSync(dataDir).some(
      (name) => name.startsWith('postgres') && existsSync(join(dataDir, name, 'PG_VERSION')),
    )
  for (let waitedMs = 0; !begun(); waitedMs += 1) {
    assert.ok(waitedMs < 30_000, 'initdb has begun')
    await sleep(1)
  }
}

async function startsWhole(dataDir: string): Promise<void> {
  const database = await startEmbeddedPostgres({ directory: join(dataDir, 'postgres') })
  try {
    const client = new pg.Client(database.url('postgres'))
    await client.connect()
    assert.equal((await client.query('select 1 as one')).rows[0].one, 1)
    await client.end()
  } finally {
    await database.stop()
  }
  assert.deepEqual(readdirSync(dataDir).sort(), ['postgres', 'socket'], 'nothing incomplete stays')
}

for (const afterMs of [0, 20, 60, 120, 200, 800]) {
  test(`a first start that is killed ${afterMs} ms into initdb is repeated by the next start`, async () => {
    const dataDir = mkdtempSync(join(folder, 'data-'))
    const child = firstStart(join(dataDir, 'postgres'))
    await initdbHasBegun(dataDir)
    await sleep(afterMs)
    process.kill(-child.pid, 'SIGKILL')
    await ended(child)
    await startsWhole(dataDir)
  })
}

test('a first start whose initdb outlives it is repeated by the next start', async () => {
  const dataDir = mkdtempSync(join(folder, 'data-'))
  const child = firstStart(join(dataDir, 'postgres'))
  await initdbHasBegun(dataDir)
  process.kill(child.pid, 'SIGKILL')
  await ended(child)
  await startsWhole(dataDir)
})

test('a database whose process was killed is taken over, and one in use is not', async () => {
  const dataDir = mkdtempSync(join(folder, 'data-'))
  const child = firstStart(join(dataDir, 'postgres'))
  await new Promise((resolve) => child.once('message', resolve))
  await assert.rejects(startEmbeddedPostgres({ directory: join(dataDir, 'postgres') }), /Another Apron/)
  process.kill(child.pid, 'SIGKILL')
  await ended(child)
  await startsWhole(dataDir)
})

test('a process that ends without a stop takes its database along', async () => {
  const dataDir = mkdtempSync(join(folder, 'data-'))
  const child = firstStart(join(dataDir, 'postgres'))
  await new Promise((resolve) => child.once('message', resolve))
  const lock = join(dataDir, 'postgres', 'postmaster.pid')
  assert.ok(existsSync(lock))
  child.send('exit')
  await ended(child)
  await until(
    async () => existsSync(lock),
    (isThere) => !isThere,
  )
  await startsWhole(dataDir)
})
