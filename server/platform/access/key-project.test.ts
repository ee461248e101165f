import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'

test('a key of selected projects reaches them and no others', async (t) => {
  const { owner, key, project, flight } = await workspace(t)
  const [mine, theirs] = [await project(), await project()]
  const [inMine, inTheirs, inNone] = [
    await flight({ projectId: mine.id }),
    await flight({ projectId: theirs.id }),
    await flight(),
  ]
  const service = (await owner.post(`/api/projects/${mine.id}/services`, { name: 'Line', kind: 'survey' }))
    .data
  const other = (await owner.post(`/api/projects/${theirs.id}/services`, { name: 'Line', kind: 'survey' }))
    .data
  const one = await key({ projects: [mine.id] })
  assert.deepEqual(
    (await one.get('/api/projects')).data.items.map((item: { id: string }) => item.id),
    [mine.id],
  )
  for (const path of ['/api/v1/ops/flights', '/api/v1/public/flights']) {
    const { items, total } = (await one.get(path)).data
    assert.deepEqual([items.map((item: { id: string }) => item.id), total], [[inMine.id], 1])
  }
  for (const path of [
    `/api/projects/${mine.id}`,
    `/api/v1/ops/flights/${inMine.id}`,
    `/api/services/${service.id}`,
    `/api/services/${service.id}/deployments`,
  ])
    assert.equal((await one.get(path)).status, 200, path)
  for (const path of [
    `/api/projects/${theirs.id}`,
    `/api/v1/ops/flights/${inTheirs.id}`,
    `/api/v1/ops/flights/${inNone.id}`,
    `/api/services/${other.id}`,
    '/api/v1/ops/aircraft',
  ]) {
    const answer = await one.get(path)
    assert.deepEqual(
      [answer.status, answer.body.error],
      [403, 'This API key cannot access that project'],
      path,
    )
  }
  assert.equal(
    (await one.post('/api/projects', { name: 'Mine too' })).body.error,
    'This API key cannot access that project',
  )
  assert.equal(
    (await one.patch(`/api/v1/ops/flights/${inMine.id}`, { projectId: theirs.id })).body.error,
    'This API key cannot access that project',
  )
  assert.equal(
    (await one.patch(`/api/v1/ops/flights/${inMine.id}`, { projectId: null })).body.error,
    'This API key cannot access that project',
  )
  assert.equal((await one.patch(`/api/v1/ops/flights/${inMine.id}`, { remarks: 'Fine' })).status, 200)
  assert.equal((await (await key()).post('/api/projects', { name: 'By an all-projects key' })).status, 201)
})

test('a deployment belongs to the project of its service', async (t) => {
  const { owner, key, project, aircraft } = await workspace(t)
  const [mine, theirs] = [await project(), await project()]
  const acf = await aircraft()
  const deployed = async (projectId: string) => {
    const service = (
      await owner.post(`/api/projects/${projectId}/services`, { name: 'Line', kind: 'survey' })
    ).data
    return (
      await owner.post(`/api/services/${service.id}/deployments`, {
        aircraftId: acf.id,
        startsOn: '2026-06-01',
        endsOn: '2026-06-30',
      })
    ).data
  }
  const [near, far] = [await deployed(mine.id), await deployed(theirs.id)]
  const one = await key({ projects: [mine.id] })
  assert.equal((await one.get(`/api/deployments/${near.id}`)).status, 200)
  assert.equal((await one.post(`/api/deployments/${near.id}/abort`)).status, 200)
  assert.equal((await one.get(`/api/deployments/${far.id}`)).body.code, 'project_not_allowed')
  assert.equal((await one.post(`/api/deployments/${far.id}/abort`)).body.code, 'project_not_allowed')
})
