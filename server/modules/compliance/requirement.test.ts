import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'

const space = await workspace()
const { owner } = space
const ago = (days: number) => addDays(localDate(new Date(), 'UTC'), -days)
const path = '/api/v1/compliance'

async function add(resource: string, body: object) {
  const { status, data, text } = await owner.post(`${path}/${resource}`, body)
  assert.equal(status, 201, text)
  return data
}
const standing = async (person: string) => (await owner.get(`${path}/people?person=${person}`)).data.items[0]
const statuses = async (person: string) =>
  Object.fromEntries(
    (await standing(person)).holdings.map((one: { title: string; status: string }) => [
      one.title,
      one.status,
    ]),
  )

test('a required record is missing until the person holds it', async () => {
  await add('requirements', {
    title: 'Flight review',
    kind: 'flight_review',
    functions: ['pilot'],
    citation: '14 CFR 61.56',
  })
  const [pilot, mechanic] = [await space.person(), await space.person({ functions: ['mechanic'] })]
  assert.deepEqual(await statuses(pilot.id), { 'Flight review': 'missing' })
  assert.deepEqual([(await standing(pilot.id)).status, (await standing(pilot.id)).missing], ['missing', 1])
  assert.deepEqual([(await standing(mechanic.id)).status, (await standing(mechanic.id)).holdings], [null, []])
  const missing = await owner.get(`${path}/people?status=missing&sort=urgency`)
  assert.ok(missing.data.items.some((one: { id: string }) => one.id === pilot.id))
  const record = await add('records', { crewId: pilot.id, kind: 'flight_review', issuedOn: ago(20) })
  assert.deepEqual(await statuses(pilot.id), { 'Flight review': 'compliant' })
  await owner.post(`${path}/records/${record.id}/withdraw`, { reason: 'Of somebody else' })
  assert.deepEqual(await statuses(pilot.id), { 'Flight review': 'missing' })
})

test('the line of a person says when they flew last', async () => {
  const pilot = await space.person()
  assert.equal((await standing(pilot.id)).lastFlownAt, null)
  const flight = await space.flight({ crew: [{ crewId: pilot.id, role: 'pic' }] })
  assert.equal(Date.parse((await standing(pilot.id)).lastFlownAt), Date.parse(flight.offBlockAt))
})

test('one medical can have a different status for different privileges', async () => {
  const { id } = await space.person({ functions: ['dispatcher'] })
  for (const operation of ['airline_transport', 'commercial', 'private'])
    await add('requirements', {
      title: `Medical, ${operation}`,
      kind: 'medical',
      operation,
      functions: [],
      crewIds: [id],
    })
  await add('records', {
    crewId: id,
    kind: 'medical',
    medicalClass: 'second',
    issuedOn: ago(500),
    ageAtExam: 45,
  })
  assert.deepEqual(await statuses(id), {
    'Medical, airline_transport': 'missing',
    'Medical, commercial': 'expired',
    'Medical, private': 'compliant',
  })
})

test('a medical that meets the requirement but has expired for its holder shows both', async () => {
  const { id } = await space.person({ functions: ['staff'] })
  await add('requirements', {
    title: 'Any medical',
    kind: 'medical',
    operation: 'private',
    functions: ['staff'],
  })
  await add('records', {
    crewId: id,
    kind: 'medical',
    medicalClass: 'second',
    issuedOn: ago(500),
    ageAtExam: 45,
  })
  assert.deepEqual(await statuses(id), { 'Any medical': 'compliant', 'Medical certificate': 'expired' })
  assert.equal((await standing(id)).status, 'expired')
})

test('a requirement can name a record title, and a retired requirement applies to nobody', async () => {
  const { id } = await space.person({ functions: ['cabin'] })
  const { id: requirement } = await add('requirements', {
    title: 'Evacuation drill',
    kind: 'training',
    recordTitle: 'Evacuation',
    functions: ['cabin'],
  })
  await add('records', { crewId: id, kind: 'training', title: 'First aid' })
  assert.deepEqual(await statuses(id), { 'Evacuation drill': 'missing', 'First aid': 'compliant' })
  await add('records', { crewId: id, kind: 'training', title: 'EVACUATION' })
  assert.equal((await statuses(id))['Evacuation drill'], 'compliant')
  await owner.patch(`${path}/requirements/${requirement}`, { status: 'retired' })
  assert.deepEqual(await statuses(id), { EVACUATION: 'compliant', 'First aid': 'compliant' })
})

const refused: [name: string, body: object, field: string][] = [
  ['that applies to nobody', { title: 'A', kind: 'document', functions: [] }, 'functions'],
  [
    'with privileges for another kind',
    { title: 'B', kind: 'rating', operation: 'private', functions: ['pilot'] },
    'operation',
  ],
]
for (const [name, body, field] of refused)
  test(`a requirement ${name} is refused`, async () => {
    const answer = await owner.post(`${path}/requirements`, body)
    assert.deepEqual([answer.status, answer.body.details[0].field], [400, field])
  })

test('a requirement title is unique', async () => {
  await add('requirements', { title: 'Passport', kind: 'document', functions: ['cabin'] })
  const again = await owner.post(`${path}/requirements`, {
    title: 'passport',
    kind: 'document',
    functions: ['pilot'],
  })
  assert.deepEqual([again.status, again.body.details[0].field], [409, 'title'])
})
