import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
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
