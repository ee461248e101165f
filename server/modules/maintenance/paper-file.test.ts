import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { ok } from './testing/plane.ts'

const base = '/api/v1/maintenance'
const attach = (space: TestWorkspace, path: string, filename = 'scan.txt') =>
  space.owner.send('POST', `${path}/files?filename=${filename}`, {
    body: 'Form Tracking Number 4711',
    headers: { 'content-type': 'application/octet-stream' },
  })

test('the text of a directive and the release certificate of an installation are files of them', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const directive = ok(
    await space.owner.post(`${base}/directives`, {
      kind: 'ad',
      authority: 'FAA',
      number: '2011-10-09',
      title: 'Seat rails',
      effectiveOn: '2011-06-17',
    }),
  )
  assert.deepEqual(directive.files, [])
  const component = ok(
    await space.owner.post(`${base}/components`, {
      kind: 'engine',
      partNumber: 'IO-360',
      serialNumber: 'L-1',
    }),
  )
  const installation = ok(
    await space.owner.post(`${base}/components/${component.id}/install`, {
      aircraftId: plane.id,
      position: 'Engine 1',
    }),
  )
  for (const path of [`${base}/directives/${directive.id}`, `${base}/installations/${installation.id}`]) {
    const file = ok(await attach(space, path))
    const download = await space.owner.get(`${path}/files/${file.id}`)
    assert.deepEqual([download.status, download.text], [200, 'Form Tracking Number 4711'])
    const pilot = await space.as(`pilot ${file.id}`)
    assert.equal((await pilot.send('POST', `${path}/files?filename=x.txt`, { body: 'x' })).status, 403)
    const other = await workspace(t)
    assert.equal((await other.owner.get(`${path}/files/${file.id}`)).status, 404)
  }
  const [row] = ok(await space.owner.get(`${base}/installations?component_id=${component.id}`)).items
  const read = ok(await space.owner.get(`${base}/directives/${directive.id}`))
  assert.deepEqual([row.files.length, read.files[0].name], [1, 'scan.txt'])
})

test('a part names its certificate among the files of its order, which are final with it', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const create = async () =>
    ok(
      await space.owner.post(`${base}/work-orders`, {
        aircraftId: plane.id,
        kind: 'unscheduled',
        tasks: [{ title: 'Plugs' }],
      }),
    )
  const [order, another] = [await create(), await create()]
  const path = `${base}/work-orders/${order.id}`
  const file = ok(await attach(space, path, '8130-3.txt'))
  const foreign = ok(await attach(space, `${base}/work-orders/${another.id}`))
  const part = (fileId: string) => ({
    partNumber: 'REM40E',
    description: 'Spark plug',
    quantityThousandths: 1_000,
    unit: 'each',
    condition: 'new',
    releaseCertificate: { kind: '8130-3', number: '4711', fileId },
  })
  const refused = await space.owner.post(`${path}/parts`, part(foreign.id))
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'releaseCertificate.fileId'])
  const { parts, files } = ok(await space.owner.post(`${path}/parts`, part(file.id)))
  assert.deepEqual([parts[0].releaseCertificate.fileId, files], [file.id, [file]])
  for (const verb of ['open', 'start']) ok(await space.owner.post(`${path}/${verb}`))
  ok(await space.owner.post(`${path}/tasks/${order.tasks[0].id}/done`))
  const certificate = { certificateKind: 'A&P', certificateNumber: '31415' }
  ok(await space.owner.post(`${path}/complete`, certificate))
  const late = await attach(space, path)
  assert.deepEqual([late.status, late.body.code], [409, 'work_order_state'])
  await assert.rejects(
    space.app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      tx.prepared('delete from work_order_files', []),
    ),
    /stays as it is|permission denied/,
  )
})
