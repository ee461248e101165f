import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { localDay } from './board.ts'

const app = await testApp()
const day = '2026-11-21'
const put = async (ws: TestWorkspace, fields: object) =>
  (await ws.owner.post('/api/v1/fbo/movements', { movementDate: day, ...fields })).data
const ids = (lines: { id: string }[]) => lines.map((line) => line.id)

interface Stream {
  until(wanted: string): Promise<string>
  close(): void
}

async function stream(path: string, init: RequestInit): Promise<Stream> {
  const closing = new AbortController()
  const response = await fetch(app.origin + path, { ...init, signal: closing.signal })
  assert.equal(response.status, 200)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    close: () => closing.abort(),
    async until(wanted) {
      while (reader && !text.includes(wanted)) {
        const { value, done } = await reader.read()
        if (done) break
        text += value
      }
      return text
    },
  }
}

const json = { 'content-type': 'application/json' }
const screen = (token: string, path = '/api/v1/fbo/public/board') =>
  fetch(app.origin + path, { method: 'POST', headers: json, body: JSON.stringify({ token, date: day }) })

test('a day on the board: arrivals, departures, and what stands on the ground', async (t) => {
  const ws = await workspace(t, app)
  const late = await put(ws, { tailNumber: 'N2AA', eta: `${day}T20:00:00Z` })
  const early = await put(ws, { tailNumber: 'N1AA', eta: `${day}T10:00:00Z`, status: 'completed' })
  const gone = await put(ws, { tailNumber: 'N3AA', status: 'completed' })
  const leaves = await put(ws, {
    tailNumber: 'N3AA',
    direction: 'outbound',
    etd: `${day}T15:00:00Z`,
    status: 'completed',
  })
  const parked = await put(ws, { tailNumber: 'N4AA', direction: 'on_ground' })
  const since = await put(ws, {
    tailNumber: 'N5AA',
    direction: 'on_ground',
    movementDate: '2026-11-18',
    status: 'in_progress',
  })
  await put(ws, {
    tailNumber: 'N6AA',
    direction: 'on_ground',
    movementDate: '2026-11-18',
    status: 'completed',
  })
  await put(ws, { tailNumber: 'N7AA', movementDate: '2026-11-22' })
  const { data } = await ws.owner.get(`/api/v1/fbo/board?date=${day}`)
  assert.deepEqual([data.date, data.timezone, data.workspaceName.startsWith('Workspace')], [day, 'UTC', true])
  assert.deepEqual(ids(data.arrivals), [early.id, late.id, gone.id])
  assert.deepEqual(ids(data.departures), [leaves.id])
  assert.deepEqual(ids(data.onGround).sort(), [parked.id, since.id, early.id].sort())
})

test('today is the day of the base, not of UTC', async (t) => {
  assert.equal(localDay(new Date('2026-11-22T05:30:00Z'), 'America/Denver'), '2026-11-21')
  assert.equal(localDay(new Date('2026-11-21T13:30:00Z'), 'Pacific/Auckland'), '2026-11-22')
  const ws = await workspace(t, app)
  await ws.owner.patch('/api/v1/admin/workspace', { timezone: 'Pacific/Kiritimati' })
  const { data } = await ws.owner.get('/api/v1/fbo/board')
  assert.deepEqual(
    [data.timezone, data.date],
    ['Pacific/Kiritimati', localDay(new Date(), 'Pacific/Kiritimati')],
  )
  assert.equal((await put(ws, {})).timezone, 'Pacific/Kiritimati')
})

test('the board of 300 movements comes in one answer', async (t) => {
  const ws = await workspace(t, app)
  await app.sql(
    `
      insert into fbo_movements (workspace_id, id, direction, status, tail_number, movement_date, timezone,
          eta)
      select $1, 'mov_' || lpad(n::text, 26, '0'), case n % 2 when 0 then 'inbound' else 'outbound' end,
             'confirmed', 'N' || n || 'Q', '${day}', 'UTC',
             '${day}T08:00Z'::timestamptz + n * interval '2 min'
        from generate_series(1, 300) n`,
    [ws.uuid],
  )
  const { data } = await ws.owner.get(`/api/v1/fbo/board?date=${day}`)
  assert.deepEqual([data.arrivals.length, data.departures.length], [150, 150])
})

test('a board link opens the board of its workspace and nothing else, until it is revoked', async (t) => {
  const [ws, other] = [await workspace(t, app), await workspace(t, app)]
  const movement = await put(ws, { tailNumber: 'N1BB' })
  await put(other, { tailNumber: 'N9ZZ' })
  const link = (await ws.owner.post('/api/v1/fbo/board-links', { name: 'Lobby' })).data
  assert.match(link.token, /^brd_/)
  assert.equal(link.path, `/app/board#${link.token}`)
  const listed = (await ws.owner.get('/api/v1/fbo/board-links')).text
  assert.ok(listed.includes('Lobby') && !listed.includes(link.token))
  const board = (await (await screen(link.token)).json()) as { data: { arrivals: { id: string }[] } }
  assert.deepEqual(ids(board.data.arrivals), [movement.id])
  for (const headers of [{ authorization: `Bearer ${link.token}` }, { 'x-api-key': link.token }])
    assert.equal((await fetch(`${app.origin}/api/v1/fbo/board`, { headers })).status, 401)
  assert.equal((await screen('brd_nobody-ever-had-this-one')).status, 401)
  assert.deepEqual(
    await app.sql("select 1 from fbo_board_links where token_hash = convert_to($1, 'utf8')", [link.token]),
    [],
  )
  assert.equal((await ws.owner.delete(`/api/v1/fbo/board-links/${link.id}`)).status, 204)
  const refused = await screen(link.token)
  assert.deepEqual(
    [refused.status, ((await refused.json()) as { code: string }).code],
    [401, 'board_link_invalid'],
  )
})

test('a board link is no way around the workspace’s networks, and ends with the module', async (t) => {
  const ws = await workspace(t, app)
  const { token } = (await ws.owner.post('/api/v1/fbo/board-links', { name: 'Lobby' })).data
  await app.sql("update workspaces set allowlist = '{203.0.113.0/24}' where workspace_id = $1", [ws.uuid])
  assert.equal((await screen(token)).status, 401)
  await app.sql("update workspaces set allowlist = '{127.0.0.0/8,::1/128}' where workspace_id = $1", [
    ws.uuid,
  ])
  assert.equal((await screen(token)).status, 200)
  await app.sql("update workspaces set modules = '{}' where workspace_id = $1", [ws.uuid])
  assert.equal((await screen(token)).status, 401)
})

test('a change reaches every open screen: those signed in, and those that hold a link, which learn nothing else', async (t) => {
  const ws = await workspace(t, app)
  const movement = await put(ws, { tailNumber: 'N1CC' })
  const desk = await ws.as('desk', { roles: ['staff'] })
  const { token } = (await ws.owner.post('/api/v1/fbo/board-links', { name: 'Lobby' })).data
  const walls = await Promise.all(
    [1, 2, 3].map(() =>
      stream('/api/v1/fbo/public/board/live', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ token }),
      }),
    ),
  )
  const desks = await Promise.all(
    [1, 2, 3].map(() => stream('/api/v1/live', { headers: { authorization: desk.authorization } })),
  )
  const all = [...walls, ...desks]
  t.after(() => {
    for (const one of all) one.close()
  })
  await Promise.all(all.map((one) => one.until(': connected')))
  const project = await ws.project({ name: 'A secret of the workspace' })
  const began = performance.now()
  await ws.owner.patch(`/api/v1/fbo/movements/${movement.id}`, { status: 'in_progress' })
  const seen = await Promise.all([
    ...walls.map((wall) => wall.until('board.changed')),
    ...desks.map((desk) => desk.until('movement.updated')),
  ])
  t.diagnostic(`the last of ${all.length} screens knew after ${Math.round(performance.now() - began)} ms`)
  for (const text of seen.slice(0, 3))
    assert.ok(!text.includes(project.id) && !text.includes(movement.id), text)
})

test('a link’s open stream ends with the link, and with an allowlist that keeps its address out', async (t) => {
  const ws = await workspace(t, app)
  const link = (await ws.owner.post('/api/v1/fbo/board-links', { name: 'Lobby' })).data
  const open = async () => {
    const wall = await stream('/api/v1/fbo/public/board/live', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ token: link.token }),
    })
    t.after(() => wall.close())
    await wall.until(': connected')
    return wall
  }
  const wall = await open()
  await app.sql("update workspaces set allowlist = '{203.0.113.0/24}' where workspace_id = $1", [ws.uuid])
  app.services.live.nudge(ws.uuid)
  await wall.until('never')
  // A trial that is over limits nobody, whether or not somebody has tidied it away.
  await app.sql(
    "update workspaces set allowlist_until = now() - interval '1 second' where workspace_id = $1",
    [ws.uuid],
  )
  const again = await open()
  await ws.owner.delete(`/api/v1/fbo/board-links/${link.id}`)
  await put(ws, { tailNumber: 'N1DD' })
  assert.ok(!(await again.until('board.changed')).includes('board.changed'))
})
