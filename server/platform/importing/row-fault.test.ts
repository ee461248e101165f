import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../database/database.ts'
import { workspace } from '../testing/workspace.ts'
import type { FileRow } from './batch.ts'
import { rowByRowOnFault } from './row-fault.ts'

const row = (number: number): FileRow => ({ row: number, cells: [], values: {}, problems: [], record: null })

test('a row that the database or our own code refuses gets a problem; the others are done', async () => {
  const { app, uuid } = await workspace()
  const rows = [row(2), row(3), row(4), row(5)]
  const done: number[] = []
  await app.services.database.tenant({ workspaceId: uuid }, async (tx) => {
    await rowByRowOnFault(tx, rows, {
      message: 'This row cannot be read',
      log: app.services.log,
      async work(some) {
        for (const { row } of some) {
          if (row === 4) throw new RangeError('Invalid time value')
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
    ['3: This row cannot be read', '4: This row cannot be read'],
  )
})
