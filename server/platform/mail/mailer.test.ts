import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { startTestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { startMailer } from './mailer.ts'
import { openSmtp } from './smtp.ts'

/** A mail server that accepts connections and never says a word, until it is closed. */
async function silentServer(t: TestContext) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  t.after(close)
  return { port: (server.address() as AddressInfo).port, server, close }
}

test('a mail server that never answers holds no transaction and no row, and gets the mails once it is back', async (t) => {
  const silent = await silentServer(t)
  const app = await startTestApp({ SMTP_URL: `smtp://127.0.0.1:${silent.port}` })
  const connected = once(silent.server, 'connection')
  // The mail that has the new owner's address confirmed.
  await workspace(t, app)
  await connected

  // While it waits for the greeting.
  const [mail] = await app.sql('select id, status, attempts from mails where lease_token is not null')
  assert.deepEqual([mail?.status, mail?.attempts], ['queued', 1])
  const open = await app.sql(
    `select query from pg_stat_activity where datname = current_database() and application_name like 'apron%'
       and xact_start is not null and query ilike '%mails%'`,
  )
  assert.deepEqual(open, [])
  await app.sql('select from mails where id = $1 for update nowait', [mail?.id])
  await app.sql("update mails set subject = 'Written meanwhile' where id = $1", [mail?.id])

  await silent.close()
  const waits = async () =>
    (await app.sql('select error from mails where id = $1 and lease_token is null', [mail?.id]))[0]?.error
  while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 20))

  const arrived = Promise.withResolvers<string>()
  const back = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk
      })
      stream.on('end', () => {
        done()
        arrived.resolve(text)
      })
    },
  })
  back.on('error', () => {})
  back.listen(silent.port, '127.0.0.1')
  t.after(() => new Promise<void>((resolve) => back.close(resolve)))
  await app.sql('update mails set next_attempt_at = now() where id = $1', [mail?.id])
  app.services.wake('events')
  const text = await arrived.promise
  assert.match(text, /^Subject: Written meanwhile/m)
  assert.ok(text.includes(`<${mail?.id}@apron>`), 'its Message-ID stays the same')
  const status = async () => (await app.sql('select status from mails where id = $1', [mail?.id]))[0]?.status
  while ((await status()) !== 'sent') await new Promise((resolve) => setTimeout(resolve, 20))
})

test('a server that stops in the middle of a mail gives it back within seconds', async (t) => {
  const silent = await silentServer(t)
  const app = await startTestApp({ SMTP_URL: `smtp://127.0.0.1:${silent.port}` }, { work: false })
  await app.sql(
    "insert into mails (id, recipient, subject, body) values ('mai_stop', 'a@example.com', 'A', 'B')",
  )
  const connected = once(silent.server, 'connection')
  const mailer = startMailer(app.services)
  const [socket] = (await connected) as [Socket]
  const cut = once(socket, 'close')
  await mailer.stop()
  const [mail] = await app.sql("select status, attempts, lease_token from mails where id = 'mai_stop'")
  assert.deepEqual(mail, { status: 'queued', attempts: 0, lease_token: null })
  await cut
})

test('a mail server that is silent for too long is given up, unless its address says otherwise', async (t) => {
  const silent = await silentServer(t)
  const mail = { to: 'a@example.com', subject: 'A', text: 'B' }
  const url = `smtp://127.0.0.1:${silent.port}`
  await assert.rejects(openSmtp(url, 'apron@example.com', 100).send(mail), { code: 'ETIMEDOUT' })
  const patient = openSmtp(
    `${url}?connectionTimeout=60000&greetingTimeout=60000&socketTimeout=60000`,
    'apron@example.com',
    100,
  )
  const sending = patient.send({ ...mail, signal: AbortSignal.timeout(1_000) })
  await assert.rejects(sending, { name: 'AbortError' })
})
