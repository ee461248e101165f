import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const realFile = join(import.meta.dirname, '../../../../shared/data/airports.csv')

test('codes that are no ICAO code are kept as what they are', async (t) => {
  const { owner } = await workspace(t)
  const file = [
    'icao,iata,name,city,subd,country,elevation,lat,lon,tz,lid',
    'LSZB,BRN,Bern,Bern,,CH,1674,46.912,7.499,Europe/Zurich,',
    'CAA2,,Smith Field,,Alberta,CA,2300.4,51.1,-113.2,America/Edmonton,',
    '_WNJ,WNJ,Weining,,,CN,0,26.85,104.33,Asia/Shanghai,',
  ].join('\n')
  const { id, problems } = await analyzed(owner, 'airports', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const { items } = (await owner.get('/api/v1/ops/airports?source=import')).data
  const codes = items.map(({ icao, iata, localCode }: Record<string, string | null>) => [
    icao,
    iata,
    localCode,
  ])
  assert.deepEqual(codes, [
    [null, null, 'CAA2'],
    ['LSZB', 'BRN', null],
    [null, 'WNJ', null],
  ])
})

test('an export of OurAirports comes in with the best code of each row', async (t) => {
  const { owner } = await workspace(t)
  const file = [
    'id,ident,type,name,latitude_deg,longitude_deg,elevation_ft,continent,iso_country,iso_region,municipality,scheduled_service,icao_code,iata_code,gps_code,local_code,home_link,wikipedia_link,keywords',
    '1,ES-0052,small_airport,Field of Examples,40.37,-3.78,2000,EU,ES,ES-M,Madrid,no,LEVY,,,,,,',
    '2,ZZ01,small_airport,Field of Tests,46.9,7.4,1674,EU,CH,CH-BE,Bern,no,,,LSZZ,,,,',
    '3,AR-0199,small_airport,Field of Nothing,-34.1,-60.2,,SA,AR,AR-B,Rojas,no,,,,,,,',
  ].join('\n')
  const seen = await analyzed(owner, 'airports', file)
  assert.deepEqual([seen.preset, seen.problems, seen.questions], ['OurAirports', [], []])
  await ran(owner, seen.id)
  const { items } = (await owner.get('/api/v1/ops/airports?source=import')).data
  assert.deepEqual(
    items.map(({ icao, localCode, elevationFt }: Record<string, unknown>) => [icao, localCode, elevationFt]),
    [
      [null, 'AR-0199', null],
      ['LEVY', null, 2000],
      ['LSZZ', null, 1674],
    ],
  )
})

test('a closed airport gives way to an open one with its code, in either order, and is found where it has the code alone', async (t) => {
  const { owner } = await workspace(t)
  const row = (code: string, type: string, name: string) => `${code},${type},${name},ES,40.37,-3.78`
  const file = [
    'ident,type,name,iso_country,latitude_deg,longitude_deg',
    row('LEVY', 'closed', 'Old Levy'),
    row('LEVY', 'small_airport', 'New Levy'),
    row('LEVX', 'medium_airport', 'New Levx'),
    row('LEVX', 'closed', 'Old Levx'),
    row('LEVW', 'closed', 'Only Levw'),
  ].join('\n')
  const { id, problems } = await analyzed(owner, 'airports', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const found = async (code: string) => {
    const { data } = await owner.get(`/api/v1/ops/airports/${code}`)
    return [data.name, data.isClosed]
  }
  assert.deepEqual(await found('LEVY'), ['New Levy', false])
  assert.deepEqual(await found('LEVX'), ['New Levx', false])
  assert.deepEqual(await found('LEVW'), ['Only Levw', true])
  const again = await analyzed(owner, 'airports', file)
  assert.equal(again.rows.bad, 5)
})

test('an airport without a place on earth, or twice in the file, is named', async (t) => {
  const { owner } = await workspace(t)
  const { problems } = await analyzed(
    owner,
    'airports',
    'icao,name,country,lat,lon,tz\nLSZB,Bern,CH,96.9,7.5,Europe/Bern\nLSZH,Zürich,CH,47.4,8.5,\nLSZH,Kloten,CH,47.4,8.5,\n,Nowhere,CH,47,8,\n',
  )
  assert.deepEqual(problems, [
    '2 lat: “96.9” is above the most possible, 90',
    '2 tz: “Europe/Bern” is no time zone: write an IANA name such as America/Denver',
    '4 icao: LSZH stands in row 3 already: each airport may be there once',
    '5 icao: There is no code: give the ICAO, the IATA or the local one',
  ])
})

test('the airports of the world come in with progress, in under 20 seconds', {
  skip: existsSync(realFile) ? false : 'airports.csv of the shared data is not there',
}, async (t) => {
  const { owner } = await workspace(t)
  const { id, rows } = await analyzed(owner, 'airports', readFileSync(realFile))
  assert.deepEqual(rows, { total: 28_291, good: 28_291, bad: 0, done: 28_291, imported: 0, skipped: 0 })
  const progress = new Set<number>()
  await owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: false })
  for (;;) {
    const { data } = await owner.get(`/api/integrations/imports/${id}`)
    progress.add(data.progress)
    if (data.status !== 'running') {
      assert.equal(data.rows.imported, 28_291)
      break
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.ok(progress.size > 2, `only ${[...progress].join(', ')}`)
  assert.equal((await owner.get('/api/v1/ops/airports/LSZB')).data.timezone, 'Europe/Zurich')
})
