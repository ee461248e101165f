import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'

const app = await startTestApp({})
const megabyte = Buffer.alloc(1_000_000, 'x')

/** Sends all of a request before it reads a byte of the answer, as many clients do. */
async function sendAllThenRead(path: string, megabytes: number): Promise<string[]> {
  const socket = connect(Number(new URL(app.origin).port), '127.0.0.1').pause()
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`
  socket.write(`${head}content-length: ${megabytes * megabyte.length}\r\n\r\n`)
  for (let count = 0; count < megabytes; count++) if (!socket.write(megabyte)) await once(socket, 'drain')
  // The connection takes a further request, so all of the first one was read.
  socket.end('GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  socket.resume()
  let answer = ''
  socket.on('data', (bytes) => {
    answer += bytes.toString('latin1')
  })
  await once(socket, 'end')
  return answer.match(/HTTP\/1.1 \d+/g) ?? []
}

for (const [name, path, refusal] of [
  ['of a body that is too large', '/api/auth/login', 413],
  ['of a caller without credentials', '/api/v1/ops/aircraft', 401],
] as const)
  test(`a client that sends everything before it reads gets the refusal ${name}`, async () => {
    assert.deepEqual(await sendAllThenRead(path, 30), [`HTTP/1.1 ${refusal}`, 'HTTP/1.1 200'])
  })
