import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>
const path = '/api/v1/compliance'
const at = 'at=2026-03-20T12:00:00Z'

async function school() {
  const space = await workspace()
  const record = (crewId: string, fields: Row) => space.made(`${path}/records`, { crewId, ...fields })
  const commercial = await space.person({ displayName: 'Ada Holm' })
  await record(commercial.id, {
    kind: 'certificate',
    title: 'Commercial pilot, ASEL',
    issuedOn: '2020-05-01',
  })
  await record(commercial.id, {
    kind: 'medical',
    medicalClass: 'second',
    issuedOn: '2025-01-10',
    ageAtExam: 45,
  })
  await record(commercial.id, { kind: 'flight_review', issuedOn: '2025-06-01' })
  const first = await space.aircraft({ typeDesignator: 'C172' })
  const second = await space.aircraft({ typeDesignator: 'C172' })
  const twin = await space.aircraft({ typeDesignator: 'BE58', class: 'multi_engine_land' })
  await space.aircraft({ category: 'simulator', class: 'none', engineType: 'none' })
  return { ...space, commercial, first, second, twin }
}
const { owner, as, commercial, first, second, twin, person } = await school()

test('a medical that is good for private and lapsed for commercial flights is two tiles', async () => {
  const { status, data } = await owner.get(`${path}/people/${commercial.id}/wall?${at}`)
  assert.equal(status, 200)
  assert.deepEqual(
    data.tiles.map((tile: Row) => [tile.typeDesignator, tile.operation, tile.verdict, tile.failing]),
    [
      ['C172', 'private', 'yes', []],
      ['C172', 'commercial', 'no', ['61.23']],
    ],
  )
  assert.deepEqual(data.tiles[0].aircraftIds, [first.id, second.id])
  assert.deepEqual(data.tiles[0].limitations, [
    'No passengers',
    'No passengers at night',
    'Not under instrument flight rules',
  ])
  // The medical covers private flights to the end of January 2027.
  assert.deepEqual([data.tiles[0].lapsesAt, data.tiles[0].nextToLapse], ['2027-02-01T00:00:00.000Z', '61.23'])
})

test('the wall has a column for each kind of aircraft and a row for each person who flies', async () => {
  const student = await person({ displayName: 'Bo Lind', functions: ['student'] })
  await person({ displayName: 'Cy Marsh', functions: ['mechanic'] })
  const { data } = await owner.get(`${path}/wall?${at}`)
  assert.deepEqual(
    data.columns.map((column: Row & { aircraft: Row[] }) => [
      column.typeDesignator,
      column.aircraft.map(({ id }) => id),
    ]),
    [
      ['BE58', [twin.id]],
      ['C172', [first.id, second.id]],
    ],
  )
  assert.deepEqual(
    data.people.map((row: Row & { cells: Row[] }) => [row.personId, row.cells.map(({ verdict }) => verdict)]),
    [
      [commercial.id, ['no', 'yes']],
      [student.id, ['insufficient_data', 'insufficient_data']],
    ],
  )
  assert.deepEqual(data.people[0].cells[0].failing, ['61.31(d)'])
})

test('a member sees their own row of the wall alone, and nobody else’s tiles', async () => {
  const member = await as('member', { roles: ['pilot'] })
  const own = await person({ userId: member.userId })
  const { data } = await member.get(`${path}/wall`)
  assert.deepEqual(
    data.people.map(({ personId }: Row) => personId),
    [own.id],
  )
  assert.equal((await member.get(`${path}/people/${own.id}/wall`)).status, 200)
  assert.equal((await member.get(`${path}/people/${commercial.id}/wall`)).status, 404)
})
