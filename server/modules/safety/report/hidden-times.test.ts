import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const migration = readFileSync('migrations/0180a_times_of_hidden_reports.sql', 'utf8')
const input = {
  type: 'incident',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}

test('confidential reports of an older version lose their exact times, and standard ones keep theirs', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const { data: hidden } = await pilot.post('/api/v1/sms/reports', { ...input, mode: 'confidential' })
  const { data: open } = await pilot.post('/api/v1/sms/reports', { ...input, mode: 'standard' })
  for (const { trackingCode } of [hidden, open])
    await space.anybody.post('/api/v1/sms/public/reports/message', { trackingCode, text: 'One more thing' })
  // As the older version stored them.
  const exact = (table: string, columns: string[], key: string) =>
    space.app.sql(
      `update ${table} set ${columns.map((name) => `${name} = date_bin('1 hour', ${name}, 'epoch') + interval '7 minutes 3 seconds'`).join(', ')}
        where workspace_id = $1 and ${key} = any ($2)`,
      [space.uuid, [hidden.id, open.id]],
    )
  await exact('safety_reports', ['created_at', 'updated_at'], 'id')
  await exact('safety_report_clocks', ['created_at', 'runs_from', 'due_at'], 'report_id')
  await exact('safety_report_messages', ['created_at'], 'report_id')
  await space.app.sql(migration)
  const minutes = async (table: string, column: string, key: string, id: string) =>
    (
      await space.app.sql<{ minute: number }>(
        `select distinct extract(minute from ${column})::integer as minute from ${table}
          where workspace_id = $1 and ${key} = $2`,
        [space.uuid, id],
      )
    ).map(({ minute }) => minute)
  for (const [id, expected] of [
    [hidden.id, 0],
    [open.id, 7],
  ])
    for (const [table, column, key] of [
      ['safety_reports', 'created_at', 'id'],
      ['safety_report_clocks', 'created_at', 'report_id'],
      ['safety_report_messages', 'created_at', 'report_id'],
    ] as const) {
      const found = await minutes(table, column, key, id)
      assert.ok(
        found.every((minute) => minute === expected),
        `${table}.${column}: ${found}`,
      )
    }
  assert.deepEqual(await minutes('safety_reports', 'created_at', 'id', hidden.id), [0])
})
