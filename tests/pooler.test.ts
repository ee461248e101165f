import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { migrate } from '#platform/database/migrate.ts'
import { testApp } from '#platform/testing/app.ts'
import { startForwarder } from '#platform/testing/forwarder.ts'
import { diagnose } from '#server/doctor.ts'
import { ensurePgbouncer } from '../scripts/debian.ts'

const app = await testApp()

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

/** PgBouncer in transaction mode before the database of the test. @returns the address through it. */
async function startPooler(t: { after(end: () => Promise<void>): void }, settings: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'apron-pooler-'))
  const port = await freePort()
  // The user that it runs as cannot reach the socket of the database.
  const forwarder = await startForwarder()
  const url = new URL(forwarder.through(app.databaseUrl))
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users.txt'), `"${url.username}" ""\n`)
  writeFileSync(
    file,
    `[databases]
* = host=${url.hostname} port=${url.port} user=${url.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
auth_file = ${folder}/users.txt
pool_mode = transaction
${settings}
`,
  )
  // It does not run as root.
  const isRoot = userInfo().uid === 0
  chmodSync(folder, 0o755)
  const child = spawn(ensurePgbouncer(), [...(isRoot ? ['--user', 'postgres'] : []), file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  t.after(async () => {
    child.kill('SIGINT')
    await once(child, 'exit')
    forwarder.close()
    rmSync(folder, { recursive: true })
  })
  while (!log.includes('process up')) await once(child.stderr, 'data')
  return `postgresql://${url.username}@127.0.0.1:${port}${url.pathname}`
}

test('behind PgBouncer the start and the doctor say that it is a pooler and what to use instead', async (t) => {
  const sentence = /DATABASE_URL leads to a connection pooler, .* address of PostgreSQL itself$/
  for (const settings of ['', 'ignore_startup_parameters = options,extra_float_digits']) {
    const databaseUrl = await startPooler(t, settings)
    await assert.rejects(migrate(databaseUrl), sentence)
    const findings = await diagnose({ ...app.services.config, databaseUrl })
    assert.match(findings.find(({ check }) => check === 'database')?.fault ?? 'no fault', sentence)
  }
})
