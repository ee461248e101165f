import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordKinds } from '#platform/kernel/record-kind.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { recordOfEachKind } from './record-of-each-kind.ts'

test('a record of each kind opens its page, or the page of its parent record', async (t) => {
  const space = await workspace(t)
  const ids = await recordOfEachKind(space)
  const failures: string[] = []
  for (const { name, page } of recordKinds()) {
    const recordId = ids.get(name)
    if (recordId === undefined) continue
    const { status, data } = await space.owner.get(`/api/v1/record-pages/${recordId}`)
    const isRight =
      page === 'none'
        ? status === 404
        : typeof page === 'string'
          ? data?.path === page.replace(':id', recordId)
          : /_[0-9a-z]{26}$/.test(data?.path ?? '')
    if (!isRight) failures.push(`${name}: ${status} ${data?.path}`)
  }
  assert.deepEqual(failures, [])
})
