import type { Readable } from 'node:stream'
import { type Problem, rateLimited, unavailable } from '../kernel/problem.ts'
import { NoFreePlace, Shares, ShareUsedUp } from '../limits/shares.ts'

/** Each holds a file, and fifty million pixels are 200 MB while they are drawn. */
const places = new Shares(2)
const waitMs = 30_000

/**
 * Reads a whole upload into memory, because its type is detected from all of it, and holds it for the work. `owner`
 * says whose turn it is: no owner keeps the others from theirs.
 * @throws Problem `tooLarge` past `maxBytes`; `unavailable` or `rate_limited` if no turn comes.
 */
export async function withWholeUpload<T>(
  upload: Readable,
  { maxBytes, tooLarge, owner }: { maxBytes: number; tooLarge: () => Problem; owner: string },
  work: (bytes: Buffer) => Promise<T>,
): Promise<T> {
  // A slow sender must not hold a turn, so it begins only when the last byte has arrived.
  const arriving = upload[Symbol.asyncIterator]()
  const first = (await arriving.next()) as IteratorResult<Buffer>
  const giveBack = await places.take(owner, waitMs).catch((error) => {
    upload.destroy()
    throw refusal(error)
  })
  try {
    const chunks: Buffer[] = []
    let size = 0
    for (let next = first; !next.done; next = (await arriving.next()) as IteratorResult<Buffer>) {
      size += next.value.length
      if (size > maxBytes) throw tooLarge()
      chunks.push(next.value)
    }
    return await work(Buffer.concat(chunks))
  } finally {
    upload.destroy()
    giveBack()
  }
}

function refusal(error: unknown): unknown {
  const headers = { 'retry-after': '10' }
  if (error instanceof ShareUsedUp)
    return rateLimited('Too many files are sent at once from here. Wait until one is done', { headers })
  if (error instanceof NoFreePlace)
    return unavailable('Too many files are being examined at this moment. Try again shortly', { headers })
  return error
}
