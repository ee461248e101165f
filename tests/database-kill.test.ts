import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { call, installation, signUp } from './installation.ts'

test('a killed database is started again, and the server continues without a restart', {
  timeout: 120_000,
}, async (t) => {
  const { directory, start } = installation(t)
  const { url, process: server } = await start()
  const token = await signUp(url)
  await call(url, token, '/api/projects', { name: 'Before' })
  const ready = async () => (await fetch(`${url}/readiness`)).status
  assert.equal(await ready(), 200)
  const [pid] = readFileSync(join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
  const seen = new Set<number>()
  while (!seen.has(503)) seen.add(await ready())
  const refused = await fetch(`${url}/api/projects`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(refused.status, 503)
  assert.equal(((await refused.json()) as { code: string }).code, 'unavailable')
  while ((await ready()) !== 200);
  await call(url, token, '/api/projects', { name: 'After' })
  const { total } = await call(url, token, '/api/projects', undefined, 'GET')
  assert.equal(total, 2)
  assert.equal(server.exitCode, null)
})
