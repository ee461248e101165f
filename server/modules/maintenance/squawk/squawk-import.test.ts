import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { ok } from '../testing/plane.ts'

const realFile = join(import.meta.dirname, '../../../../../shared/data/faa-maintenance-remarks.csv')
const squawks = '/api/v1/maintenance/squawks'

test('squawks of another system are imported with their aircraft, open or resolved', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ registration: 'N77AB' })
  const file =
    'Log page,Tail,Date found,Discrepancy,Corrective action\nA-1,n77ab,2025-07-25,Left brake soft,Bled the brake\nA-2,N77AB,2025-08-01,Landing light out,\n'
  const { id, problems } = await analyzed(space.owner, 'squawks', file, { status: 'open' })
  assert.deepEqual(problems, [])
  await ran(space.owner, id)
  const { items } = ok(await space.owner.get(`${squawks}?sort=foundAt`))
  assert.deepEqual(
    items.map((squawk: Record<string, unknown>) => [
      squawk.number,
      squawk.aircraftId,
      squawk.status,
      squawk.foundOn,
    ]),
    [
      ['SQK-2025-00001', plane.id, 'resolved', '2025-07-25'],
      ['SQK-2025-00002', plane.id, 'open', '2025-08-01'],
    ],
  )
  assert.equal(items[0].resolution.text, 'Bled the brake')
  const again = await analyzed(space.owner, 'squawks', file)
  assert.deepEqual([again.rows.good, again.rows.bad], [0, 2])
})

test('a row of an unknown aircraft or with a day to come is named', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Tail,Date,Remark\nN404,2025-01-01,Flat tire\n,2125-01-01,Flat tire\n'
  const { problems } = await analyzed(owner, 'squawks', file)
  assert.equal(problems.length, 2)
  assert.match(problems[0] ?? '', /^2 Tail: There is no aircraft N404 here/)
  assert.match(problems[1] ?? '', /^3 Date: Date is in the future/)
})

test('2,748 real remarks are imported, searched, and compared with each other', {
  skip: existsSync(realFile) ? false : 'faa-maintenance-remarks.csv of the shared data is not there',
}, async (t) => {
  const { owner } = await workspace(t)
  const { id, rows } = await analyzed(owner, 'squawks', readFileSync(realFile))
  assert.deepEqual([rows.total, rows.bad], [2_748, 0])
  const done = await ran(owner, id)
  assert.equal(done.rows.imported, 2_748)
  assert.equal(ok(await owner.get(`${squawks}?search=magneto`)).total, 5)
  const nest = encodeURIComponent('BIRDS NEST IN INDUCTION')
  const [squawk] = ok(await owner.get(`${squawks}?search=${nest}`)).items
  const [best] = ok(await owner.get(`${squawks}/${squawk.id}/similar`)).items
  assert.deepEqual([squawk.aircraftType, best.isSameType], ['CESSNA 172G', true])
  assert.match(best.title, /BIRDS NEST IN ENGINE COWLING/)
})
