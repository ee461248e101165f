import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran, settled } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

test('an aircraft comes in with what its row says, and with its meters', async (t) => {
  const { owner } = await workspace(t)
  const file =
    'Tail Number,Type,Make,Category,Class,Tailwheel,Base,Hobbs (h),Tach,Year\nn 01ap,c172,Cessna,Aeroplane,SEL,no,kfnl,"1,234.5",1000:30,2004\n'
  const { id, problems } = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const [aircraft] = (await owner.get('/api/v1/ops/aircraft')).data.items
  const {
    registration,
    typeDesignator,
    category,
    baseAirport,
    isTailwheel,
    hobbsHundredths,
    tachHundredths,
    year,
  } = aircraft
  assert.deepEqual(
    {
      registration,
      typeDesignator,
      category,
      baseAirport,
      isTailwheel,
      hobbsHundredths,
      tachHundredths,
      year,
    },
    {
      registration: 'N01AP',
      typeDesignator: 'C172',
      category: 'airplane',
      baseAirport: 'KFNL',
      isTailwheel: false,
      hobbsHundredths: 123450,
      tachHundredths: 100050,
      year: 2004,
    },
  )
  const readings = (await owner.get(`/api/v1/ops/aircraft/${aircraft.id}/readings`)).data
  assert.equal(readings.total, 2)
})

test('a registration that is there already, or twice in the file, is refused by row', async (t) => {
  const { owner, aircraft } = await workspace(t)
  await aircraft({ registration: 'N01AP' })
  const { problems, rows } = await analyzed(
    owner,
    'aircraft',
    'Registration,Type\nN01AP,C172\nN02AP,C172\nn02ap,P28A\n',
  )
  assert.equal(rows.good, 1)
  assert.deepEqual(problems, [
    '2 Registration: N01AP is an aircraft here already: leave the row out, or change that aircraft by hand',
    '4 Registration: N02AP stands in row 3 already: each aircraft may be there once',
  ])
})

test('words and numbers that mean nothing are named with those that do', async (t) => {
  const { owner } = await workspace(t)
  const { problems } = await analyzed(
    owner,
    'aircraft',
    'Registration,Type,Engine,Seats,Tailwheel,Hobbs\nN01AP,C172,steam,4.5,perhaps,1:75\n',
  )
  assert.deepEqual(problems, [
    '2 Engine: “steam” is not known here: write one of piston, diesel, turboprop, jet, electric, turboshaft, none',
    '2 Seats: “4.5” has decimals: write a whole number',
    '2 Tailwheel: “perhaps” is neither yes nor no: write yes or no',
    '2 Hobbs: “1:75” has 75 minutes: an hour has 60',
  ])
})

const summary = (aircraft: Record<string, unknown>) =>
  ['registration', 'typeDesignator', 'model', 'category', 'class', 'engineType', 'status'].map(
    (field) => aircraft[field],
  )

test('the fleet list of a school comes in as it is', async (t) => {
  const { owner } = await workspace(t)
  const file = [
    'Tail,Aircraft Type,Category/Class,Engine,Status,State',
    'N101AP,Cessna 172S,ASEL,piston,Down for Mx,CO',
    'N102AP,PA-44-180,Airplane multi-engine land,,Flying,CO',
    'N103AP,R44 Raven II,Rotorcraft - Helicopter,,Available,CO',
    'N104AP,ZZZZ,Glider,,Grounded,CO',
  ].join('\n')
  const { id, problems } = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const { items } = (await owner.get('/api/v1/ops/aircraft')).data
  assert.deepEqual(items.map(summary), [
    ['N101AP', 'C172', 'Cessna 172S', 'airplane', 'single_engine_land', 'piston', 'maintenance'],
    ['N102AP', 'PA44', 'PA-44-180', 'airplane', 'multi_engine_land', 'piston', 'active'],
    ['N103AP', 'R44', 'R44 Raven II', 'rotorcraft', 'helicopter', 'piston', 'active'],
    ['N104AP', 'ZZZZ', null, 'glider', 'glider', 'none', 'aog'],
  ])
})

test('a file of the FAA registry comes in without a question', async (t) => {
  const { owner } = await workspace(t)
  const file = [
    'N-NUMBER,SERIAL NUMBER,MFR MDL CODE,ENG MFR MDL,YEAR MFR,TYPE REGISTRANT,NAME,STREET,CITY,STATE,TYPE AIRCRAFT,TYPE ENGINE,STATUS CODE,MODE S CODE,MODE S CODE HEX,',
    '100  ,172S9123 ,2072439,41514,2004,3,EXAMPLE FLYERS ,1 EXAMPLE WAY ,LOVELAND ,CO,4,1 ,V ,50003061,A00631    ,',
    '1AP  ,5 ,0000000,00000,1999,3,EXAMPLE FLYERS ,1 EXAMPLE WAY ,LOVELAND ,CO,6,3 ,V ,50003062,A00632    ,',
  ].join('\n')
  const { id, preset, problems, questions } = await analyzed(owner, 'aircraft', file)
  assert.deepEqual([preset, problems, questions], ['FAA registry', [], []])
  await ran(owner, id)
  const { items } = (await owner.get('/api/v1/ops/aircraft')).data
  assert.deepEqual(items.map(summary), [
    ['N100', 'ZZZZ', null, 'airplane', 'single_engine_land', 'piston', 'active'],
    ['N1AP', 'ZZZZ', null, 'rotorcraft', 'helicopter', 'turboshaft', 'active'],
  ])
  assert.deepEqual(
    items.map(({ icao24, year, serialNumber }: Record<string, unknown>) => [icao24, year, serialNumber]),
    [
      ['A00631', 2004, '172S9123'],
      ['A00632', 1999, '5'],
    ],
  )
})

test('a type that nobody can tell, a kind that cannot be and a base that is not there are problems of their rows', async (t) => {
  const { owner } = await workspace(t)
  const file = [
    'Registration,Type,Category,Class,Engine,Base',
    'N1AP,Flying machine,,,,',
    'N2AP,,,,,FNL',
    'N3AP,C172,glider,SEL,jet,',
    'N4AP,C172,airplane,,,ZZZ9',
    'N12IO,C172,,,,FNL',
  ].join('\n')
  const { id, problems } = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(problems, [
    '2 Type: Nobody can tell the type designator of “Flying machine”: write the one of ICAO, such as C172, or choose “zzzz” for such rows above',
    '3 Type: Type is missing: write the one of ICAO, such as C172, or choose “zzzz” for such rows above',
    '4 Class: The class is single_engine_land, and the category glider has glider',
    '5 Base: There is no airport ZZZ9: check the code, or import or add the airport first',
  ])
  await owner.patch(`/api/integrations/imports/${id}`, { options: { unknownType: 'zzzz' } })
  const { rows, notes } = await settled(owner, id)
  assert.equal(rows.good, 3)
  assert.deepEqual(notes, [
    'Registrations to look at: N12IO has an I or an O, which the FAA does not give: 1 and 0 look like them.',
  ])
  await ran(owner, id, true)
  const { items } = (await owner.get('/api/v1/ops/aircraft')).data
  assert.deepEqual(
    items.map(({ registration, typeDesignator, model, baseAirport }: Record<string, unknown>) => [
      registration,
      typeDesignator,
      model,
      baseAirport,
    ]),
    [
      ['N12IO', 'C172', null, 'KFNL'],
      ['N1AP', 'ZZZZ', 'Flying machine', null],
      ['N2AP', 'ZZZZ', null, 'KFNL'],
    ],
  )
})
