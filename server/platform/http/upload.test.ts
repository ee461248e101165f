import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { until } from '../testing/until.ts'
import { workspace } from '../testing/workspace.ts'

const app = await startTestApp({ TRUSTED_PROXIES: '127.0.0.0/8' })
const megabyte = Buffer.alloc(1_000_000, 'x')

/** A signed-in sender of import files from an address of their own. */
async function sender(t: TestContext, address: string) {
  const { as } = await workspace(t, app)
  const { authorization } = await as('importer', { roles: ['admin'] })
  const headers = { authorization, 'x-forwarded-for': address }
  const path = '/api/integrations/imports?kind=aircraft&filename=a.csv'
  return {
    /** Announces a file and sends only the beginning of it. */
    begin(bytes: number): Socket {
      const socket = connect(Number(new URL(app.origin).port), '127.0.0.1')
      const lines = Object.entries({ ...headers, host: 'x', 'content-type': 'text/csv' })
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')
      socket.write(`POST ${path} HTTP/1.1\r\n${lines}content-length: ${bytes}\r\n\r\nregistration\n`)
      t.after(() => socket.destroy())
      return socket
    },
    send: (body: string) =>
      client(app.origin, headers).send('POST', path, { headers: { 'content-type': 'text/csv' }, body }),
  }
}

async function statusOf(socket: Socket): Promise<number> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return Number(bytes.toString('latin1').split(' ')[1])
}

test('many slow uploads fill the share of their sender, and nobody else waits', async (t) => {
  const slow = await sender(t, '198.51.100.1')
  const neighbor = await sender(t, '198.51.100.2')
  const started = Array.from({ length: 6 }, () => slow.begin(90_000_000))
  const refused = await Promise.race(started.map(async (socket) => statusOf(socket)))
  assert.equal(refused, 429)
  assert.equal((await neighbor.send('registration\nN1234\n')).status, 201)
  // What hangs up makes room.
  for (const socket of started) socket.destroy()
  const { status } = await until(
    () => slow.send('registration\nN1235\n'),
    (answer) => answer.status !== 429,
  )
  assert.equal(status, 201)
  assert.deepEqual(readdirSync(join(app.dataDir, 'uploads')), [])
})

test('a client that sends everything before it reads still gets its refusal', async (t) => {
  const { begin } = await sender(t, '198.51.100.3')
  const socket = begin(130_000_000)
  for (let count = 0; count < 10; count++) if (!socket.write(megabyte)) await once(socket, 'drain')
  assert.equal(await statusOf(socket), 413)
})

test('an upload that hardly moves is ended', async (t) => {
  const { begin } = await sender(t, '198.51.100.4')
  const socket = begin(1_000_000)
  const timer = setInterval(() => socket.write('x'), 1_000)
  t.after(() => clearInterval(timer))
  assert.equal(await statusOf(socket), 408)
})

test('an upload ends after its time in all, however fast it begins', async (t) => {
  const { begin } = await sender(t, '198.51.100.5')
  const socket = begin(90_000_000)
  for (let count = 0; count < 20; count++) if (!socket.write(megabyte)) await once(socket, 'drain')
  const timer = setInterval(() => socket.write(megabyte), 1_000)
  t.after(() => clearInterval(timer))
  // An import of 100 MB has ten minutes, in which so much arrived that it is not too slow on the way.
  const now = Date.now()
  t.mock.timers.enable({ apis: ['Date'], now: now + 601_000 })
  assert.equal(await statusOf(socket), 408)
})
