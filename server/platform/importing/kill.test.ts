import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { client } from '../testing/client.ts'
import { analyzed, settled } from './testing/try-import.ts'

const ROWS = 12_000

test('an import goes on after kill -9, and doubles no row', { timeout: 180_000 }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-import-kill-'))
  const children: ChildProcess[] = []
  t.after(async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(directory, { recursive: true, force: true })
  })
  const first = await start(directory, children)
  const signup = await client(first.url).post('/api/v1/signup', {
    email: 'owner@example.com',
    password: 'three quiet herons',
    displayName: 'Owner',
    workspaceName: 'Kill',
  })
  const authorization = `Bearer ${signup.data.accessToken}`
  const owner = client(first.url, { authorization })
  const lines = Array.from({ length: ROWS }, (_none, index) => `Person ${index},person${index}@example.com`)
  const { id } = await analyzed(owner, 'people', ['Name,Email', ...lines].join('\n'))
  await owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: false })
  for (;;) {
    const { data } = await owner.get(`/api/integrations/imports/${id}`)
    assert.equal(data.status, 'running', 'the import was over before it could be interrupted')
    if (data.rows.imported > 0) break
  }
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')

  const second = await start(directory, children)
  const again = client(second.url, { authorization })
  const { rows, status } = await settled(again, id)
  assert.equal(status, 'completed')
  assert.deepEqual(rows, { total: ROWS, good: ROWS, bad: 0, done: ROWS, imported: ROWS, skipped: 0 })
  assert.equal((await again.get('/api/v1/ops/crew?page_size=1')).data.total, ROWS)
})

async function start(
  directory: string,
  children: ChildProcess[],
): Promise<{ process: ChildProcess; url: string }> {
  const env = {
    ...process.env,
    DATA_DIR: directory,
    PORT: '0',
    RATE_LIMIT_COSTLY: 'off',
    RATE_LIMIT_DEFAULT: 'off',
    LOG_LEVEL: 'error',
  }
  const root = join(import.meta.dirname, '../../..')
  const child = spawn(process.execPath, ['server/main.ts', 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (\S+)/.exec(line)?.[1]
    if (url) return { process: child, url }
  }
  throw new Error('The server ended before it listened')
}
