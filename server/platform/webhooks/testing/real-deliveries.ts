import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { workspace } from '../../testing/workspace.ts'

export interface RealDelivery {
  body: Buffer
  headers: IncomingHttpHeaders
}

export interface RealDeliveries {
  previousSecret: string
  /** Signed with the previous secret. */
  delivery: RealDelivery
  secret: string
  /** Sent while the secret is rotated, so signed with both. */
  rotated: RealDelivery
}

/** Two deliveries that the running app sent: an ordinary one, and one during a rotation of the secret. */
export async function realDeliveries(): Promise<RealDeliveries> {
  const { owner } = await workspace()
  const waiting: ((delivery: RealDelivery) => void)[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    response.writeHead(204).end()
    waiting.shift()?.({ body, headers: request.headers })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const { id, secret: previousSecret } = (
    await owner.post('/api/v1/webhooks/endpoints', { url, events: ['*'] })
  ).data
  const ping = async () => {
    const next = new Promise<RealDelivery>((resolve) => waiting.push(resolve))
    await owner.post(`/api/v1/webhooks/endpoints/${id}/ping`)
    return next
  }
  const delivery = await ping()
  const { secret } = (await owner.post(`/api/v1/webhooks/endpoints/${id}/rotate-secret`, { overlapHours: 1 }))
    .data
  const rotated = await ping()
  server.close()
  return { secret, previousSecret, delivery, rotated }
}
