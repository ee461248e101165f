import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pdfOf, textOf } from '#platform/paper/testing/pdf-text.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { act, leg, pilot, through, trips } from './testing/trip.ts'

const today = localDate(new Date(), 'UTC')
const load = {
  operatingWeightKg: 2_200,
  baggageKg: 40,
  fuelKg: 300,
  maxTakeoffWeightKg: 2_812,
  cg: 91.5,
  cgForwardLimit: 86,
  cgAftLimit: 94.6,
  cgUnit: 'in',
}

test('the load manifest has the eight contents of 135.63(c), for those who plan and the crew that flies', async (t) => {
  const ws = await workspace(t)
  const [ada, ben] = [await pilot(ws, 'Ada Holm'), await pilot(ws, 'Ben Stranger')]
  const aircraft = await ws.aircraft({ registration: 'N340TP' })
  const flown = leg({
    aircraftId: aircraft.id,
    crew: [{ crewId: ada.crewId, role: 'pic' }],
    passengerCount: 2,
  })
  const trip = await ws.made(trips, {
    type: 'charter',
    operation: '135',
    passengers: [
      { name: 'Grace Hopper', weightKg: 70.5, documentNumber: 'X123' },
      { name: 'Amelia Lund', weightKg: 81 },
    ],
    legs: [
      { ...flown, load },
      {
        ...flown,
        ...{ fromAirport: 'KASE', toAirport: 'KBJC', passengerCount: 1 },
        plannedOffBlockAt: '2027-03-08T15:00:00Z',
        plannedOnBlockAt: '2027-03-08T16:00:00Z',
        load: { isByLoadingSchedule: true },
      },
    ],
  })
  assert.deepEqual([trip.legs[0].load.cgUnit, trip.legs[0].load.isByLoadingSchedule], ['in', false])
  const path = `${trips}/${trip.id}/manifest.pdf`
  const { authorization } = await ws.as('dispatcher', { roles: ['dispatcher'] })
  const { answer, pdf } = await pdfOf(ws.app.origin, path, authorization)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  assert.match(answer.headers.get('content-disposition') ?? '', new RegExp(`manifest-${trip.number}\\.pdf`))
  const written = textOf(pdf)
  for (const text of [
    'Number of passengers',
    '2691.5 kg (5934 lb)',
    '2812 kg (6199 lb)',
    '86 to 94.6 in',
    '91.5 in',
    'N340TP',
    'KBJC – KASE',
    'Ada Holm (PIC)',
    'loading schedule',
    'Grace Hopper',
    '81 kg (179 lb)',
  ])
    assert.ok(written.includes(text), `${text} in ${written}`)
  assert.ok(!written.includes('X123'), 'a document number is not on the manifest')
  assert.equal((await ada.get(path)).status, 200)
  assert.equal((await ben.get(path)).status, 404)
  assert.equal((await (await ws.key({ scopes: ['flights:read'] })).get(path)).status, 403)
  assert.equal((await ws.anybody.get(path)).status, 401)
  const empty = await ws.made(trips, { type: 'charter' })
  assert.equal((await ws.owner.get(`${trips}/${empty.id}/manifest.pdf`)).body.code, 'rule_broken')
})

test('a leg that is too heavy or out of balance is never released, and one within its limits is', async (t) => {
  const ws = await workspace(t)
  const [aircraft, person] = [await ws.aircraft(), await ws.person()]
  const own = leg({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })
  const heavy = { ...load, baggageKg: 312.1, cg: 94.7 }
  const trip = await ws.made(trips, { type: 'owner', legs: [{ ...own, load: heavy }] })
  await through(ws.owner, trip.id, 'confirm')
  const refused = await act(ws.owner, trip.id, 'release', {
    waivers: [{ key: 'planning.load', reason: 'It will climb well enough' }],
  })
  assert.deepEqual([refused.status, refused.body.details[0].field], [422, 'waivers.0.key'])
  assert.match(refused.body.error, /0\.1 kg too heavy; the center of gravity of leg 1 is outside/)
  const lighter = { legs: [{ ...own, id: trip.legs[0].id, load: { ...load, fuelKg: null } }] }
  const changed = await ws.owner.patch(`${trips}/${trip.id}`, lighter)
  assert.equal(changed.data.legs[0].load.baggageKg, 40)
  const { items } = (await ws.owner.get(`${trips}/${trip.id}/checklist`)).data
  const item = items.find(({ key }: { key: string }) => key === 'planning.load')
  assert.deepEqual([item.state, item.reason], ['amber', 'Weights are missing: leg 1'])
  assert.equal((await through(ws.owner, trip.id, ['release', {}])).status, 'released')
})

test('the dispatch sheet has the crew, the release, the meters, what is due, squawks, and deferrals with limitations', async (t) => {
  const ws = await workspace(t)
  const [aircraft, person] = [await ws.aircraft(), await ws.person({ displayName: 'Ada Holm' })]
  await ws.made(`/api/v1/ops/aircraft/${aircraft.id}/readings`, { kind: 'tach', readingHundredths: 234_630 })
  await ws.made('/api/v1/maintenance/items', {
    ...{ aircraftId: aircraft.id, title: '100-hour inspection', kind: 'inspection' },
    reference: '14 CFR 91.409(b)',
    anchor: 'from_due_if_late',
    limits: [{ counter: 'tach', intervalHundredths: 10_000, lastDoneHundredths: 230_000 }],
  })
  const squawk = (title: string) =>
    ws.made('/api/v1/maintenance/squawks', { aircraftId: aircraft.id, title, phase: 'ground' })
  await squawk('Seat belt frayed')
  const light = await squawk('Landing light out')
  const deferred = await ws.owner.post(`/api/v1/maintenance/squawks/${light.id}/defer`, {
    ...{ route: 'mel', category: 'C', melItem: '33-40-01', discoveredOn: today },
    ...{ maintenanceProcedureDone: true, limitations: ['day_only'] },
  })
  assert.ok(deferred.status < 300, deferred.text)
  const trip = await ws.made(trips, {
    type: 'owner',
    legs: [leg({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })],
  })
  const { authorization } = await ws.as('dispatcher', { roles: ['dispatcher'] })
  const sheet = async () =>
    textOf((await pdfOf(ws.app.origin, `${trips}/${trip.id}/dispatch-sheet.pdf`, authorization)).pdf)
  assert.ok((await sheet()).includes('Not released yet'))
  await through(ws.owner, trip.id, 'confirm', ['release', {}], ['authorise', { as: 'dispatcher' }])
  const written = await sheet()
  for (const text of [
    'Ada Holm (PIC)',
    'Dispatcher: authorized by',
    'tach 2346.30 h',
    '100-hour inspection',
    '53.70 h',
    'Seat belt frayed',
    'Landing light out',
    addDays(today, 10),
    'day only',
  ])
    assert.ok(written.includes(text), `${text} in ${written}`)
})
