import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { sealClearLinks } from './seal-clear-links.ts'

test('a link that an older version left in clear is sealed, is still readable for the owner, and is in no backup', async () => {
  const app = await startTestApp({}, { work: false })
  const { owner } = await workspace(undefined, app)
  const links = ['reset-password', 'invitation', 'verify-email'].map(
    (page, index) => `https://apron.example.org/app/${page}/secret-token-${index}`,
  )
  const write = (id: string, body: string, status: string) =>
    app.sql('insert into mails (id, recipient, subject, body, status) values ($1, $2, $3, $4, $5)', [
      id,
      'a@example.com',
      'A link',
      body,
      status,
    ])
  for (const [index, link] of links.entries())
    await write(`mai_old${index}`, `Open it:\n${link}\nAgain: ${link}\n`, index === 1 ? 'queued' : 'held')
  // More than are sealed at once.
  for (let index = 0; index < 120; index++) await write(`mai_many${index}`, `${links[0]}-${index}`, 'held')
  await sealClearLinks.run(app.services)
  const stored = await app.sql<{ body: string; sealed: boolean }>(
    "select body, sealed_link is not null as sealed from mails where subject = 'A link'",
  )
  assert.equal(stored.length, 123)
  for (const { body, sealed } of stored)
    assert.deepEqual([sealed, body.includes('secret-token')], [true, false])
  const { data } = await owner.get('/api/system/mails?search=A%20link&page_size=100&sort=createdAt')
  const texts: string[] = data.items.map((mail: { text: string }) => mail.text)
  assert.ok(texts.includes(`Open it:\n${links[1]}\nAgain: ${links[1]}\n`))
  assert.ok(texts.includes(`${links[0]}-0`))
  await sealClearLinks.run(app.services)
  assert.deepEqual(
    await app.sql("select 1 from mails where subject = 'A link' and body like '%link removed%'"),
    [],
  )
})
