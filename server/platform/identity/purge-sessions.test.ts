import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { purgeSessions } from './purge-sessions.ts'

const app = await testApp()

test('a session that is over goes after 30 days; of the last one only when it was stays', async (t) => {
  const space = await workspace(t, app)
  const { userId } = await space.as('pilot')
  const left = await space.as('left')
  const add = async (created: string, seen: string, ended: string | null) => {
    const id = newId('ses')
    await app.sql(
      `
        insert into sessions (workspace_id, id, user_id, address, user_agent, created_at, last_seen_at,
            ended_at)
        values ($1, $2, $3, '192.0.2.7', 'test', now() - $4::interval, now() - $5::interval,
            now() - $6::interval)`,
      [space.uuid, id, userId, created, seen, ended],
    )
    return id
  }
  await add('90 days', '90 days', '31 days')
  await add('40 days', '40 days', null)
  const recent = await add('40 days', '40 days', '29 days')
  const idle = await add('2 days', '2 days', null)
  const sessions = () =>
    app.sql<{ id: string; address: string | null }>(
      'select id, address from sessions where user_id = $1 and user_agent is not null order by created_at',
      [userId],
    )

  await purgeSessions(app.services)
  assert.deepEqual(
    (await sessions()).map(({ id }) => id),
    [recent, idle],
  )

  await app.sql(
    `
      update sessions
         set created_at = created_at - interval '60 days', last_seen_at = now() - interval '60 days',
           ended_at = now() - interval '31 days'
       where workspace_id = $1`,
    [space.uuid],
  )
  await app.sql("update members set status = 'removed' where user_id = $1", [left.userId])
  await purgeSessions(app.services)
  assert.deepEqual(await sessions(), [])
  const stayed = await app.sql<{ user_id: string }>(
    'select user_id from sessions where workspace_id = $1 and ended_at is not null and address is null',
    [space.uuid],
  )
  assert.equal(stayed.filter((one) => one.user_id === userId).length, 1)
  assert.equal(stayed.filter((one) => one.user_id === left.userId).length, 0)
})
