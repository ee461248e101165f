import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemStatements, unboundOf } from '../database/testing/system-statements.ts'
import { tenantTables } from '../database/testing/tenant-tables.ts'
import { startTestApp } from './app.ts'
import { isPartial } from './attack-choice.ts'
import { fuzz } from './fuzz.ts'

test('no request is answered otherwise than described, with 5xx, or without a sentence; what runs as the role that sees every workspace says which one it is about', {
  skip: isPartial() && 'it asks all operations',
  timeout: 600_000,
}, async (t) => {
  const app = await startTestApp({ LOG_LEVEL: 'fatal' })
  const statements = systemStatements(app.services.database)
  const { requests, statuses, faults } = await fuzz(app, { requests: 5_000, seed: 7 })
  const counts = [...statuses].map(([status, count]) => `${count} × ${status}`)
  t.diagnostic(`${requests} requests: ${counts.join(', ')}`)
  assert.deepEqual(faults, [])

  for (const work of app.services.modules.flatMap(({ periodic }) => periodic ?? []))
    await work.run(app.services)
  const tables = await app.sql<{ relname: string }>(tenantTables)
  assert.ok(statements.size > 100, `${statements.size} statements`)
  assert.deepEqual(
    unboundOf(
      statements,
      tables.map(({ relname }) => relname),
    ),
    [],
  )
})
