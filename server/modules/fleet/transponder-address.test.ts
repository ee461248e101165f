import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/ops/aircraft'

test('an address of no aircraft, or of another one in the fleet, is refused in the API', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const first = await aircraft({ registration: 'N1AP', icao24: 'A00631' })
  const second = await aircraft({ registration: 'N2AP' })
  const tries = [
    ['000000', 400, 'is the address of no aircraft: leave it out'],
    ['ffffff', 400, 'is the address of no aircraft: leave it out'],
    ['a00631', 409, 'is the address of N1AP already'],
  ] as const
  for (const [icao24, status, message] of tries) {
    const created = await owner.post(path, { registration: 'N3AP', typeDesignator: 'C172', icao24 })
    const changed = await owner.patch(`${path}/${second.id}`, { icao24 })
    for (const answer of [created, changed])
      assert.deepEqual([answer.status, answer.body.details], [status, [{ field: 'icao24', message }]])
  }
  assert.equal((await owner.patch(`${path}/${first.id}`, { icao24: 'A00631', seats: 4 })).status, 200)
  await owner.patch(`${path}/${first.id}`, { status: 'sold' })
  assert.equal((await owner.patch(`${path}/${second.id}`, { icao24: 'a00631' })).status, 200)
  const back = await owner.patch(`${path}/${first.id}`, { status: 'active' })
  assert.deepEqual([back.status, back.body.details[0].field], [409, 'icao24'])
})

test('such addresses are problems of their rows in a file', async (t) => {
  const { owner, aircraft } = await workspace(t)
  await aircraft({ registration: 'N1AP', icao24: 'A00631' })
  const file =
    'Registration,Type,Hex\nN2AP,C172,000000\nN3AP,C172,a00631\nN4AP,C172,A00632\nN5AP,C172,a00632\nN6AP,C172,A00633\n'
  const { problems } = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(problems, [
    '2 Hex: 000000 is the address of no aircraft: leave the cell empty',
    '3 Hex: A00631 is the address of N1AP already: correct one of the two',
    '5 Hex: A00632 stands in row 4 already: each aircraft has an address of its own',
  ])
})
