import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const movements = '/api/v1/fbo/movements'
const arrival = { movementDate: '2026-03-05', direction: 'inbound' }

test('a customer is found by a tail number with other hyphens, the exact spelling first', async (t) => {
  const { owner, made } = await workspace(t)
  const customer = async (company: string, tail: string) =>
    (await made('/api/v1/fbo/customers', { company, tails: [tail] })).id
  const [exact, folded, british] = [
    await customer('Exact', 'D-EABC'),
    await customer('Folded', 'DEABC'),
    await customer('British', 'G-ABCD'),
  ]
  const found = [
    ['D-EABC', exact],
    ['DEABC', folded],
    // Either may be meant.
    ['DE-ABC', null],
    ['gabcd', british],
    ['G-ABCE', null],
  ] as const
  for (const [tailNumber, customerId] of found) {
    const movement = await made(movements, { ...arrival, tailNumber })
    assert.equal(movement.customerId, customerId, tailNumber)
  }
  const { id, problems } = await analyzed(
    owner,
    'movements',
    'Date;Arr/Dep;Reg\n2026-03-06;Arrival;GABCD\n2026-03-05;Arrival;GABCD\n',
  )
  assert.deepEqual(problems, ['3 Reg: GABCD is on the board of that day already: leave the row out'])
  await ran(owner, id, true)
  const listed = await owner.get(`${movements}?tail_number=g-abcd&sort=movementDate`)
  assert.deepEqual(
    listed.data.items.map(({ customerId }: { customerId: string }) => customerId),
    [british, british],
  )
  // A search for the letters finds every spelling.
  await made(movements, { ...arrival, movementDate: '2026-03-07', tailNumber: 'G-ABCD' })
  assert.equal((await owner.get(`${movements}?search=gabcd`)).data.total, 3)
  assert.deepEqual(
    (await owner.get('/api/v1/fbo/customers?search=gabcd')).data.items.map(
      ({ id: customer }: { id: string }) => customer,
    ),
    [british],
  )
  const customers = await owner.get('/api/v1/fbo/customers?tail_number=GABCD')
  assert.deepEqual(
    customers.data.items.map((item: { id: string }) => item.id),
    [british],
  )
})

test('an aircraft that left under other hyphens is no longer on the ramp', async (t) => {
  const { owner, made } = await workspace(t)
  const there = await made(movements, { ...arrival, tailNumber: 'G-ABCD', status: 'completed' })
  const board = async () =>
    (await owner.get(`/api/v1/fbo/board?date=${arrival.movementDate}`)).data.onGround.map(
      ({ id }: { id: string }) => id,
    )
  assert.deepEqual(await board(), [there.id])
  await made(movements, { ...arrival, direction: 'outbound', tailNumber: 'GABCD', status: 'completed' })
  assert.deepEqual(await board(), [])
})
