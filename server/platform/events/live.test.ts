import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { liveFeed } from './live.ts'

const app = await testApp()

/** Opens the live feed as somebody, and reads what comes until the reader has had enough. */
async function follow(
  space: TestWorkspace,
  roles: string[] = ['pilot'],
  headers: Record<string, string> = {},
  name = `follower-${roles.join()}`,
) {
  const login = await space.as(name, { roles })
  const closing = new AbortController()
  const response = await fetch(`${app.origin}/api/v1/live`, {
    headers: { authorization: login.authorization, ...headers },
    signal: closing.signal,
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    login,
    response,
    close: () => closing.abort(),
    /** Everything that was sent, up to what is looked for, or to the end. */
    async until(wanted: string): Promise<string> {
      while (reader && !text.includes(wanted)) {
        const { value, done } = await reader.read()
        if (done) break
        text += value
      }
      return text
    },
  }
}

test('the live feed sends the changes of the workspace, and of no other', async (t) => {
  const [mine, theirs] = [await workspace(t, app), await workspace(t, app)]
  const feed = await follow(mine)
  assert.deepEqual(
    [
      feed.response.status,
      feed.response.headers.get('content-type'),
      feed.response.headers.get('x-frame-options'),
    ],
    [200, 'text/event-stream', 'DENY'],
  )
  await feed.until(': connected')
  const foreign = await theirs.project()
  const own = await mine.project()
  const text = await feed.until(own.id)
  assert.match(
    text,
    new RegExp(
      `event: change\\nid: \\d+\\ndata: \\{"type":"project.created","subjectType":"project","subjectId":"${own.id}","sequence":\\d+\\}`,
    ),
  )
  assert.ok(!text.includes(foreign.id))
  feed.close()
})

test('a follower that reconnects gets the changes that it missed', async (t) => {
  const space = await workspace(t, app)
  const feed = await follow(space)
  await feed.until(': connected')
  const first = await space.project()
  const [, id = ''] = /id: (\d+)\ndata: [^\n]*project\.created/.exec(await feed.until(first.id)) ?? []
  feed.close()
  const missed = await space.project()
  const again = await follow(space, ['pilot'], { 'last-event-id': id })
  const text = await again.until(missed.id)
  assert.ok(text.includes(missed.id) && !text.includes(first.id))
  again.close()
})

test('the live feed sends nothing about records that are hidden from the follower', async (t) => {
  const space = await workspace(t, app)
  const feed = await follow(space)
  await feed.until(': connected')
  const { data: report } = await space.owner.post('/api/v1/sms/reports', {
    type: 'hazard',
    mode: 'confidential',
    title: 'A ladder on the apron',
    description: 'It stood there all morning, where the fuel truck turns, and nobody knew whose it was.',
    category: 'ground_operations',
  })
  const { keyId } = await space.key()
  const own = await space.project()
  const text = await feed.until(own.id)
  assert.ok(!text.includes('safety_report') && !text.includes(report.id))
  assert.ok(text.includes('"type":"api_key.changed","subjectType":"api_key","subjectId":""'))
  assert.ok(!text.includes(keyId))
  feed.close()
})

test('one user follows with a limited number of streams', async (t) => {
  const space = await workspace(t, app)
  const feeds = await Promise.all(Array.from({ length: 40 }, () => follow(space)))
  const open = feeds.filter(({ response }) => response.status === 200)
  assert.ok(open.length >= 30, `${open.length} were let in`)
  const refused = await (await space.as('follower-pilot')).get('/api/v1/live')
  assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_streams'])
  for (const one of feeds) one.close()
})

test('the live feed ends with the session', async (t) => {
  const space = await workspace(t, app)
  const feed = await follow(space, ['staff'])
  await feed.until(': connected')
  assert.equal((await feed.login.post('/api/v1/auth/logout')).status, 204)
  const later = await space.project()
  assert.ok(!(await feed.until('never')).includes(later.id))
})

test('the live feed ends with whatever would refuse a new request', async (t) => {
  const space = await workspace(t, app)
  const ofMember = (change: string) => [
    `update members set ${change} where user_id = $1`,
    "update members set status = 'active', roles = '{pilot}' where user_id = $1",
  ]
  const ofSession = (change: string) => [
    `update sessions set ${change} where user_id = $1`,
    'update sessions set created_at = now(), last_seen_at = now() where user_id = $1',
  ]
  const ofWorkspace = (change: string, back: string) =>
    [change, back].map(
      (set) =>
        `
          update workspaces set ${set}
           where workspace_id in (select workspace_id from members where user_id = $1)`,
    )
  for (const [name, [change = '', back = '']] of [
    ['a removed member', ofMember("status = 'removed'")],
    ['a member who is a customer now', ofMember("roles = '{customer}'")],
    ['a member with other roles', ofMember("roles = '{pilot,mechanic}'")],
    ['an idle session', ofSession("last_seen_at = now() - interval '61 minutes'")],
    ['an old session', ofSession("created_at = now() - interval '25 hours'")],
    ['an allowlist without the address', ofWorkspace("allowlist = '{198.51.100.0/24}'", 'allowlist = null')],
    [
      'a second factor that is missing',
      ofWorkspace("mfa_required_from = now() - interval '1 second'", 'mfa_required_from = null'),
    ],
  ] as const) {
    const feed = await follow(space, ['pilot'], {}, name)
    await feed.until(': connected')
    await app.sql(change, [feed.login.userId])
    app.services.live.nudge(space.uuid)
    await feed.until('never')
    await app.sql(back, [feed.login.userId])
  }
})

test('the live feed ends after a while by itself', async (t) => {
  const { uuid } = await workspace(t, app)
  const feed = liveFeed(app.services.database, { pollMs: 10, longestMs: 50 })
  const seen = []
  for await (const change of feed.follow({
    workspaceUuid: uuid,
    follower: 'nobody',
    userId: 'nobody',
    fromSequence: 0,
    signal: new AbortController().signal,
    mayFollow: async () => true,
    view: async (_tx, change) => change,
  }))
    seen.push(change?.type)
  assert.deepEqual(seen, ['session.started', 'workspace.created'])
})

test('no key follows the live feed', async (t) => {
  const { key } = await workspace(t, app)
  assert.equal(
    (await (await key()).get('/api/v1/live')).body.error,
    'This endpoint requires a browser session',
  )
})

test('a change that is committed while a stream reads is sent at once, not after the next pause', async (t) => {
  const space = await workspace(t, app)
  const { database } = app.services
  const reading: { late?: string } = {}
  const feed = liveFeed(
    {
      ...database,
      async tenant(binding, work) {
        const result = await database.tenant(binding, work)
        const { changes } = (result ?? {}) as { changes?: unknown[] }
        if (changes?.length === 0 && reading.late === undefined) {
          reading.late = (await space.project()).id
          feed.nudge(space.uuid)
        }
        return result
      },
    },
    { pollMs: 600_000, longestMs: 600_000 },
  )
  t.after(() => feed.close())
  for await (const change of feed.follow({
    ...{ workspaceUuid: space.uuid, follower: 'nobody', userId: 'nobody', fromSequence: 0 },
    signal: AbortSignal.timeout(60_000),
    mayFollow: async () => true,
    view: async (_tx, change) => change,
  })) {
    if (change?.subjectId === reading.late) return
  }
  assert.fail('the change was not sent')
})
