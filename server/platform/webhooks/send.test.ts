import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createAddressGuard } from '../net/address-guard.ts'
import { createSender } from './send.ts'

async function listening(t: TestContext, server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

async function receiver(t: TestContext, listener: RequestListener) {
  const server = createServer(listener)
  t.after(() => server.closeAllConnections())
  return listening(t, server)
}

function sender(t: TestContext, options: { timeoutMs?: number; allowNetworks?: string[] } = {}) {
  const made = createSender({
    guard: createAddressGuard({ allowNetworks: options.allowNetworks ?? ['127.0.0.0/8'] }),
    timeoutMs: options.timeoutMs ?? 2000,
  })
  t.after(() => made.close())
  return (url: string, body = '{}') =>
    made.send({
      url,
      headers: { 'Content-Type': 'application/json', 'X-GA-Webhook-Delivery': 'u' },
      body: Buffer.from(body),
    })
}

test('the receiver gets the exact bytes and the answer is kept', async (t) => {
  let got: unknown
  const url = await receiver(t, async (req, res) => {
    const body = Buffer.concat(await req.toArray()).toString()
    got = {
      method: req.method,
      url: req.url,
      host: req.headers.host,
      type: req.headers['content-type'],
      length: req.headers['content-length'],
      body,
    }
    res.writeHead(202, { 'x-seen': 'yes' }).end('thanks')
  })
  const sent = await sender(t)(url, '{"é":1}')
  assert.deepEqual(got, {
    method: 'POST',
    url: '/hook',
    host: new URL(url).host,
    type: 'application/json',
    length: '8',
    body: '{"é":1}',
  })
  assert.equal(sent.status, 202)
  assert.equal(sent.responseBody, 'thanks')
  assert.equal(sent.responseHeaders['x-seen'], 'yes')
  assert.equal(sent.error, null)
})

test('one connection serves one delivery after the other', async (t) => {
  const ports = new Set<number | undefined>()
  const url = await receiver(t, (req, res) => {
    ports.add(req.socket.remotePort)
    req.resume().on('end', () => res.end('ok'))
  })
  const send = sender(t)
  for (let n = 0; n < 5; n++) assert.equal((await send(url)).status, 200)
  assert.equal(ports.size, 1)
})

test('a connection that the receiver closed while idle costs no attempt', async (t) => {
  let requests = 0
  const url = await receiver(t, (req, res) => {
    requests++
    req.resume().on('end', () => {
      res.end('ok')
      if (requests === 1) setImmediate(() => req.socket.destroy())
    })
  })
  const send = sender(t)
  await send(url)
  assert.equal((await send(url)).status, 200)
})

test('a redirect is a failure that says where it led, and is not followed', async (t) => {
  const visited: (string | undefined)[] = []
  const url = await receiver(t, (req, res) => {
    visited.push(req.url)
    res.writeHead(302, { location: '/elsewhere' }).end()
  })
  const sent = await sender(t)(url)
  assert.equal(sent.status, 302)
  assert.match(sent.error ?? '', /redirect to \/elsewhere/)
  assert.deepEqual(visited, ['/hook'])
})

test('of a long answer 8 kB are kept', async (t) => {
  const url = await receiver(t, (_, res) => res.end('x'.repeat(1_000_000)))
  const sent = await sender(t)(url)
  assert.equal(sent.status, 200)
  assert.equal(sent.responseBody.length, 8192)
})

test('an answer with zero bytes can be stored in PostgreSQL', async (t) => {
  const url = await receiver(t, (_, res) => res.end('a\0b'))
  assert.equal((await sender(t)(url)).responseBody, 'a\uFFFDb')
})

test('a body that never ends does not take the status back', async (t) => {
  const url = await receiver(t, (_, res) => {
    res.writeHead(200).write('still')
  })
  const sent = await sender(t)(url)
  assert.equal(sent.status, 200)
  assert.equal(sent.responseBody, 'still')
})

test('a receiver that does not answer in time is a failure', async (t) => {
  const url = await receiver(t, () => {})
  const sent = await sender(t, { timeoutMs: 150 })(url)
  assert.equal(sent.status, null)
  assert.match(sent.error ?? '', /No answer within 0.15 s/)
  assert.ok(sent.durationMs >= 140)
})

test('headers that trickle do not stretch the time limit', async (t) => {
  const url = await listening(
    t,
    createTcpServer((socket) => {
      const drip = setInterval(() => socket.write('H'), 40)
      socket.on('error', () => {}).on('close', () => clearInterval(drip))
    }),
  )
  const sent = await sender(t, { timeoutMs: 200 })(url)
  assert.equal(sent.status, null)
})

test('a closed port, a cut connection and a foreign protocol are reported in words', async (t) => {
  const send = sender(t)
  assert.match((await send('http://127.0.0.1:1/')).error ?? '', /refused the connection/)
  const cut = await listening(
    t,
    createTcpServer((socket) => socket.on('data', () => socket.destroy()).on('error', () => {})),
  )
  assert.match((await send(cut)).error ?? '', /closed the connection/)
  const ssh = await listening(
    t,
    createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')),
  )
  assert.match((await send(ssh)).error ?? '', /did not answer in HTTP/)
  assert.match((await send(cut.replace('http:', 'https:'))).error ?? '', /closed the connection|TLS/)
})

test('an answer of 101 settles as a failure', async (t) => {
  const url = await listening(
    t,
    createTcpServer((socket) =>
      socket
        .on('error', () => {})
        .on('data', () =>
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
        ),
    ),
  )
  assert.equal((await sender(t)(url)).status, null)
})

test('a refused address is never connected to, as a literal or behind a name', async (t) => {
  let connections = 0
  const server = createTcpServer(() => connections++)
  const url = await listening(t, server)
  const send = sender(t, { allowNetworks: ['10.255.0.0/16'] })
  assert.match((await send(url)).error ?? '', /loopback/)
  assert.match(
    (await send(url.replace('127.0.0.1', 'localhost').replace('http:', 'https:'))).error ?? '',
    /loopback/,
  )
  assert.equal(connections, 0)
})
