import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'

// A rule that was not read again in the regulation warns: it stops no booking, check-out, release or approval.

type Row = Record<string, unknown>
const hour = 3_600_000
const today = localDate(new Date(), 'UTC')
const at = (hours: number) => new Date(Date.now() + hours * hour).toISOString()
const warned = {
  nco: ['MED.A.045', 'FCL.740.A', 'FCL.060(b)(1)', 'FCL.060(b)(2)'],
  '135': ['135.247(a)(1)', '135.247(a)(2)', '135.293', '135.297', '135.299'],
}

/** On the equator, where it is midnight by the sun in an hour. */
async function nightBase(space: TestWorkspace) {
  const hoursToMidnight = (24 - (new Date().getUTCHours() + new Date().getUTCMinutes() / 60) - 1 + 24) % 24
  const longitude = hoursToMidnight > 12 ? (hoursToMidnight - 24) * 15 : hoursToMidnight * 15
  await space.made('/api/v1/ops/airports', {
    icao: 'XNIT',
    name: 'Midnight',
    country: 'EC',
    latitude: 0,
    longitude,
    timezone: 'UTC',
  })
  return 'XNIT'
}

async function pilotWith(space: TestWorkspace, records: Row[], more: Row = {}) {
  const person = await space.person({ displayName: 'Ada Holm', ...more })
  await space.owner.put(`/api/v1/ops/crew/${person.id}/birth-date`, { birthOn: '1960-01-01' })
  for (const fields of records)
    await space.made('/api/v1/compliance/records', { crewId: person.id, ...fields })
  return person
}

const lapsedInEurope = [
  { kind: 'certificate', title: 'Private pilot', issuedOn: '2015-01-01' },
  {
    kind: 'rating',
    title: 'Airplane single-engine land',
    issuedOn: addDays(today, -800),
    expiresOn: addDays(today, -1),
  },
  { kind: 'medical', medicalClass: 'class_2', issuedOn: '2020-01-10' },
]
const goodInAmerica = [
  { kind: 'certificate', title: 'Commercial pilot, ASEL', issuedOn: '2015-01-01' },
  { kind: 'rating', title: 'Instrument airplane', issuedOn: '2015-01-01' },
  { kind: 'instrument_proficiency_check', issuedOn: addDays(today, -10) },
  { kind: 'medical', medicalClass: 'second', issuedOn: addDays(today, -30) },
  { kind: 'flight_review', issuedOn: addDays(today, -30) },
  ...['135.293 competency check', '135.297 instrument check', '135.299 line check'].map((title) => ({
    kind: 'training',
    title,
    issuedOn: addDays(today, -800),
  })),
]

async function rulesOf(space: TestWorkspace, crewId: string, aircraftId: string, more: string) {
  const query = `person_id=${crewId}&aircraft_id=${aircraftId}&passengers=2&instrument=true&${more}`
  const { data, text } = await space.owner.get(`/api/v1/compliance/eligibility?${query}`)
  assert.ok(data, text)
  return data
}

test('every rule that was not read again warns, and does not decide', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ baseAirport: await nightBase(space) })
  for (const [rules, records] of [
    ['nco', lapsedInEurope],
    ['135', goodInAmerica],
  ] as const) {
    const pilot = await pilotWith(space, records, { displayName: rules })
    const eligibility = await rulesOf(space, pilot.id, plane.id, `rules=${rules}&night=true`)
    const verdicts = (eligibility.rules as Row[]).filter(({ rule }) => warned[rules].includes(String(rule)))
    assert.deepEqual(
      verdicts.map(({ rule, verdict, effect }) => [rule, verdict, effect]),
      warned[rules].map((rule) => [rule, 'no', 'warns']),
    )
    if (rules === 'nco') assert.equal(eligibility.verdict, 'yes')
  }
})

test('what only warns stops no booking, no check-out and no approval', async (t) => {
  const space = await workspace(t)
  await space.owner.patch('/api/v1/admin/workspace', { operatingRules: ['easa_nco'] })
  const plane = await space.aircraft({ registration: 'EC-ABC', baseAirport: await nightBase(space) })
  const pilot = await pilotWith(space, lapsedInEurope)
  const guest = await space.person()
  const booking = {
    type: 'flight',
    resourceType: 'aircraft',
    resourceId: plane.id,
    aircraftId: plane.id,
    startsAt: at(0.2),
    endsAt: at(1.2),
    timezone: 'UTC',
    title: 'Over the city by night',
    participants: [
      { crewId: pilot.id, role: 'pilot' },
      { crewId: guest.id, role: 'passenger' },
    ],
  }
  const preview = await space.owner.post('/api/v1/planning/sessions/preview', booking)
  const found = (preview.data.findings as Row[]).filter(({ facts }) => facts !== undefined)
  const said = JSON.stringify(preview.data.findings)
  for (const rule of warned.nco) assert.ok(said.includes(rule), `${rule} in ${said}`)
  assert.ok(found.every(({ isBlocking }) => isBlocking === false))
  const booked = await space.owner.post('/api/v1/planning/sessions', booking)
  assert.equal(booked.status, 201, booked.text)
  const out = await space.owner.post(`/api/v1/planning/sessions/${booked.data.id}/check-out`)
  assert.equal(out.status, 200, out.text)
  const { id } = await space.flight({
    aircraftId: plane.id,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    operation: 'nco',
    offBlockAt: `${addDays(today, -2)}T12:00:00Z`,
    onBlockAt: `${addDays(today, -2)}T13:00:00Z`,
    status: 'submitted',
  })
  const codes = (await space.owner.get(`/api/v1/ops/flights/${id}`)).data.warnings.map(
    ({ code }: Row) => code,
  )
  assert.ok(!codes.includes('not_eligible'), codes.join())
  const approved = await space.owner.post(`/api/v1/ops/flights/${id}/approve`, {
    acknowledgedWarnings: codes,
  })
  assert.equal(approved.status, 200, approved.text)
})

test('a leg by day with a passenger, released at night, asks for recent landings by day; what only warns is amber', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ baseAirport: await nightBase(space) })
  const pilot = await pilotWith(space, goodInAmerica)
  const noonAtBase = 37
  const off = Temporal.Instant.from(at(noonAtBase))
  const trip = await space.made('/api/v1/ops/trips', {
    type: 'charter',
    operation: '135',
    passengers: [{ name: 'Guest', weightKg: 80 }],
    legs: [
      {
        fromAirport: 'KFNL',
        toAirport: 'KASE',
        plannedOffBlockAt: off.toString(),
        plannedOnBlockAt: off.add({ hours: 1 }).toString(),
        aircraftId: plane.id,
        passengerCount: 1,
        crew: [{ crewId: pilot.id, role: 'pic' }],
      },
    ],
  })
  const act = (verb: string, body?: object) => space.owner.post(`/api/v1/ops/trips/${trip.id}/${verb}`, body)
  const refused = await act('confirm')
  assert.deepEqual([refused.status, refused.body.details[0].rule], [422, '61.57(a)'])
  const flown = await space.flight({
    aircraftId: plane.id,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    offBlockAt: `${addDays(today, -2)}T18:00:00Z`,
    onBlockAt: `${addDays(today, -2)}T19:00:00Z`,
    dayTakeOffs: 3,
    dayLandings: 3,
    status: 'approved',
  })
  assert.equal(flown.status, 'approved')
  for (const verb of ['confirm', 'schedule']) {
    const { status, text } = await act(verb)
    assert.equal(status, 200, `${verb}: ${text}`)
  }
  const { items } = (await space.owner.get(`/api/v1/ops/trips/${trip.id}/release`)).data
  const states = (state: string) =>
    (items as Row[]).filter((item) => item.state === state && item.kind === 'automatic').map(({ key }) => key)
  const crew = (states('amber') as string[]).filter((key) => key.startsWith('crew.'))
  assert.deepEqual(
    crew.map((key) => key.split('.crw_')[0]),
    ['crew.135.293', 'crew.135.299'],
  )
  assert.deepEqual(states('red'), [])
  const manual = (items as Row[]).filter(({ kind }) => kind === 'manual').map(({ key }) => key)
  const released = await act('release', { confirmed: manual })
  assert.equal(released.status, 200, released.text)
})
