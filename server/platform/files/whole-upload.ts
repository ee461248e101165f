import type { Readable } from 'node:stream'
import { type Problem, unavailable } from '../kernel/problem.ts'

/** Of all uploads together that are held in memory just now: a dozen large ones, or hundreds of photographs. */
const mostHeldBytes = 256_000_000

let held = 0

/**
 * Reads an upload into memory, where what it is has to be found out from all of it, and holds it for the work.
 * However many send at once, and however slowly, together they hold no more than a part of the memory.
 * @throws Problem `tooLarge` past `maxBytes`; `unavailable` where too much is held already.
 */
export async function withWholeUpload<T>(
  upload: Readable,
  { maxBytes, tooLarge }: { maxBytes: number; tooLarge: () => Problem },
  work: (bytes: Buffer) => Promise<T>,
): Promise<T> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of upload as AsyncIterable<Buffer>) {
      size += chunk.length
      held += chunk.length
      if (size > maxBytes) throw tooLarge()
      if (held > mostHeldBytes)
        throw unavailable('Too many files are being sent at this moment. Try again shortly', {
          headers: { 'retry-after': '10' },
        })
      chunks.push(chunk)
    }
    return await work(Buffer.concat(chunks))
  } finally {
    held -= size
  }
}
