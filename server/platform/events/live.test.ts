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
) {
  const login = await space.as(`follower-${roles.join()}`, { roles })
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

test('the live feed tells a change of the workspace, and of no other', async (t) => {
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

test('whoever was cut off is told what they have missed', async (t) => {
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

test('the live feed ends with the session', async (t) => {
  const space = await workspace(t, app)
  const feed = await follow(space, ['staff'])
  await feed.until(': connected')
  assert.equal((await feed.login.post('/api/v1/auth/logout')).status, 204)
  const later = await space.project()
  assert.ok(!(await feed.until('never')).includes(later.id))
})

test('the live feed ends after a while by itself', async (t) => {
  const { uuid } = await workspace(t, app)
  const feed = liveFeed(app.services.database, { pollMs: 10, longestMs: 50 })
  const seen = []
  for await (const change of feed.follow({
    workspaceUuid: uuid,
    userId: 'nobody',
    fromSequence: 0,
    signal: new AbortController().signal,
    mayFollow: async () => true,
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
