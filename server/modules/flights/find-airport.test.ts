import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed } from '#platform/importing/testing/try-import.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const airports = '/api/v1/ops/airports'
const dublin = {
  icao: 'EIDW',
  iata: 'DUB',
  name: 'Dublin',
  country: 'IE',
  latitude: 53.421,
  longitude: -6.27,
}
const loveland = { name: 'Our field', country: 'US', latitude: 40.45, longitude: -105.01 }

const builtIn = [
  ['KFNL', 'KFNL'],
  ['FNL', 'KFNL'],
  ['E16', 'E16'],
  ['KE16', 'E16'],
  ['ke16', 'E16'],
] as const
test('a built-in field is found by its ICAO code, by its FAA code and with K before that', async (t) => {
  const { owner } = await workspace(t)
  for (const [written, code] of builtIn) {
    const { icao, localCode } = (await owner.get(`${airports}/${written}`)).data
    assert.equal(icao ?? localCode, code, written)
  }
  assert.equal((await owner.get(`${airports}/KZZ9`)).status, 404)
})

test('a search for a town lists its airports with an ICAO code before its heliports', async (t) => {
  const { owner } = await workspace(t)
  const { items } = (await owner.get(`${airports}?search=loveland&sort=known`)).data
  assert.equal(items[0].icao, 'KFNL')
  assert.ok(items.length > 2 && items.slice(1).every(({ icao }: { icao: null }) => icao === null))
})

test('the airports within four edges are listed, and edges that are no degrees are refused', async (t) => {
  const { owner } = await workspace(t)
  const within = (box: string) => owner.get(`${airports}?within=${box}&sort=known&page_size=100`)
  const { items } = (await within('40.2,-105.3,40.7,-104.5')).data
  const codes = items.map(({ icao, localCode }: Record<string, string | null>) => icao ?? localCode)
  assert.ok(codes.includes('KFNL') && codes.includes('KGXY') && !codes.includes('KDEN'))
  for (const wrong of ['40,-105,41', '1.2.3,4,5,6', 'a,b,c,d', '1e9,2,3,4'])
    assert.equal((await within(wrong)).status, 400, wrong)
})

for (const own of [{ icao: 'KFNL' }, { localCode: 'FNL' }])
  test(`an own airport ${JSON.stringify(own)} stands for the built-in one under both of its codes`, async (t) => {
    const { owner, made } = await workspace(t)
    const { id } = await made(airports, { ...loveland, ...own })
    for (const written of ['KFNL', 'FNL'])
      assert.equal((await owner.get(`${airports}/${written}`)).data.id, id, written)
  })

const iata = [
  ['WKK', '5A8', 'it has no ICAO code'],
  ['BOI', 'KBOI', 'the same as the code of the FAA'],
  ['FCA', 'KGPI', 'another than the code of the FAA, GPI'],
] as const
for (const [written, code, why] of iata)
  test(`the IATA code ${written} finds the built-in ${code}: ${why}`, async (t) => {
    const { owner } = await workspace(t)
    const { icao, iata: known, localCode } = (await owner.get(`${airports}/${written}`)).data
    assert.deepEqual([icao ?? localCode, known], [code, written])
  })

test('a code that is IATA of one built-in field and local at another is asked about', async (t) => {
  const { status, body } = await flightWith(await workspace(t), 'HCR')
  assert.equal(status, 400)
  assert.match(
    body.details[0].message,
    /^HCR may be HEBER VALLEY \(write KHCR\) or HOLY CROSS \(write PAHC\)$/,
  )
})

const flightWith = async (space: TestWorkspace, fromAirport: string) => {
  const { id: aircraftId } = await space.aircraft()
  const { id: crewId } = await space.person()
  return space.owner.post('/api/v1/ops/flights', {
    aircraftId,
    offBlockAt: '2026-03-04T09:00:00Z',
    onBlockAt: '2026-03-04T10:00:00Z',
    fromAirport,
    toAirport: 'KFNL',
    crew: [{ crewId, role: 'pic' }],
  })
}

test('a code that two airports have is asked about, in the API and in a file, and each is found by its other code', async (t) => {
  const space = await workspace(t)
  await space.made(airports, dublin)
  const doubt = /^DUB may be .+ \(write KDUB\) or Dublin \(write EIDW\)$/
  const { status, body } = await flightWith(space, 'dub')
  assert.deepEqual([status, body.details[0].field], [400, 'fromAirport'])
  assert.match(body.details[0].message, doubt)
  for (const [written, code] of [
    ['KDUB', 'KDUB'],
    ['EIDW', 'EIDW'],
  ] as const) {
    const flight = await flightWith(space, written)
    assert.deepEqual([flight.status, flight.data.fromAirport], [201, code])
  }
  const { problems } = await analyzed(
    space.owner,
    'flights',
    'Aircraft,Off block,On block,From,To,PIC\nN0AP,2026-03-04 09:00,2026-03-04 10:00,DUB,KFNL,Ada\n',
    { timeZone: 'America/Denver' },
  )
  assert.match(problems.find((problem: string) => problem.startsWith('2 From: '))?.slice(8) ?? '', doubt)
})

test('flights keep their airport when one with the same IATA code is added', async (t) => {
  const space = await workspace(t)
  const before = (await flightWith(space, 'DUB')).data
  await space.made(airports, dublin)
  const after = (await space.owner.get(`/api/v1/ops/flights/${before.id}`)).data
  assert.deepEqual([after.fromAirport, after.fromName], [before.fromAirport, before.fromName])
})

test('an IATA code that no other field has, or that is a second record of the field, is no question', async (t) => {
  const space = await workspace(t)
  await space.made(airports, { ...dublin, icao: 'LSZB', iata: 'BRN', name: 'Bern' })
  await space.made(airports, { ...loveland, icao: 'ZZFN', iata: 'FNL' })
  assert.equal((await flightWith(space, 'BRN')).data.fromAirport, 'LSZB')
  assert.equal((await flightWith(space, 'FNL')).data.fromAirport, 'KFNL')
})
