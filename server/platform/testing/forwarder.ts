import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net'

export interface Forwarder {
  /** The address of a database as it is reached through here. */
  through(databaseUrl: string): string
  /** Leads to this port of this machine from now on. @returns the port of the forwarder. */
  toPort(port: number): number
  /** From now on, what is sent in either direction is lost, and connections stay open. */
  swallow(): void
  /** The same, but only for connections that are opened from now on. */
  swallowNew(): void
  /** Forwards again. A connection that lost something stays silent. */
  restore(): void
  /** Breaks every connection that sends `text` to the database, as soon as it has done so. */
  breakAt(text: string | null): void
  close(): void
}

/** Stands between the app and its database, or another server, and can fall silent like a network that is cut. */
export async function startForwarder(): Promise<Forwarder> {
  let target: NetConnectOpts = { path: '' }
  let isSwallowing = false
  let isSwallowingNew = false
  let breaksAt: string | null = null
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target)
    let isLost = isSwallowingNew
    const join = (from: Socket, to: Socket) => {
      sockets.add(from)
      from.on('data', (bytes) => {
        isLost ||= isSwallowing
        if (isLost) return
        to.write(bytes)
        if (from === near && breaksAt !== null && bytes.includes(breaksAt)) near.destroy()
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
    join(near, far)
    join(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    through: (databaseUrl) => {
      const url = new URL(databaseUrl)
      target = { path: `${url.searchParams.get('host')}/.s.PGSQL.5432` }
      return `postgres://${url.username}@127.0.0.1:${address.port}${url.pathname}`
    },
    toPort: (port) => {
      target = { host: '127.0.0.1', port }
      return address.port
    },
    swallow: () => {
      isSwallowing = true
    },
    swallowNew: () => {
      isSwallowingNew = true
    },
    restore: () => {
      isSwallowing = false
      isSwallowingNew = false
    },
    breakAt: (text) => {
      breaksAt = text
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
