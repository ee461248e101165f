import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../database/database.ts'
import { workspace } from '../testing/workspace.ts'
import type { FileRow } from './batch.ts'
import { rowByRowOnFault } from './row-fault.ts'

const row = (number: number): FileRow => ({ row: number, cells: [], values: {}, problems: [], record: null })

test('a row that the database or our own code refuses gets a problem; the others are done', async () => {
  const { app, uuid } = await workspace()
  const rows = [row(2), row(3), row(4), row(5), row(6), row(7)]
  const done: number[] = []
  await app.services.database.tenant({ workspaceId: uuid }, async (tx) => {
    await rowByRowOnFault(tx, rows, {
      message: 'This row cannot be read',
      log: app.services.log,
      async work(some) {
        for (const { row } of some) {
          if (row === 4) throw new RangeError('Invalid time value')
          if (row === 6) throw Object.assign(new TypeError('No string'), { code: 'ERR_INVALID_ARG_TYPE' })
          if (row === 7) await tx.run(sql.unchecked`do $$ begin raise 'A rule of the table'; end $$`)
          await tx.run(sql.unchecked`select 1 / ${row === 3 ? 0 : 1}::integer`)
        }
        done.push(...some.map(({ row }) => row))
      },
    })
    assert.equal((await tx.rows(sql.unchecked`select 1`)).length, 1, 'the transaction goes on')
  })
  assert.deepEqual(done, [2, 5])
  assert.deepEqual(
    rows.flatMap(({ row, problems }) => problems.map(({ message }) => `${row}: ${message}`)),
    [3, 4, 6, 7].map((number) => `${number}: This row cannot be read`),
  )
})

test('what is not about a row fails the batch, so that it is repeated', async () => {
  const { app, uuid } = await workspace()
  const rows = [row(2), row(3)]
  for (const fault of [{ code: '53100' }, { code: '40P01' }, { code: 'ECONNRESET', syscall: 'read' }])
    await assert.rejects(
      app.services.database.tenant({ workspaceId: uuid }, (tx) =>
        rowByRowOnFault(tx, rows, {
          message: 'This row cannot be read',
          log: app.services.log,
          work: () => Promise.reject(Object.assign(new Error('Not the row'), fault)),
        }),
      ),
      fault,
    )
  assert.deepEqual(
    rows.flatMap(({ problems }) => problems),
    [],
  )
})
