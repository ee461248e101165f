// The archive of a backup is a plain tar (POSIX ustar), so that it can be opened without Apron:
// `tar xzf`. Names and sizes stay within what its first form can say.

const block = 512

export interface Entry {
  name: string
  size: number
  modifiedAt: Date
  body: Buffer | AsyncIterable<Buffer>
}

/** Writes entries as a tar. @throws where a body is not as long as it said. */
export async function* writeTar(entries: AsyncIterable<Entry>): AsyncGenerator<Buffer> {
  for await (const { name, size, modifiedAt, body } of entries) {
    yield header(name, size, modifiedAt)
    let written = 0
    for await (const chunk of Buffer.isBuffer(body) ? [body] : body) {
      written += chunk.length
      yield chunk
    }
    if (written !== size) throw new Error(`${name} has ${written} bytes and was to have ${size}`)
    if (size % block > 0) yield Buffer.alloc(block - (size % block))
  }
  yield Buffer.alloc(2 * block)
}

function header(name: string, size: number, modifiedAt: Date): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for a tar`)
  if (size >= 8 ** 11) throw new Error(`${name} is too large for a tar`)
  const head = Buffer.alloc(block)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  head.write(name, 0)
  head.write(octal(0o600, 8), 100)
  head.write(octal(0, 8), 108)
  head.write(octal(0, 8), 116)
  head.write(octal(size, 12), 124)
  head.write(octal(Math.floor(modifiedAt.getTime() / 1000), 12), 136)
  head.write('0', 156)
  head.write('ustar\x0000', 257)
  head.write(`${checksum(head).toString(8).padStart(6, '0')}\0 `, 148)
  return head
}

/** The sum over the header, with spaces where the sum itself stands. */
function checksum(head: Buffer): number {
  let sum = 8 * 32
  for (let at = 0; at < block; at++) if (at < 148 || at >= 156) sum += head[at] ?? 0
  return sum
}

export interface ReadEntry {
  name: string
  size: number
  modifiedAt: Date
  /** To be read before the next entry is asked for; what is not read is passed over. */
  body: AsyncGenerator<Buffer>
}

/** Reads a tar, entry by entry. @throws where it is none, is damaged or ends too early. */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<ReadEntry> {
  const reader = new Reader(source)
  for (;;) {
    const head = await reader.exactly(block)
    if (head.every((byte) => byte === 0)) return
    const text = (from: number, to: number) => head.toString('utf8', from, to).split('\0')[0] ?? ''
    if (Number.parseInt(text(148, 156), 8) !== checksum(head)) throw new Error('The archive is damaged')
    const size = Number.parseInt(text(124, 136), 8)
    const body = reader.stream(size)
    const modifiedAt = new Date(Number.parseInt(text(136, 148), 8) * 1000)
    yield { name: text(0, 100), size, modifiedAt, body }
    for await (const _passed of body);
    await reader.exactly((block - (size % block)) % block)
  }
}

class Reader {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const part of this.stream(length)) parts.push(part)
    return Buffer.concat(parts)
  }

  async *stream(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#source.next()
        if (next.done) throw new Error('The archive ends too early')
        this.#rest = next.value
      }
      const part = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(part.length)
      left -= part.length
      yield part
    }
  }
}
