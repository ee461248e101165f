import assert from 'node:assert/strict'
import { test } from 'node:test'
import { db, sql } from './database.ts'
import { toColumns } from './projection.ts'

// What TypeScript refuses here is checked by `npm run check`: an expectation without an error is one.

test('a body is written as columns of its table, and a field that is none does not compile', () => {
  const body = { displayName: 'Jane Ruiz', baseAirport: 'KFNL' }
  const { sql: text } = db.updateTable('crew').set(toColumns(body)).where('id', '=', 'crw_1').compile()
  assert.equal(text, 'update "crew" set "display_name" = $1, "base_airport" = $2 where "id" = $3')
  const wrong = { ...body, hatSize: 58 }
  // @ts-expect-error crew has no column hat_size
  assert.match(db.updateTable('crew').set(toColumns(wrong)).compile().sql, /"hat_size"/)
  const row = { ...toColumns(wrong), workspace_id: '', id: '' }
  // @ts-expect-error the same for a new row
  assert.match(db.insertInto('crew').values(row).compile().sql, /"hat_size"/)
})

test('a statement is sent as it is written, and its row is narrowed but not made up', () => {
  const { sql: text, parameters } = sql<'itemLimits', { limits: string[] }>`
    select limits from maintenance_items where id = ${'mit_1'}`.compile(db)
  assert.equal(text.trim(), 'select limits from maintenance_items where id = $1')
  assert.deepEqual(parameters, ['mit_1'])
  // @ts-expect-error a row type is not written by hand
  sql<{ id: string }>`select id from crew`
  // @ts-expect-error there is no such column in its row
  sql<'itemLimits', { limit: string[] }>`select limits from maintenance_items`
  // @ts-expect-error a text is no number
  sql<'loggedAircraft', { registration: number }>`select status, registration from aircraft`
})
