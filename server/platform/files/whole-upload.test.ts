import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Problem } from '../kernel/problem.ts'
import { withWholeUpload } from './whole-upload.ts'

const limits = { maxBytes: 2_000_000, tooLarge: () => new Problem('too_large', 413, 'too large') }
const upload = (megabytes = 1) =>
  Readable.from(Array.from({ length: megabytes }, () => Buffer.alloc(1_000_000)))

test('the work on the files of one owner keeps no other owner from theirs', async () => {
  const done = Promise.withResolvers<void>()
  const order: string[] = []
  const work = (owner: string, wait: Promise<void>) =>
    withWholeUpload(upload(), { ...limits, owner }, async ({ length }) => {
      await wait
      order.push(owner)
      return length
    })
  const busy = Array.from({ length: 20 }, () => work('busy', done.promise))
  assert.equal(await work('calm', Promise.resolve()), 1_000_000)
  assert.equal(await work('calm', Promise.resolve()), 1_000_000)
  assert.deepEqual(order, ['calm', 'calm'])
  done.resolve()
  assert.equal((await Promise.all(busy)).length, 20)
})

test('a file that is too large is refused, and gives its turn back', async () => {
  for (let count = 0; count < 5; count++)
    await assert.rejects(
      withWholeUpload(upload(3), { ...limits, owner: 'busy' }, async () => 'read'),
      { status: 413 },
    )
  assert.equal(await withWholeUpload(upload(2), { ...limits, owner: 'busy' }, async () => 'read'), 'read')
})
