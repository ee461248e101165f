import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('a replaced meter begins anew and its total goes on', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const { id } = await aircraft()
  const read = (body: object) => owner.post(`/api/v1/ops/aircraft/${id}/readings`, { kind: 'tach', ...body })
  await read({ readingHundredths: 234_560 })
  const replaced = await read({
    entry: 'replacement',
    readingHundredths: 234_560,
    newReadingHundredths: 0,
    reason: 'Tach failed',
  })
  assert.deepEqual(
    [replaced.status, replaced.data.readingHundredths, replaced.data.totalHundredths],
    [201, 0, 234_560],
  )
  const later = await read({ readingHundredths: 1_000 })
  assert.deepEqual([later.data.totalHundredths, later.data.isFlagged], [235_560, false])
})

test('a reading that runs backwards is kept and flagged, and moves nothing', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const { id } = await aircraft()
  await owner.post(`/api/v1/ops/aircraft/${id}/readings`, { kind: 'hobbs', readingHundredths: 50_000 })
  const odd = await owner.post(`/api/v1/ops/aircraft/${id}/readings`, {
    kind: 'hobbs',
    readingHundredths: 5_000,
  })
  assert.equal(odd.data.isFlagged, true)
  assert.match(odd.data.flagReason, /500\.00/)
  assert.equal((await owner.get(`/api/v1/ops/aircraft/${id}`)).data.hobbsHundredths, 50_000)
  assert.equal((await owner.get(`/api/v1/ops/aircraft/${id}/readings?flagged=true`)).data.total, 1)
})

test('an adjustment needs a reason, and corrects', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const { id } = await aircraft()
  const adjust = (body: object) =>
    owner.post(`/api/v1/ops/aircraft/${id}/readings`, {
      kind: 'hobbs',
      entry: 'adjustment',
      readingHundredths: 4_000,
      ...body,
    })
  await owner.post(`/api/v1/ops/aircraft/${id}/readings`, { kind: 'hobbs', readingHundredths: 50_000 })
  assert.equal((await adjust({})).status, 400)
  assert.equal((await adjust({ reason: 'A digit too many' })).status, 201)
  assert.equal((await owner.get(`/api/v1/ops/aircraft/${id}`)).data.hobbsHundredths, 4_000)
})

test('a registration is unique in the workspace, whatever its letters, and free in another', async (t) => {
  const [one, other] = [await workspace(t), await workspace(t)]
  await one.aircraft({ registration: 'N1AP' })
  const res = await one.owner.post('/api/v1/ops/aircraft', { registration: 'n1ap', typeDesignator: 'C172' })
  assert.deepEqual(
    [res.status, res.body.code, res.body.details[0].field],
    [409, 'registration_taken', 'registration'],
  )
  assert.equal((await other.aircraft({ registration: 'N1AP' })).registration, 'N1AP')
})
