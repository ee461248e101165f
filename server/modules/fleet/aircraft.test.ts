import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/ops/aircraft'

const warned = [
  ['N172SP', []],
  ['NC12345', []],
  ['NX211', []],
  ['G-ABCD', []],
  ['N0', ['N0 begins with 0']],
  ['N011AP', ['N011AP begins with 0']],
  ['N123456', ['N123456 is not one to five digits, up to four and a letter, or up to three and two letters']],
  ['NABC', ['NABC has no digit behind the N']],
  ['N--1', ['N--1 has a hyphen, and those of the United States have none']],
  [
    'N12IO',
    [
      'N12IO has an I or an O, which the FAA does not give: 1 and 0 look like them',
      'N12IO looks like N1210, which is here too',
    ],
  ],
] as const

test('a registration that the FAA would not give is kept with a warning', async (t) => {
  const { owner, aircraft } = await workspace(t)
  await aircraft({ registration: 'N1210' })
  for (const [registration, messages] of warned) {
    const created = await owner.post(path, { registration, typeDesignator: 'C172' })
    assert.equal(created.status, 201, registration)
    const read = await owner.get(`${path}/${created.data.id}`)
    for (const { data } of [created, read])
      assert.deepEqual(
        data.warnings.map(({ message }: { message: string }) => message),
        messages,
      )
  }
  const { id } = await aircraft({ registration: 'N5AP' })
  const renamed = await owner.patch(`${path}/${id}`, { registration: 'N01234' })
  assert.deepEqual(renamed.data.warnings, [
    { code: 'registration_form', field: 'registration', message: 'N01234 begins with 0' },
  ])
})

test('a type designator has at most four letters and digits', async (t) => {
  const { owner } = await workspace(t)
  for (const typeDesignator of ['CESSNA 172', '??', 'DR40 ', '737', 'C', 'CESSNA172S']) {
    const { status, body } = await owner.post(path, { registration: 'N1AP', typeDesignator })
    assert.deepEqual([status, body.details[0].field], [400, 'typeDesignator'], typeDesignator)
  }
  const { data } = await owner.post(path, { registration: 'N1AP', typeDesignator: 'dr40' })
  assert.equal(data.typeDesignator, 'DR40')
})

test('category, class and engine fit together, and follow from the category', async (t) => {
  const { owner } = await workspace(t)
  const glider = { registration: 'N1AP', typeDesignator: 'GLID', category: 'glider' }
  const impossible = [
    [{ ...glider, class: 'single_engine_land', engineType: 'jet' }, 'class'],
    [{ ...glider, engineType: 'turboshaft' }, 'engineType'],
    [{ ...glider, category: 'airplane', class: 'helicopter' }, 'class'],
  ] as const
  for (const [body, field] of impossible) {
    const refused = await owner.post(path, body)
    assert.deepEqual([refused.status, refused.body.details[0].field], [422, field])
  }
  const { data } = await owner.post(path, glider)
  assert.deepEqual([data.class, data.engineType], ['glider', 'none'])
  const changed = await owner.patch(`${path}/${data.id}`, { category: 'airplane' })
  assert.deepEqual([changed.status, changed.body.details[0].field], [422, 'class'])
  const both = { category: 'airplane', class: 'single_engine_sea', engineType: 'piston' }
  assert.equal((await owner.patch(`${path}/${data.id}`, both)).status, 200)
})

test('a base is an airport that is known, stored under its code and found by each of its codes', async (t) => {
  const { owner, aircraft, person } = await workspace(t)
  const { id } = await aircraft({ registration: 'N1AP', baseAirport: 'fnl' })
  const { id: personId } = await person()
  for (const [record, written] of [
    [`${path}/${id}`, 'ZZZ9'],
    [`/api/v1/ops/crew/${personId}`, 'zzz9'],
  ] as const) {
    const { status, body } = await owner.patch(record, { baseAirport: written })
    assert.deepEqual(
      [status, body.details],
      [
        422,
        [
          {
            field: 'baseAirport',
            message: 'There is no airport ZZZ9: check the code, or import or add the airport first',
          },
        ],
      ],
    )
  }
  const based = await owner.patch(`/api/v1/ops/crew/${personId}`, { baseAirport: 'fnl' })
  assert.equal(based.data.baseAirport, 'KFNL')
  for (const base of ['KFNL', 'fnl']) {
    const { items } = (await owner.get(`${path}?base=${base}`)).data
    assert.deepEqual(
      items.map((item: { baseAirport: string }) => item.baseAirport),
      ['KFNL'],
    )
  }
})
