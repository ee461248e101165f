import type { IncomingMessage } from 'node:http'

/** The longest time that the rest of a refused body is read. */
const lingerMs = 10_000
/** How fast it is read. Reading costs the requests of others. */
const bytesPerSecond = 20_000_000
/** The same for a sender who sends too much: the next refused body comes later. */
const limitedBytesPerSecond = 1_000_000

/**
 * Reads and forgets the rest of a body that was refused. Many clients read the answer only after they have sent
 * everything, and a connection that is closed before would show them a broken pipe in place of the refusal.
 * @param status of the refusal. After 429 the body is read slowly.
 */
export function readRest(raw: IncomingMessage, status: number): void {
  if (raw.complete || raw.destroyed) return
  const pace = status === 429 ? limitedBytesPerSecond : bytesPerSecond
  let resuming: NodeJS.Timeout | undefined
  const ending = setTimeout(() => raw.socket.destroy(), lingerMs)
  raw.on('data', (chunk: Buffer) => {
    raw.pause()
    resuming = setTimeout(() => raw.resume(), (chunk.length / pace) * 1_000)
  })
  raw.resume()
  raw.once('close', () => {
    clearTimeout(ending)
    clearTimeout(resuming)
  })
}
