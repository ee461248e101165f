import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { openFileStore } from '../files/file-store.ts'
import { openSecrets } from '../kernel/secrets.ts'
import { startTestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'
import { receiver } from '../webhooks/testing/receiver.ts'
import { restoreBackup, writeBackup } from './archive.ts'
import { releaseFromCommand } from './outgoing.ts'

test('a restored copy sends no webhook and no email until it is released', async (t) => {
  const { url, received, has } = await receiver(t)
  const old = await startTestApp({}, { work: false })
  const space = await workspace(undefined, old)
  await space.made('/api/v1/webhooks/endpoints', { url, events: ['*'] })
  await space.made('/api/v1/ops/crew', { displayName: 'Pete Pilot' })
  await space.made('/api/v1/ops/aircraft', { registration: 'N1HELD', typeDesignator: 'C172' })
  const { files, secrets, database, version } = old.services
  const archive = join(old.dataDir, 'backup.tar.gz')
  await writeBackup({ snapshot: database.snapshot, files, secrets, version }, archive)

  const copy = await startTestApp(
    {},
    {
      prepare: async (databaseUrl, { dataDir, secretKey }) => {
        await restoreBackup(
          {
            databaseUrl,
            files: await openFileStore(join(dataDir, 'files')),
            secrets: openSecrets(secretKey, dataDir),
            acceptOtherKey: false,
            askPassphrase: () => Promise.reject(new Error('It is not sealed')),
          },
          archive,
        )
      },
    },
  )
  const credentials = { email: 'owner-1@example.com', password: 'three quiet herons' }
  const { data: session } = await client(copy.origin).post('/api/v1/auth/login', credentials)
  const owner = client(copy.origin, { authorization: `Bearer ${session.accessToken}` })
  assert.ok((await owner.get('/api/system/status')).data.outgoing_held_since)
  // What happens in the copy is held as well.
  await owner.post('/api/v1/ops/aircraft', { registration: 'N2HELD', typeDesignator: 'C172' })
  await owner.post('/api/v1/organizations/current/invitations', {
    email: 'guest@example.com',
    roles: ['member'],
  })
  // Several looks of the dispatcher and of the mailer.
  await setTimeout(1_500)
  assert.equal(received.length, 0)
  const [waiting] = await copy.sql<{ count: number }>(
    "select count(*)::integer as count from webhook_deliveries where status = 'pending'",
  )
  assert.ok(waiting && waiting.count >= 3)
  assert.deepEqual(await copy.sql("select 1 from mails where status <> 'queued'"), [])

  assert.equal((await owner.post('/api/system/outgoing/release')).status, 204)
  await has(waiting.count)
  assert.equal((await owner.get('/api/system/status')).data.outgoing_held_since, null)
  assert.equal((await owner.post('/api/system/outgoing/release')).status, 409)
  assert.match(await releaseFromCommand(copy.services.database), /^nothing is held/)
})
