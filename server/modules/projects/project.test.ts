import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>

async function deployed(ws: TestWorkspace, projectId: string) {
  const service = (
    await ws.owner.post(`/api/projects/${projectId}/services`, { name: 'Block A', kind: 'survey' })
  ).data
  const body = {
    aircraftId: (await ws.aircraft()).id,
    crew: [{ crewId: (await ws.person()).id, role: 'pic' }],
    startsOn: '2026-06-01',
    endsOn: '2026-06-10',
  }
  const deployment = (await ws.owner.post(`/api/services/${service.id}/deployments`, body)).data
  return { service, deployment, body }
}

test('a limited key sees its projects and what belongs to them, and nothing else', async (t) => {
  const ws = await workspace(t)
  const [mine, other] = [await ws.project(), await ws.project()]
  const [inside, outside] = [await deployed(ws, mine.id), await deployed(ws, other.id)]
  const [flight, foreign] = [
    await ws.flight({ projectId: mine.id }),
    await ws.flight({ projectId: other.id }),
  ]
  const loose = await ws.flight()
  const key = await ws.key({ scopes: ['*'], projects: [mine.id] })
  for (const [path, wanted] of [
    ['/api/projects', mine.id],
    ['/api/v1/ops/flights', flight.id],
    ['/api/v1/public/flights', flight.id],
  ] as const) {
    const { data } = await key.get(path)
    assert.deepEqual([data.total, data.items.map((item: Row) => item.id)], [1, [wanted]], path)
  }
  for (const path of [
    `/api/projects/${mine.id}`,
    `/api/services/${inside.service.id}`,
    `/api/deployments/${inside.deployment.id}`,
    `/api/v1/ops/flights/${flight.id}`,
  ])
    assert.equal((await key.get(path)).status, 200, path)
  for (const path of [
    `/api/projects/${other.id}`,
    `/api/projects/${other.id}/services`,
    `/api/services/${outside.service.id}`,
    `/api/services/${outside.service.id}/deployments`,
    `/api/deployments/${outside.deployment.id}`,
    `/api/deployments/${outside.deployment.id}/log`,
    `/api/v1/ops/flights/${foreign.id}`,
    `/api/v1/ops/flights/${loose.id}`,
    '/api/v1/ops/crew',
  ]) {
    const res = await key.get(path)
    assert.deepEqual([res.status, res.body.error], [403, 'This API key cannot access that project'], path)
  }
  assert.equal((await key.patch(`/api/v1/ops/flights/${flight.id}`, { projectId: other.id })).status, 403)
  assert.equal((await key.patch(`/api/v1/ops/flights/${flight.id}`, { projectId: null })).status, 403)
  assert.equal((await key.post(`/api/deployments/${outside.deployment.id}/abort`)).status, 403)
})

test('a limited key cannot create a project; a key for all projects can', async (t) => {
  const ws = await workspace(t)
  const limited = await ws.key({ scopes: ['*'], projects: [(await ws.project()).id] })
  const res = await limited.post('/api/projects', { name: 'Another' })
  assert.deepEqual([res.status, res.body.error], [403, 'This API key cannot access that project'])
  assert.equal(
    (await (await ws.key({ scopes: ['projects:write'] })).post('/api/projects', { name: 'Another' })).status,
    201,
  )
})

test('only a queued or positioning deployment can be aborted', async (t) => {
  const ws = await workspace(t)
  const { deployment } = await deployed(ws, (await ws.project()).id)
  const advance = (to: string) => ws.owner.post(`/api/deployments/${deployment.id}/advance`, { to })
  await advance('positioning')
  await advance('running')
  const res = await ws.owner.post(`/api/deployments/${deployment.id}/abort`, { reason: 'Weather' })
  assert.deepEqual([res.status, res.body.code], [409, 'deployment_state'])
  assert.equal((await advance('completed')).data.status, 'completed')
  const log = await ws.owner.get(`/api/deployments/${deployment.id}/log`)
  assert.deepEqual(
    log.data.map((entry: Row) => entry.status),
    ['queued', 'positioning', 'running', 'completed'],
  )
})

test('a newer deployment that starts supersedes the one that runs', async (t) => {
  const ws = await workspace(t)
  const { deployment, service, body } = await deployed(ws, (await ws.project()).id)
  const newer = (await ws.owner.post(`/api/services/${service.id}/deployments`, body)).data
  for (const { id } of [deployment, newer])
    await ws.owner.post(`/api/deployments/${id}/advance`, { to: 'running' })
  assert.equal((await ws.owner.get(`/api/deployments/${deployment.id}`)).data.status, 'superseded')
  assert.equal((await ws.owner.get(`/api/deployments/${newer.id}`)).data.status, 'running')
})

test('a deployment of another workspace’s aircraft is refused', async (t) => {
  const [ws, other] = [await workspace(t), await workspace(t)]
  const { service } = await deployed(ws, (await ws.project()).id)
  const res = await ws.owner.post(`/api/services/${service.id}/deployments`, {
    aircraftId: (await other.aircraft()).id,
    startsOn: '2026-06-01',
    endsOn: '2026-06-10',
  })
  assert.deepEqual([res.status, res.body.details[0].field], [400, 'aircraftId'])
})

test('a project is deleted when nothing belongs to it; otherwise the refusal names what does', async (t) => {
  const ws = await workspace(t)
  const project = await ws.project()
  const flight = await ws.flight({ projectId: project.id })
  const path = `/api/projects/${project.id}`
  const service = (await ws.owner.post(`${path}/services`, { name: 'Block A', kind: 'survey' })).data
  const refused = await ws.owner.delete(path)
  assert.deepEqual([refused.status, refused.body.code], [409, 'project_in_use'])
  assert.match(refused.body.error, /^1 service, 1 flight belong to this project/)
  await ws.owner.patch(`/api/v1/ops/flights/${flight.id}`, { projectId: null })
  assert.equal((await ws.owner.delete(`/api/services/${service.id}`)).status, 204)
  assert.equal((await ws.owner.delete(path)).status, 204)
  assert.equal((await ws.owner.get(path)).status, 404)
  const log = await ws.owner.get(`/api/v1/admin/audit-log?subject=${project.id}`)
  assert.equal(log.data.items[0].action, 'project.deleted')
})

test('a service with a history is not deleted', async (t) => {
  const ws = await workspace(t)
  const { service } = await deployed(ws, (await ws.project()).id)
  const res = await ws.owner.delete(`/api/services/${service.id}`)
  assert.deepEqual([res.status, res.body.code], [409, 'service_in_use'])
  assert.match(res.body.error, /1 deployment, which stay/)
})

test('a key deletes within its projects and scopes only', async (t) => {
  const ws = await workspace(t)
  const [mine, other] = [await ws.project(), await ws.project()]
  const key = await ws.key({ scopes: ['projects:write'], projects: [mine.id] })
  assert.equal((await key.delete(`/api/projects/${other.id}`)).status, 403)
  assert.equal((await (await ws.key({ scopes: ['*:read'] })).delete(`/api/projects/${mine.id}`)).status, 403)
  assert.equal((await key.delete(`/api/projects/${mine.id}`)).status, 204)
})
