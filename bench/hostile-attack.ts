import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import type { Tenant } from './server.ts'

// What the hostile workspace sends, in a thread of its own: the neighbor's times are not those of this load.

export interface Attack {
  origin: string
  port: number
  tenant: Tenant
  searches: number
  slowUploads: number
  pictures: number
}

const { origin, port, tenant, searches, slowUploads, pictures } = workerData as Attack
const statuses = new Map<string, number>()
let count = 0

async function request(what: string, path: string, options: RequestInit = {}): Promise<void> {
  const answer = await fetch(origin + path, {
    ...options,
    headers: { authorization: tenant.authorization, ...options.headers },
  }).catch(() => null)
  await answer?.arrayBuffer().catch(() => {})
  const key = `${what} ${answer?.status ?? 'ended'}`
  statuses.set(key, (statuses.get(key) ?? 0) + 1)
}

async function attack(signal: AbortSignal): Promise<void> {
  const picture = await sharp({
    create: { width: 7_000, height: 7_000, channels: 3, background: '#336699' },
  })
    .png()
    .toBuffer()
  const repeat = async (work: () => Promise<void>) => {
    while (!signal.aborted) await work()
  }
  // The pictures come first: the searches leave the tenant itself no connection to sign in with.
  const drawing = [
    ...Array.from({ length: pictures }, () =>
      repeat(() =>
        request('picture', '/api/user/profile/avatar', {
          method: 'PUT',
          headers: { 'content-type': 'image/png' },
          body: new Uint8Array(picture),
          signal,
        }),
      ),
    ),
  ]
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const sockets = Array.from({ length: slowUploads }, () => dripping())
  await new Promise((resolve) => setTimeout(resolve, 500))
  const searching = Array.from({ length: searches }, () =>
    repeat(() => request('search', `/api/v1/ops/crew?search=nobody ${++count}`)),
  )
  await Promise.all([...drawing, ...searching])
  for (const socket of sockets) socket.destroy()
}

/** An upload of 19.9 MB, of which a byte comes now and then. */
function dripping(): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /api/integrations/imports?kind=aircraft&filename=a.csv HTTP/1.1\r\nhost: x\r\nauthorization: ${tenant.authorization}\r\ncontent-type: text/csv\r\ncontent-length: 19900000\r\n\r\n`,
  )
  const timer = setInterval(() => socket.write('x'), 500)
  socket.on('close', () => clearInterval(timer)).on('error', () => {})
  return socket
}

const end = new AbortController()
parentPort?.once('message', () => end.abort())
await attack(end.signal)
parentPort?.postMessage([...statuses])
