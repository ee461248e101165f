import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import { DatabaseError } from '../database/database-error.ts'

// The archive of a backup is a plain tar, so that it can be opened without Apron: `tar xzf`.

export interface Entry {
  name: string
  size: number
  modifiedAt: Date
  body: Buffer | Readable
}

/** Writes entries as a tar. The stream fails where a body is not as long as its size. */
export function writeTar(entries: AsyncIterable<Entry>): Readable {
  const archive = pack()
  const write = async () => {
    for await (const { name, size, modifiedAt, body } of entries) {
      const sink = archive.entry({ name, size, mtime: modifiedAt, mode: 0o600 })
      await pipeline(Buffer.isBuffer(body) ? [body] : body, sink as unknown as NodeJS.WritableStream)
    }
    archive.finalize()
  }
  write().catch((error: Error) => archive.destroy(error))
  return archive as unknown as Readable
}

export interface ReadEntry {
  name: string
  size: number
  modifiedAt: Date
  /** To be read before the next entry is asked for; what is not read is skipped. */
  body: AsyncIterable<Buffer>
}

/**
 * Reads a tar that comes through these streams, entry by entry.
 * @throws DatabaseError where it is none, is damaged or ends too early, and where it holds what no backup
 * does: links, devices, folders, or one name twice.
 */
export async function* readTar(...streams: [Readable, ...Transform[]]): AsyncGenerator<ReadEntry> {
  const archive = extract()
  const feeding = pipeline([...streams, archive as unknown as NodeJS.WritableStream])
  // Its failure reaches the reader through the archive, and is not to be reported a second time.
  feeding.catch(() => {})
  const names = new Set<string>()
  const entries = archive[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { value: entry, done } = await entries.next().catch(damaged)
      if (done) return
      const { name, size, mtime, type } = entry.header
      if (type !== 'file') throw new DatabaseError(`The archive is damaged: ${name} is no file`)
      if (names.has(name)) throw new DatabaseError(`The archive is damaged: ${name} is there twice`)
      names.add(name)
      yield { name, size, modifiedAt: mtime, body: bodyOf(entry as AsyncIterable<Buffer>) }
      entry.resume()
    }
  } finally {
    archive.destroy()
  }
}

async function* bodyOf(entry: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* entry
  } catch (error) {
    damaged(error as Error)
  }
}

function damaged(error: Error): never {
  throw new DatabaseError(`The archive is damaged or was cut off: ${error.message}`)
}
