import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Problem } from '../kernel/problem.ts'
import { withWholeUpload } from './whole-upload.ts'

const limits = { maxBytes: 20_000_000, tooLarge: () => new Problem('too_large', 413, 'too large') }
const megabyte = Buffer.alloc(1_000_000)

test('uploads that are held at once are held up to a part of the memory, and what ends makes room', async () => {
  const hangUp = Promise.withResolvers<void>()
  async function* slow() {
    for (let sent = 0; sent < 19; sent++) yield megabyte
    await hangUp.promise
    throw new Error('hung up')
  }
  const taken = Array.from({ length: 20 }, () =>
    withWholeUpload(Readable.from(slow()), limits, async () => 'read').catch((error: Error) => error),
  )
  const refused = await Promise.any(
    taken.map(async (one) => {
      const result = await one
      return result instanceof Problem ? result : Promise.reject(result)
    }),
  )
  assert.deepEqual([refused.status, refused.code], [503, 'unavailable'])
  hangUp.resolve()
  await Promise.all(taken)
  const after = await withWholeUpload(Readable.from([megabyte]), limits, async ({ length }) => length)
  assert.equal(after, 1_000_000)
  const large = Readable.from(Array.from({ length: 21 }, () => megabyte))
  await assert.rejects(
    withWholeUpload(large, limits, async () => 'read'),
    { status: 413 },
  )
})
