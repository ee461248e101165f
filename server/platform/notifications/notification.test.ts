import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp, testApp } from '../testing/app.ts'
import { until } from '../testing/until.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { type Notice, notify } from './notify.ts'
import { mailSink } from './testing/smtp-server.ts'

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

test('above the budget of a member, notifications come together in one email, and a critical one at once', async () => {
  const sink = await mailSink()
  const limited = await startTestApp({ SMTP_URL: sink.url, MAIL_LIMIT_MEMBER: '2/1h' })
  const space = await workspace(undefined, limited)
  const [pilot, other] = [await space.as('pilot'), await space.as('other')]
  const notifyPilot = (title: string, severity: 'high' | 'critical' = 'high') =>
    limited.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      notify(tx, { workspaceUuid: space.uuid, userIds: [pilot.userId], title, severity, path: '/flights' }),
    )
  const notices = () =>
    limited.sql<{ subject: string; status: string; count: number; body: string }>(
      `select subject, status, notice_count as count, body from mails
        where notice_of = $1 and recipient like 'pilot-%' order by created_at, id`,
      [space.uuid],
    )
  for (const number of [1, 2, 3, 4, 5]) {
    await notifyPilot(`Notice ${number}`)
    limited.services.wake('events')
    await until(notices, (rows) => rows.reduce((sum, { count }) => sum + Number(count), 0) === number)
    // One after the other, so that the order is known.
    const waiting = () =>
      limited.sql(
        "select 1 from mails where notice_of is not null and status = 'queued' and path is not null",
      )
    await until(waiting, (rows) => rows.length === 0 || number > 2)
  }
  const folded = await until(notices, (rows) => rows.length === 3 && Number(rows[2]?.count) === 3)
  assert.deepEqual(
    folded.map(({ subject, status }) => [subject.replace(/ of .*/, ''), status]),
    [
      ['Notice 1', 'sent'],
      ['Notice 2', 'sent'],
      ['3 notifications', 'queued'],
    ],
  )
  for (const number of [3, 4, 5]) assert.match(folded[2]?.body ?? '', new RegExp(`Notice ${number}`))
  await notifyPilot('Smoke in the hangar', 'critical')
  limited.services.wake('events')
  await sink.read((await pilot.get('/api/user/profile')).data.email, 'Smoke in the hangar')
  // Another member has a budget of their own.
  await limited.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
    notify(tx, {
      workspaceUuid: space.uuid,
      userIds: [other.userId],
      title: 'For the other',
      severity: 'high',
    }),
  )
  limited.services.wake('events')
  await sink.read((await other.get('/api/user/profile')).data.email, 'For the other')
  // As if the hour were over: what waited leaves once, and nothing is lost.
  await limited.sql(
    "update mails set next_attempt_at = now(), notice_of = null where notice_of is not null and status = 'queued'",
  )
  limited.services.wake('events')
  const text = await sink.read((await pilot.get('/api/user/profile')).data.email, '3 notifications of')
  for (const number of [3, 4, 5]) assert.match(text, new RegExp(`Notice ${number}`))
})
