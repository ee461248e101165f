import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { recordEvent, systemContext } from './record.ts'

test('an event that would miss the catalog is refused, and its change with it', async () => {
  const { app, id, uuid, owner } = await workspace()
  const [known] = app.services.eventTypes
  assert.ok(known)
  const record = (type: Parameters<typeof recordEvent>[1]['type']) =>
    app.services.database.tenant({ workspaceId: uuid }, async (tx) => {
      const subject = { type: 'workspace', id, label: 'The workspace' }
      await recordEvent(tx, { type: 'workspace.renamed', subject }, systemContext(id, 'Apron'))
      await recordEvent(tx, { type, subject, data: {} }, systemContext(id, 'Apron'))
    })
  await assert.rejects(
    record({ ...known, type: 'balloon.launched' }),
    /balloon\.launched is not in the catalog/,
  )
  await assert.rejects(record(known.type), /emit the declared type, not its name/)
  const log = await owner.get('/api/v1/admin/audit-log?action=workspace.renamed')
  assert.deepEqual(log.data.items, [])
})
