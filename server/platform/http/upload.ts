import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Services } from '../kernel/installation.ts'
import { bodyTooLarge, rateLimited, unavailable, uploadTooSlow } from '../kernel/problem.ts'
import { RoomFull, SenderFull, UploadRoom } from '../limits/upload-room.ts'
import { addressBlock } from '../net/address.ts'
import type { Exchange } from './exchange.ts'

/** Uploads lie on the disk while they arrive: a slow sender holds no memory. */
const diskBytes = 2_000_000_000
/** Those of senders who stay hidden never touch the disk, where what the camera wrote into them could be found again. */
const memoryBytes = 128_000_000
/** Less than this is no line that people use: it would hold its room for hours. */
const slowestBytesPerSecond = 20_000
/** So long an upload may take in all. Imports, which are larger, may take as much longer. */
const longestMs = 2 * 60_000
const usualBytes = 20_000_000
/** Until the connection is up to speed, nothing is measured. */
const graceMs = 10_000

const rooms = new WeakMap<Services, { disk: UploadRoom; memory: UploadRoom }>()

/** The body of an operation that takes a file. Nothing is read of it until somebody wants it. */
export class Upload {
  readonly #request: FastifyRequest
  readonly #exchange: Exchange
  readonly #services: Services
  readonly #chunks: Buffer[] = []
  #file: FileHandle | null = null
  #size = 0
  #arriving: Promise<void> | null = null
  #giveBack: () => void = () => {}

  constructor(request: FastifyRequest, exchange: Exchange, services: Services) {
    this.#request = request
    this.#exchange = exchange
    this.#services = services
  }

  /** The bytes, once all have arrived. */
  get stream(): Readable {
    const upload = this
    return Readable.from(
      (async function* () {
        await upload.receive()
        yield* upload.#file ? upload.#file.createReadStream({ start: 0, autoClose: false }) : upload.#chunks
      })(),
      { objectMode: false },
    )
  }

  /** Waits until everything has arrived. @throws Problem if there is no room, or it is too large or too slow. */
  receive(): Promise<void> {
    this.#arriving ??= this.#receive()
    return this.#arriving
  }

  /** Forgets the upload. */
  async dispose(): Promise<void> {
    await this.#arriving?.catch(() => {})
    await this.#file?.close()
    this.#chunks.length = 0
    this.#giveBack()
  }

  async #receive(): Promise<void> {
    const { raw, body } = this.#request
    if (!(body instanceof Readable)) return
    const announced = Number(raw.headers['content-length'] ?? this.#maxBytes)
    if (announced > this.#maxBytes) throw this.#tooLarge()
    this.#giveBack = this.#takeRoom(announced)
    if (!this.#exchange.isAnonymous) this.#file = await openUnnamed(this.#services.config.dataDir)
    await this.#read(raw)
  }

  get #maxBytes(): number {
    return this.#exchange.operation.upload?.maxBytes ?? 0
  }

  get #longestMs(): number {
    return longestMs * Math.max(1, Math.round(this.#maxBytes / usualBytes))
  }

  #tooLarge() {
    return bodyTooLarge(
      `The file is larger than ${Math.floor(this.#maxBytes / 1_000_000)} MB. Make it smaller, or split it into several`,
    )
  }

  #takeRoom(bytes: number): () => void {
    const room = rooms.get(this.#services) ?? {
      disk: new UploadRoom(diskBytes),
      memory: new UploadRoom(memoryBytes),
    }
    rooms.set(this.#services, room)
    const { principal, info, isAnonymous } = this.#exchange
    const address = addressBlock(info.address)
    try {
      return isAnonymous
        ? room.memory.take([address], bytes)
        : room.disk.take(principal ? [principal.workspace.uuid, address] : [address], bytes)
    } catch (error) {
      if (error instanceof SenderFull)
        throw rateLimited('Too many files are being sent at once from here. Wait until one has arrived', {
          headers: { 'retry-after': '10' },
        })
      if (error instanceof RoomFull)
        throw unavailable('Too many files are being sent at this moment. Try again shortly', {
          headers: { 'retry-after': '10' },
        })
      throw error
    }
  }

  #read(raw: IncomingMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      const startedAt = Date.now()
      const timer = setInterval(() => {
        const spentMs = Date.now() - startedAt
        const measuredMs = spentMs - graceMs
        if (spentMs > this.#longestMs)
          end(
            uploadTooSlow(
              `The file did not arrive within ${this.#longestMs / 60_000} minutes. Send it over a faster connection, or make it smaller`,
            ),
          )
        else if (measuredMs > 0 && this.#size < (measuredMs / 1_000) * slowestBytesPerSecond)
          end(
            uploadTooSlow(
              `The file arrived with less than ${slowestBytesPerSecond / 1_000} kB a second. Send it over a faster connection, or make it smaller`,
            ),
          )
      }, 1_000)
      const end = (error?: Error) => {
        clearInterval(timer)
        raw.off('data', take).off('end', finish).off('error', end).off('aborted', abort)
        if (error) reject(error)
        else resolve()
      }
      let written = Promise.resolve()
      // The last chunk may still be on its way to the disk.
      const finish = () => void written.then(() => end(), end)
      const abort = () => end(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
      const take = (chunk: Buffer) => {
        this.#size += chunk.length
        if (this.#size > this.#maxBytes) return end(this.#tooLarge())
        if (!this.#file) return void this.#chunks.push(chunk)
        raw.pause()
        written = this.#file.writeFile(chunk)
        written.then(() => raw.resume(), end)
      }
      raw.on('data', take).once('end', finish).once('error', end).once('aborted', abort)
    })
  }
}

/** A file that has no name any more: whatever happens to this process, nothing of it is left behind. */
async function openUnnamed(dataDir: string): Promise<FileHandle> {
  const folder = join(dataDir, 'uploads')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}
