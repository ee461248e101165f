import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const sameRegistrations = [
  ['G-ABCD', 'GABCD'],
  ['N172SP', 'n-172sp'],
] as const

for (const [here, written] of sameRegistrations)
  test(`${written} is refused beside ${here}, in the API and in a file`, async (t) => {
    const { owner, aircraft } = await workspace(t)
    await aircraft({ registration: here })
    const other = await aircraft({ registration: 'N9AP' })
    const created = await owner.post('/api/v1/ops/aircraft', {
      registration: written,
      typeDesignator: 'C172',
    })
    const renamed = await owner.patch(`/api/v1/ops/aircraft/${other.id}`, { registration: written })
    for (const { status, body } of [created, renamed]) {
      assert.deepEqual([status, body.code], [409, 'registration_taken'])
      assert.equal(body.details[0].message, `is that of ${here}, because hyphens make no other registration`)
    }
    const { problems } = await analyzed(owner, 'aircraft', `Registration,Type\n${written},C172\n`)
    assert.deepEqual(problems, [
      `2 Registration: ${here} is an aircraft here already: leave the row out, or change that aircraft by hand`,
    ])
  })

test('an aircraft may change the hyphens of its own registration', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const { id } = await aircraft({ registration: 'GABCD' })
  const { status, data } = await owner.patch(`/api/v1/ops/aircraft/${id}`, { registration: 'G-ABCD' })
  assert.deepEqual([status, data.registration], [200, 'G-ABCD'])
})

test('two rows of a file whose registrations differ by hyphens alone are one aircraft', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Registration,Type\nG-ABCD,C172\nGABCD,C172\n'
  const { problems } = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(problems, [
    '3 Registration: GABCD stands in row 2 already: each aircraft may be there once',
  ])
})

test('of two aircraft that are added at once, one has the registration and one has the address', async (t) => {
  const { owner } = await workspace(t)
  const both = (aircraft: readonly object[]) =>
    Promise.all(
      aircraft.map((fields) => owner.post('/api/v1/ops/aircraft', { typeDesignator: 'C172', ...fields })),
    )
  const sameRegistration = await both(
    ['G-ABCD', 'GABCD', 'GA-BCD', 'G-AB-CD'].map((registration) => ({ registration })),
  )
  const sameAddress = await both(
    ['N1AP', 'N2AP', 'N3AP', 'N4AP'].map((registration) => ({ registration, icao24: 'A00631' })),
  )
  for (const [answers, field] of [
    [sameRegistration, 'registration'],
    [sameAddress, 'icao24'],
  ] as const) {
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
    for (const { status, body } of answers) if (status === 409) assert.equal(body.details[0].field, field)
  }
})
