import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { plantedFaults, yearWithFaults } from '#rules/testing/metered-year.ts'
import { ok, pricedSchool, prices, publish, version } from './testing/school.ts'

const app = await testApp()
const api = '/api/v1/finance'
interface Finding {
  key: string
  kind: string
  corrections: { flightId: string | null; hundredths: number }[]
}
interface Line {
  by: string
  account: string
  amountMinor: number
  quantityThousandths: number
}

/** Ten hours of a week: each flight 1.0 h of hobbs and 0.8 h of tach, and then what is planted. */
async function flown(t: Parameters<typeof workspace>[0]) {
  const school = await pricedSchool(await workspace(t, app), [
    { chargeKind: 'rental', basis: 'hobbs', unitRateMinor: 18_500, taxCode: 'S21' },
  ])
  const { ws, lesson } = school
  let [hobbs, tach] = [123_450, 98_760]
  const flights: { id: string }[] = []
  const fly = async (
    index: number,
    plant: { outShift?: number; inShift?: number; skip?: [number, number] } = {},
  ) => {
    const { outShift = 0, inShift = 0, skip = [0, 0] } = plant
    hobbs += skip[0]
    tach += skip[1]
    const day = `2026-03-${String(index + 1).padStart(2, '0')}`
    const flight = await lesson({
      offBlockAt: `${day}T12:00:00Z`,
      onBlockAt: `${day}T13:00:00Z`,
      hobbsOutHundredths: hobbs + outShift,
      hobbsInHundredths: hobbs + 100 + inShift,
      tachOutHundredths: tach,
      tachInHundredths: tach + 80,
    })
    hobbs += 100
    tach += 80
    await ok(ws.owner.post(`/api/v1/ops/flights/${flight.id}/approve`, {}))
    flights.push(flight)
    return flight
  }
  const truth = async () =>
    (
      await ws.owner.get(
        `${api}/aircraft/${school.aircraft.id}/meter-truth?date_from=2026-01-01&date_to=2026-12-31`,
      )
    ).data
  return { ...school, fly, flights, truth }
}

test('meter truth finds a gap, an overlap and a missing flight over HTTP, and one approval settles them in balance', async (t) => {
  const { ws, fly, truth, aircraft, account } = await flown(t)
  for (let index = 0; index < 6; index++) await fly(index)
  await fly(6, { skip: [30, 0] })
  await fly(7, { outShift: -40 })
  await fly(8, { skip: [120, 96] })
  const before = await truth()
  assert.deepEqual(
    before.findings.map(({ kind }: Finding) => kind),
    ['gap', 'overlap', 'missing_flight'],
    JSON.stringify(before.findings),
  )
  const corrected = before.findings
    .flatMap(({ corrections }: Finding) => corrections as unknown as { dial: string; hundredths: number }[])
    .filter(({ dial }: { dial: string }) => dial === 'hobbs')
    .reduce((sum: number, { hundredths }: { hundredths: number }) => sum + hundredths, 0)
  const [hobbs] = before.dials
  assert.equal(hobbs.loggedHundredths + corrected, hobbs.ranHundredths)
  assert.equal(before.unbilledMinutes, 18 + 72)
  const { lines, balanceMinor, fingerprint } = before.correction
  assert.equal(balanceMinor, 0)
  assert.deepEqual(
    lines.map(({ by, account: side, amountMinor }: Line) => [by, side, amountMinor]),
    [
      ['posting', 'unattributed', 5_550],
      ['posting', 'revenue', -5_550],
      ['charge', 'payer', -7_400],
      ['charge', 'revenue', 7_400],
      ['posting', 'unattributed', 22_200],
      ['posting', 'revenue', -22_200],
    ],
  )
  const path = `${api}/aircraft/${aircraft.id}/meter-truth/approve?date_from=2026-01-01&date_to=2026-12-31`
  const stale = await ws.owner.post(path, { fingerprint: 'old' })
  assert.deepEqual([stale.status, stale.body.code], [409, 'meter_truth_changed'])
  const answers = await Promise.all([
    ws.owner.post(path, { fingerprint }),
    ws.owner.post(path, { fingerprint }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  const correction = answers.find(({ status }) => status === 201)?.data
  const entry = (await ws.owner.get(`${api}/ledger/${correction.entryId}`)).data
  const amounts = entry.postings.map(({ amountMinor }: Line) => amountMinor)
  assert.deepEqual(amounts, [27_750, -27_750])
  assert.deepEqual(entry.source, { type: 'meter_correction', id: correction.id })
  const charges = (await ws.owner.get(`${api}/charges?account_id=${account.id}&page_size=100`)).data.items
  const credit = charges.find(
    ({ source }: { source: { type: string } }) => source.type === 'meter_correction',
  )
  assert.deepEqual([credit.netMinor, credit.quantityThousandths, credit.status], [-7_400, -400, 'open'])
  const after = await truth()
  assert.deepEqual([after.findings, after.settled, after.unbilledMinutes], [[], 3, 0])
  const { items } = (await ws.owner.get(`${api}/meter-truth?date_from=2026-01-01&date_to=2026-12-31`)).data
  assert.deepEqual(items, [])
})

test('a year of 300 flights with a gap, an overlap, a drift, a missing flight and a swapped digit shows exactly these, and one approval settles them in balance', async (t) => {
  const { ws, card, aircraft, student } = await pricedSchool(await workspace(t, app))
  await ok(publish(ws, await version(ws, card.id, '2025-01-01', prices)))
  const { flights, missing, swapped } = yearWithFaults(11, Date.UTC(2025, 0, 2, 8))
  const hours = (hundredths: number) => (hundredths / 100).toFixed(2)
  const rows = flights.map(({ offBlockAt, onBlockAt, from, to, hobbs, tach }) =>
    [
      aircraft.registration,
      new Date(offBlockAt).toISOString(),
      new Date(onBlockAt).toISOString(),
      from,
      to,
      student.displayName,
      ...[hobbs.out, hobbs.in, tach.out, tach.in].map(hours),
    ].join(','),
  )
  const header = 'Aircraft,Off block,On block,From,To,PIC,Hobbs out,Hobbs in,Tach out,Tach in'
  const file = [header, ...rows].join('\n')
  // The import names the odd readings itself; here they come in as they were written down.
  const { id, problems } = await analyzed(ws.owner, 'flights', file, { meterDifference: 'accept' })
  assert.deepEqual(problems, [])
  await ran(ws.owner, id)
  const range = 'date_from=2025-01-01&date_to=2025-12-31'
  const at = `${api}/aircraft/${aircraft.id}/meter-truth`
  const first = (await ws.owner.get(`${at}?${range}`)).data
  const ofKind = (kind: string) => first.findings.find((finding: Finding) => finding.kind === kind)
  // What was charged by a wrong dial is corrected on its account.
  for (const kind of ['overlap', 'digit_swap'])
    await ok(ws.owner.post(`${api}/flights/${ofKind(kind).flightId}/charge`))
  const truth = (await ws.owner.get(`${at}?${range}`)).data
  assert.equal(truth.flights, 300)
  assert.deepEqual(
    truth.findings.map(({ kind }: Finding) => kind),
    plantedFaults,
  )
  assert.equal(ofKind('missing_flight').hobbsHundredths, missing.hobbs.in - missing.hobbs.out)
  const wrong = flights.find((flight) => flight.id === swapped)
  assert.equal(ofKind('digit_swap').reading.shownHundredths, wrong?.hobbs.in)
  const balance = (lines: Line[]) => lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  assert.deepEqual([truth.correction.balanceMinor, balance(truth.correction.lines)], [0, 0])
  assert.ok(truth.correction.lines.some(({ by }: Line) => by === 'charge'))
  const { fingerprint } = truth.correction
  const correction = await ok(ws.owner.post(`${at}/approve?${range}`, { fingerprint }))
  const entry = (await ws.owner.get(`${api}/ledger/${correction.entryId}`)).data
  assert.equal(balance(entry.postings), 0)
  const after = (await ws.owner.get(`${at}?${range}`)).data
  assert.deepEqual([after.findings, after.settled], [[], 5])
  assert.deepEqual((await ws.owner.get(`${api}/meter-truth?${range}`)).data.items[0].findings, 0)
})

test('a finding is explained without money, and an unknown one is refused', async (t) => {
  const { ws, fly, truth, aircraft, chargesOf } = await flown(t)
  for (let index = 0; index < 3; index++) await fly(index)
  await fly(3, { skip: [20, 0] })
  const [gap] = (await truth()).findings
  const path = `${api}/aircraft/${aircraft.id}/meter-truth/explain?date_from=2026-01-01&date_to=2026-12-31`
  const body = { findings: [gap.key], reason: 'Run on the ground after the oil change' }
  const unknown = await ws.owner.post(path, { ...body, findings: ['gap:x:y'] })
  assert.deepEqual([unknown.status, unknown.body.details[0].field], [400, 'findings.0'])
  const charges = (await chargesOf()).length
  const settled = await ok(ws.owner.post(path, body))
  assert.deepEqual([settled.reason, settled.entryId, settled.lines], [body.reason, null, []])
  assert.deepEqual((await truth()).findings, [])
  assert.equal((await chargesOf()).length, charges)
  const listed = (await ws.owner.get(`${api}/meter-corrections?aircraft_id=${aircraft.id}`)).data.items
  assert.deepEqual(listed, [settled])
})

test('a swapped digit changes what each payer of the flight owes, and a reversal takes the correction back too', async (t) => {
  const { ws, fly, truth, aircraft, chargesOf } = await flown(t)
  for (let index = 0; index < 6; index++) await fly(index)
  // 1244.50 + 1.00 h is 1241.50 by the dial; somebody writes 1245.10 for 1241.50.
  const swapped = await fly(6, { inShift: 360 })
  await fly(7)
  const seen = await truth()
  assert.deepEqual(
    seen.findings.map(({ kind }: Finding) => kind),
    ['digit_swap'],
    JSON.stringify(seen.findings),
  )
  assert.deepEqual(seen.findings[0].reading, {
    dial: 'hobbs',
    position: 'in',
    shownHundredths: 124_510,
    proposedHundredths: 124_150,
  })
  const path = `${api}/aircraft/${aircraft.id}/meter-truth/approve?date_from=2026-01-01&date_to=2026-12-31`
  await ok(ws.owner.post(path, { fingerprint: seen.correction.fingerprint }))
  const sum = async () =>
    (await chargesOf(`&source_id=${swapped.id}&status=open`)).reduce((s, c) => s + c.netMinor, 0)
  assert.equal(await sum(), 18_500)
  await ok(ws.owner.post(`/api/v1/ops/flights/${swapped.id}/reverse`, { reason: 'Wrong aircraft' }))
  assert.equal(await sum(), 0)
})
