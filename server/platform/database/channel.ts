import pg from 'pg'
import { within } from './deadline.ts'

const reconnectMs = 1_000
const lookEveryMs = 15_000
const answerMs = 3_000

/** Hears what other processes send on a channel of the database, over a connection of its own. */
export interface Channel {
  close(): Promise<void>
}

/**
 * Calls `heard` with each message. The connection is opened again when it breaks; what is sent meanwhile is lost, so
 * messages may only say that it is worth a look.
 */
export function openChannel(url: string, name: string, heard: (message: string) => void): Channel {
  let client: pg.Client | null = null
  let isClosed = false
  let again: NodeJS.Timeout | undefined
  const lose = (lost: pg.Client) => {
    if (client !== lost) return
    client = null
    // Without a goodbye, which nobody may hear.
    ;(lost as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    if (!isClosed) again = setTimeout(open, reconnectMs).unref()
  }
  const open = () => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'apron channel',
      connectionTimeoutMillis: answerMs,
      keepAlive: true,
    })
    client = next
    next.on('error', () => lose(next))
    next.on('end', () => lose(next))
    next.on('notification', ({ payload }) => heard(payload ?? ''))
    next
      .connect()
      .then(() => next.query(`listen ${pg.escapeIdentifier(name)}`))
      .catch(() => lose(next))
  }
  // A connection whose other end is gone hears nothing, and no error either.
  const look = setInterval(() => {
    const current = client
    if (current) within(answerMs, current.query('select 1'), 'No answer').catch(() => lose(current))
  }, lookEveryMs).unref()
  open()
  return {
    async close() {
      isClosed = true
      clearInterval(look)
      clearTimeout(again)
      const last = client
      client = null
      await last?.end().catch(() => {})
    },
  }
}
