import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { type Notice, notify } from './notify.ts'

const app = await testApp()

const notifyMembers = ({ uuid }: TestWorkspace, notice: Omit<Notice, 'workspaceUuid'>) =>
  app.services.database.system((tx) => notify(tx, { workspaceUuid: uuid, ...notice }), { workspaceId: uuid })

test('only the recipients of a notification see it', async (t) => {
  const [space, other] = [await workspace(t, app), await workspace(t, app)]
  const [pilot, mechanic] = [await space.as('pilot'), await space.as('mechanic')]
  const stranger = await other.as('stranger')
  const notifiedCount = await notifyMembers(space, {
    userIds: [pilot.userId, stranger.userId],
    title: 'N123AB is grounded',
    body: 'Oil leak',
    path: '/aircraft/acf_1',
    subject: { type: 'aircraft', id: 'acf_1' },
    severity: 'critical',
  })
  assert.equal(notifiedCount, 1)
  const { data } = await pilot.get('/api/notifications')
  assert.equal(data.unread_count, 1)
  const { id, created_at, ...rest } = data.notifications[0]
  assert.match(id, /^ntf_/)
  assert.ok(Date.parse(created_at) <= Date.now())
  assert.deepEqual(rest, {
    title: 'N123AB is grounded',
    body: 'Oil leak',
    path: '/aircraft/acf_1',
    severity: 'critical',
    subject: { type: 'aircraft', id: 'acf_1' },
    read_at: null,
  })
  for (const one of [mechanic, stranger])
    assert.deepEqual((await one.get('/api/notifications')).data, { unread_count: 0, notifications: [] })
  const refused = await mechanic.post('/api/notifications/read', { ids: [id] })
  assert.deepEqual([refused.status, refused.body.details?.[0]?.field], [400, 'ids.0'])
})

test('a member gets one notification per key', async (t) => {
  const space = await workspace(t, app)
  const pilot = await space.as('pilot')
  const notice = { userIds: [pilot.userId], title: 'Medical expires', key: 'medical 1' }
  const notifiedCounts = await Promise.all(Array.from({ length: 8 }, () => notifyMembers(space, notice)))
  assert.equal(
    notifiedCounts.reduce((sum, count) => sum + count),
    1,
  )
  assert.equal((await pilot.get('/api/notifications')).data.unread_count, 1)
})

test('one is marked as read, then all, and a list goes on behind its last', async (t) => {
  const space = await workspace(t, app)
  const pilot = await space.as('pilot')
  for (const title of ['One', 'Two', 'Three']) await notifyMembers(space, { userIds: [pilot.userId], title })
  const [newest, second] = (await pilot.get('/api/notifications?limit=2')).data.notifications
  assert.deepEqual([newest.title, second.title], ['Three', 'Two'])
  const { notifications: rest } = (await pilot.get(`/api/notifications?before=${second.id}`)).data
  assert.deepEqual(
    rest.map((one: { title: string }) => one.title),
    ['One'],
  )
  assert.deepEqual((await pilot.post('/api/notifications/read', { ids: [newest.id] })).data, {
    marked: 1,
    unread_count: 2,
  })
  assert.equal((await pilot.get('/api/notifications?unread=true')).data.unread_count, 2)
  assert.deepEqual((await pilot.post('/api/notifications/read')).data, {
    marked: 2,
    unread_count: 0,
  })
  assert.deepEqual((await pilot.get('/api/notifications?unread=true')).data, {
    unread_count: 0,
    notifications: [],
  })
})

test('mails go to those who want them for this severity; what is critical is always shown', async (t) => {
  const space = await workspace(t, app)
  const [keen, calm] = [await space.as('keen'), await space.as('calm')]
  assert.deepEqual((await calm.get('/api/notifications/preferences')).data, {
    in_app: ['info', 'low', 'medium', 'high', 'critical'],
    mail: ['high', 'critical'],
  })
  assert.equal((await keen.put('/api/notifications/preferences', { mail: ['info'] })).status, 200)
  assert.equal((await calm.put('/api/notifications/preferences', { in_app: ['critical'] })).status, 200)
  const refused = await calm.put('/api/notifications/preferences', { in_app: [] })
  assert.deepEqual(
    [refused.status, refused.body.details],
    [400, [{ field: 'in_app', message: 'must contain critical' }]],
  )
  const userIds = [keen.userId, calm.userId]
  await notifyMembers(space, { userIds, title: 'The board was changed', path: '/board', key: 'board' })
  await notifyMembers(space, { userIds, title: 'The board was changed', path: '/board', key: 'board' })
  await notifyMembers(space, { userIds, title: 'Smoke in the hangar', severity: 'critical' })
  const mails = await app.sql(
    `
      select split_part(recipient, '-', 1) as who, subject, path
        from mails where subject in ('The board was changed', 'Smoke in the hangar') order by subject`,
  )
  assert.deepEqual(mails, [
    { who: 'calm', subject: 'Smoke in the hangar', path: null },
    { who: 'keen', subject: 'The board was changed', path: `/app/${space.slug}/board` },
  ])
  assert.deepEqual(
    (await calm.get('/api/notifications')).data.notifications.map((one: { title: string }) => one.title),
    ['Smoke in the hangar'],
  )
})

test('the live feed says to its follower alone that there is something new', async (t) => {
  const space = await workspace(t, app)
  const [pilot, other] = [await space.as('pilot'), await space.as('other')]
  const closing = new AbortController()
  const response = await fetch(`${app.origin}/api/v1/live`, {
    headers: { authorization: pilot.authorization },
    signal: closing.signal,
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (wanted: string) => {
    while (!text.includes(wanted)) text += (await reader?.read())?.value ?? ''
  }
  await until(': connected')
  await notifyMembers(space, { userIds: [other.userId], title: 'Not for you' })
  await notifyMembers(space, { userIds: [pilot.userId], title: 'For you' })
  app.services.live.nudge(space.uuid)
  await until('notification.changed')
  assert.ok(text.includes(`"subjectId":"${pilot.userId}"`))
  assert.ok(!text.includes(other.userId))
  closing.abort()
})
