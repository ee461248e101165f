import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, constants, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { bodyTooLarge } from '../kernel/problem.ts'

export interface StoredFile {
  sizeBytes: number
  sha256: Buffer
}

/** The store of attachments, uploads and results: a folder for each workspace, a file for each ID. */
export interface FileStore {
  /** Writes a stream whole or not at all. @throws Problem `body_too_large` past `maxBytes`. */
  write(workspaceUuid: string, fileId: string, source: Readable, maxBytes: number): Promise<StoredFile>
  read(workspaceUuid: string, fileId: string): Readable
  path(workspaceUuid: string, fileId: string): string
  remove(workspaceUuid: string, fileId: string): Promise<void>
  /** Every complete file. */
  all(): AsyncGenerator<{ workspaceUuid: string; fileId: string }>
  /** Removes files that a killed process left incomplete. @returns how many. */
  sweep(): Promise<number>
  /** @throws Error when the store cannot be written: with the code ENOSPC or EDQUOT if it is full. */
  check(): Promise<void>
}

export async function openFileStore(directory: string): Promise<FileStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = (workspaceUuid: string, fileId: string) => {
    // Both come from our own ID generator. This check is for the day when one does not.
    if (!/^[0-9a-f-]{36}$/.test(workspaceUuid) || !/^[a-z]+_[0-9a-z]{26}$/.test(fileId))
      throw new Error('Not a file id')
    return join(directory, workspaceUuid, fileId)
  }
  return {
    path,
    async write(workspaceUuid, fileId, source, maxBytes) {
      const target = path(workspaceUuid, fileId)
      await mkdir(join(directory, workspaceUuid), { recursive: true, mode: 0o700 })
      const partial = `${target}.${randomBytes(4).toString('hex')}.partial`
      const hash = createHash('sha256')
      let sizeBytes = 0
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sizeBytes += chunk.length
          if (sizeBytes > maxBytes)
            return done(
              bodyTooLarge(
                `The file is larger than ${Math.floor(maxBytes / 1_000_000)} MB. Split it into several`,
              ),
            )
          hash.update(chunk)
          done(null, chunk)
        },
      })
      try {
        await pipeline(source, meter, createWriteStream(partial, { mode: 0o600 }))
        await rename(partial, target)
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      }
      return { sizeBytes, sha256: hash.digest() }
    },
    read: (workspaceUuid, fileId) => createReadStream(path(workspaceUuid, fileId)),
    remove: (workspaceUuid, fileId) => rm(path(workspaceUuid, fileId), { force: true }),
    async *all() {
      for (const workspaceUuid of await readdir(directory)) {
        if (!/^[0-9a-f-]{36}$/.test(workspaceUuid)) continue
        for (const fileId of await readdir(join(directory, workspaceUuid)))
          if (/^[a-z]+_[0-9a-z]{26}$/.test(fileId)) yield { workspaceUuid, fileId }
      }
    },
    async sweep() {
      let swept = 0
      for (const folder of await readdir(directory))
        if (/^[0-9a-f-]{36}$/.test(folder)) swept += await removeStalePartials(join(directory, folder))
      return swept
    },
    async check() {
      const probe = join(directory, '.probe')
      await access(directory, constants.W_OK)
      // An empty file needs no room, and can be written on a full disk.
      await writeFile(probe, Buffer.alloc(4096))
      await rm(probe, { force: true })
    },
  }
}

/** A file that was not touched for this long is no longer being written. */
const staleMs = 24 * 60 * 60_000

/** Removes the files of a folder that end in `.partial` and have not changed for a day. @returns how many. */
export async function removeStalePartials(folder: string): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.partial')) continue
    const path = join(folder, name)
    const stats = await stat(path).catch(() => null)
    if (!stats || Date.now() - stats.mtimeMs < staleMs) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}
