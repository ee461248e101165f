import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { type Header, pack } from 'tar-stream'
import { type Entry, readTar, writeTar } from './tar.ts'

const modifiedAt = new Date('2026-03-01T12:00:00Z')
const entry = (name: string, body: Buffer): Entry => ({ name, size: body.length, modifiedAt, body })

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

async function read(archive: Buffer): Promise<{ name: string; size: number; at: number; text: string }[]> {
  const entries = []
  for await (const { name, size, modifiedAt: at, body } of readTar(Readable.from([archive])))
    entries.push({ name, size, at: at.getTime(), text: (await bytesOf(body)).toString('latin1') })
  return entries
}

/** An archive that Apron would not write. */
function foreign(...entries: (Partial<Header> & { name: string })[]): Promise<Buffer> {
  const archive = pack()
  for (const header of entries) archive.entry(header, header.type && header.type !== 'file' ? '' : 'text')
  archive.finalize()
  return bytesOf(archive as unknown as Readable)
}

/** The same header with other bytes at a place, and the sum that fits them. */
function changed(archive: Buffer, at: number, bytes: string): Buffer {
  const copy = Buffer.from(archive)
  copy.write(bytes, at, 'latin1')
  copy.fill(' ', 148, 156)
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return copy
}

test('what is written is read again: empty, long, of every length around a block, and with a long name', async () => {
  const bodies = [0, 1, 511, 512, 513, 70_000].map((size) => Buffer.alloc(size, size % 251))
  const entries = [
    ...bodies.map((body, index) => entry(`tables/${index}`, body)),
    entry(`${'long'.repeat(60)}.ndjson`, Buffer.from('long')),
    entry('ünïcode/Ωμέγα.json', Buffer.from('name')),
  ]
  const archive = await bytesOf(writeTar(each(entries)))
  assert.equal(archive.length % 512, 0)
  assert.deepEqual(
    await read(archive),
    entries.map(({ name, size, body }) => ({
      name,
      size,
      at: modifiedAt.getTime(),
      text: (body as Buffer).toString('latin1'),
    })),
  )
})

test('an entry may be larger than 8 GB', async () => {
  const size = 20_000_000_000
  const endless = new Readable({ read() {} })
  endless.push(Buffer.alloc(1_024, 'x'))
  const archive = writeTar(each([{ name: 'files/large', size, modifiedAt, body: endless }]))
  const entries = readTar(archive)
  const { value } = await entries.next()
  assert(value)
  assert.deepEqual([value.name, value.size], ['files/large', size])
  await entries.return(undefined)
  endless.destroy()
})

test('a body that is not as long as its size fails the archive, and so does a source that fails', async () => {
  for (const size of [3, 5])
    await assert.rejects(
      bytesOf(writeTar(each([{ name: 'a', size, modifiedAt, body: Readable.from([Buffer.from('four')]) }]))),
    )
  const failing = async function* (): AsyncGenerator<Entry> {
    yield entry('a', Buffer.from('text'))
    throw new Error('the disk is gone')
  }
  await assert.rejects(bytesOf(writeTar(failing())), /the disk is gone/)
})

test('what is not read of an entry is skipped', async () => {
  const archive = await bytesOf(
    writeTar(each([entry('a', Buffer.alloc(300_000)), entry('b', Buffer.from('second'))])),
  )
  const names = []
  for await (const { name } of readTar(Readable.from([archive]))) names.push(name)
  assert.deepEqual(names, ['a', 'b'])
})

test('an archive that ends too early is refused wherever it ends, or has whole entries only', async () => {
  const texts = ['one', 'second'.repeat(200), 'third']
  const archive = await bytesOf(
    writeTar(each(texts.map((text, index) => entry(`${index}`, Buffer.from(text))))),
  )
  for (let end = 0; end < archive.length; end += 97) {
    const entries = await read(archive.subarray(0, end)).catch((error: Error) => error)
    if (entries instanceof Error) assert.match(entries.message, /damaged or was cut off/)
    else
      assert.deepEqual(
        entries.map(({ text }) => text),
        texts.slice(0, entries.length),
        `cut at ${end}`,
      )
  }
})

test('links, devices, folders and names that come twice are refused', async () => {
  for (const type of ['link', 'symlink', 'directory', 'character-device', 'block-device', 'fifo'] as const)
    await assert.rejects(
      read(await foreign({ name: 'x', type, linkname: '/etc/passwd' })),
      /is no file/,
      type,
    )
  await assert.rejects(read(await foreign({ name: 'a' }, { name: 'b' }, { name: 'a' })), /a is there twice/)
})

test('a damaged header is refused', async () => {
  const archive = await foreign({ name: 'a' })
  const flipped = Buffer.from(archive)
  flipped[3] = 1
  await assert.rejects(read(flipped), /damaged/)
  // Whatever the sum says: a size that is no number, a negative one, and one that nothing follows.
  for (const size of ['nonsense!!!\0', '-0000000004\0', '77777777777\0'])
    await assert.rejects(read(changed(archive, 124, size)), /damaged/, size)
  // A name of 8 GB, which would be held in memory.
  await assert.rejects(read(changed(changed(archive, 156, 'L'), 124, '77777777777\0')), /damaged/)
  for (const nonsense of [Buffer.from('x'), Buffer.alloc(4_096, 'x')])
    await assert.rejects(read(nonsense), /damaged/)
})
