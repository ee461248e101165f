import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const app = await testApp()

async function queued(ws: TestWorkspace, projectId?: string) {
  const project = projectId ?? (await ws.project()).id
  const service = (
    await ws.owner.post(`/api/projects/${project}/services`, { name: 'Block A', kind: 'survey' })
  ).data
  const body = { aircraftId: (await ws.aircraft()).id, startsOn: '2026-06-01', endsOn: '2026-06-10' }
  const deploy = async () =>
    (await ws.owner.post(`/api/services/${service.id}/deployments`, body)).data.id as string
  const advance = (id: string, to: string) => ws.owner.post(`/api/deployments/${id}/advance`, { to })
  return { id: await deploy(), deploy, advance }
}

/** Follows the log of a deployment, and reads up to what is looked for, or to the end. */
async function follow(id: string, key: { secret: string }, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.origin}/api/deployments/${id}/log`, {
    headers: { authorization: `Bearer ${key.secret}`, accept: 'text/event-stream', ...headers },
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (wanted: string) => {
    while (reader && !text.includes(wanted)) {
      const { value, done } = await reader.read()
      if (done) break
      text += value
    }
    return text
  }
  return { response, until, toTheEnd: () => until('\0') }
}
const statusesOf = (text: string) =>
  [...text.matchAll(/"status":"(\w+)","note"/g)].map(([, status]) => status)
const lastIdOf = (text: string) => [...text.matchAll(/^id: (\w+)$/gm)].at(-1)?.[1] ?? ''

test('the log of a deployment is followed entry by entry, and ends with the deployment', async (t) => {
  const ws = await workspace(t, app)
  const { id, advance } = await queued(ws)
  const key = await ws.key({ scopes: ['deployments:read'] })
  const log = await follow(id, key)
  assert.equal(log.response.headers.get('content-type'), 'text/event-stream')
  await log.until('"queued"')
  await advance(id, 'running')
  await log.until('"running"')
  await advance(id, 'completed')
  const text = await log.toTheEnd()
  assert.deepEqual(statusesOf(text), ['queued', 'running', 'completed'])
  assert.match(text, /event: end\nid: dlg_\w+\ndata: {"status":"completed"}\n\n$/)
  const list = await key.get(`/api/deployments/${id}/log`)
  assert.match(list.headers.get('vary') ?? '', /\baccept\b/i)
  assert.equal(list.data.length, 3)
})

test('who was cut off goes on after the last entry', async (t) => {
  const ws = await workspace(t, app)
  const { id, advance } = await queued(ws)
  const key = await ws.key({ scopes: ['deployments:read'] })
  const seen = lastIdOf(await (await follow(id, key)).until('"queued"'))
  await advance(id, 'positioning')
  await advance(id, 'failed')
  const again = await follow(id, key, { 'last-event-id': seen })
  assert.deepEqual(statusesOf(await again.toTheEnd()), ['positioning', 'failed'])
})

test('a deployment that another one takes over from says so to who follows it', async (t) => {
  const ws = await workspace(t, app)
  const { id, deploy, advance } = await queued(ws)
  await advance(id, 'running')
  const log = await follow(id, await ws.key({ scopes: ['deployments:read'] }))
  await log.until('"running"')
  await advance(await deploy(), 'running')
  assert.deepEqual(statusesOf(await log.toTheEnd()), ['queued', 'running', 'superseded'])
})

test('a key follows the log no longer than it may read it, and never that of another project', async (t) => {
  const ws = await workspace(t, app)
  const { id } = await queued(ws)
  const key = await ws.key({ scopes: ['deployments:read'] })
  const log = await follow(id, key)
  await log.until('"queued"')
  await ws.owner.delete(`/api/user/api-keys/${key.keyId}`)
  assert.deepEqual(statusesOf(await log.toTheEnd()), ['queued'])
  const limited = await ws.key({ scopes: ['*'], projects: [(await ws.project()).id] })
  assert.equal((await follow(id, limited)).response.status, 403)
})
