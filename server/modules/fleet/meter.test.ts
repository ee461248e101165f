import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('a replaced meter starts again and its total goes on', async (t) => {
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

const hour = 3_600_000
const noon = Date.UTC(2026, 0, 10, 12)
/** An instant, in hours from noon. */
const at = (hours: number) => new Date(noon + hours * hour).toISOString()
type Row = Record<string, unknown>

/** An aircraft with what a test writes into its ledgers. */
async function ledgerOf(space: Awaited<ReturnType<typeof workspace>>) {
  const { owner, aircraft, flight } = space
  const { id: aircraftId } = await aircraft()
  const path = `/api/v1/ops/aircraft/${aircraftId}`
  return {
    path,
    fly: (hours: number, fields: object) =>
      flight({ aircraftId, offBlockAt: at(hours - 1), onBlockAt: at(hours), status: 'approved', ...fields }),
    read: async (hours: number, body: object) =>
      (await owner.post(`${path}/readings`, { readAt: at(hours), ...body })).data,
    stands: async (kind: string) =>
      (await owner.get(`${path}/meters`)).data.find((meter: Row) => meter.kind === kind),
    lines: async (kind: string) =>
      (await owner.get(`${path}/readings?kind=${kind}&sort=readAt`)).data.items as Row[],
  }
}

test('a flight that is reversed and logged again moves the meters, and so do those behind it', async (t) => {
  const space = await workspace(t)
  const { owner } = space
  const { fly, read, stands, lines } = await ledgerOf(space)
  await read(0, { kind: 'tach', readingHundredths: 209_890 })
  const wrong = await fly(10, { tachOutHundredths: 209_890, tachInHundredths: 220_040 })
  const other = await fly(20, { tachOutHundredths: 210_040, tachInHundredths: 210_340 })
  const flagged = (await lines('tach')).find((line) => line.flightId === other.id)
  assert.match(String(flagged?.flagReason), /Runs backwards/)
  const reversed = await owner.post(`/api/v1/ops/flights/${wrong.id}/reverse`, { reason: 'A digit' })
  assert.equal(reversed.status, 201)
  assert.equal((await stands('tach')).currentHundredths, 210_340)
  await fly(10, { tachOutHundredths: 209_890, tachInHundredths: 210_040 })
  assert.equal((await stands('tach')).currentHundredths, 210_340)
  const ledger = await lines('tach')
  assert.deepEqual(
    ledger.map((line) => [line.isFlagged, line.flagReadingId]),
    ledger.map(() => [false, null]),
  )
  assert.deepEqual(
    ledger.map((line) => line.isReversed),
    [false, true, false, false],
  )
})

test('an entry in the past is judged by the meter of its date', async (t) => {
  const { fly, read, stands, lines } = await ledgerOf(await workspace(t))
  await read(0, { kind: 'tach', readingHundredths: 234_430 })
  await read(10, {
    kind: 'tach',
    entry: 'replacement',
    readingHundredths: 234_560,
    newReadingHundredths: 0,
    reason: 'The tach failed',
  })
  await fly(5, { tachOutHundredths: 234_430, tachInHundredths: 234_560 })
  assert.deepEqual(
    (await lines('tach')).map((line) => [line.totalHundredths, line.isFlagged]),
    [
      [234_430, false],
      [234_560, false],
      [234_560, false],
    ],
  )
  assert.equal((await stands('tach')).totalHundredths, 234_560)
})

test('an adjustment in the past clears the flags of what it makes right, and a flag names its neighbor', async (t) => {
  const { read, stands, lines } = await ledgerOf(await workspace(t))
  const typed = await read(0, { kind: 'hobbs', readingHundredths: 11_100 })
  const next = await read(24, { kind: 'hobbs', readingHundredths: 10_200 })
  assert.deepEqual([next.isFlagged, next.flagReadingId], [true, typed.id])
  await read(1, { kind: 'hobbs', entry: 'adjustment', readingHundredths: 10_100, reason: 'Typed wrong' })
  assert.equal((await stands('hobbs')).currentHundredths, 10_200)
  assert.ok((await lines('hobbs')).every((line) => line.isFlagged === false))
})

test('time in the air is summed in minutes, and a reading covers the flights before it', async (t) => {
  const { fly, read, stands } = await ledgerOf(await workspace(t))
  // By daylight in Colorado.
  for (let index = 0; index < 12; index++) {
    const hours = 24 * index + 7
    const takeOffAt = at(hours - 0.5)
    await fly(hours, { takeOffAt, landingAt: at(hours - 0.5 + 5 / 60), dayLandings: 2 })
  }
  assert.equal((await stands('air')).currentHundredths, 100)
  assert.equal((await stands('cycles')).currentHundredths, 2_400)
  await read(400, { kind: 'air', readingHundredths: 100_000 })
  await fly(50, { takeOffAt: at(49.2), landingAt: at(49.9) })
  assert.equal((await stands('air')).currentHundredths, 100_000)
  await fly(401, { takeOffAt: at(400.1), landingAt: at(400.6) })
  assert.equal((await stands('air')).currentHundredths, 100_050)
})
