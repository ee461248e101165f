import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { ok } from '../testing/plane.ts'

const squawks = '/api/v1/maintenance/squawks'
const records = '/api/v1/compliance/records'

/** A mechanic who is a person of the crew, and who signs a squawk with a certificate. */
async function signer(t: Parameters<typeof workspace>[0]) {
  const space = await workspace(t)
  const mechanic = await space.as('Mary Mechanic', { roles: ['mechanic'] })
  const person = await space.person({ functions: ['mechanic'], userId: mechanic.userId })
  const plane = await space.aircraft()
  const sign = async (certificateNumber: string) => {
    const body = { aircraftId: plane.id, title: 'Right brake drags', phase: 'ground' }
    const squawk = ok(await space.owner.post(squawks, body))
    ok(await mechanic.post(`${squawks}/${squawk.id}/start`))
    const { status, body: answer } = await mechanic.post(`${squawks}/${squawk.id}/resolve`, {
      text: 'Replaced the disk',
      certificateKind: 'A&P',
      certificateNumber,
    })
    return [status, answer.code]
  }
  const today = localDate(new Date(), ok(await space.owner.get('/api/v1/admin/workspace')).timezone)
  const hold = async (fields: object) =>
    ok(
      await space.owner.post(records, {
        crewId: person.id,
        kind: 'certificate',
        title: 'Mechanic, A&P',
        ...fields,
      }),
    )
  return { space, person, sign, hold, today }
}

test('a certificate that compliance has is valid on its last day, and expired on the next', async (t) => {
  const { space, sign, hold, today } = await signer(t)
  const record = await hold({ number: 'A&P 3141592', expiresOn: today })
  assert.deepEqual(await sign('3141592'), [200, undefined])
  ok(await space.owner.patch(`${records}/${record.id}`, { expiresOn: addDays(today, -1) }))
  assert.deepEqual(await sign('3141592'), [422, 'certificate_expired'])
})

test('a certificate of another number, and one that was withdrawn, are missing', async (t) => {
  const { space, sign, hold } = await signer(t)
  const record = await hold({ number: '3141592' })
  assert.deepEqual(await sign('2718281'), [422, 'certificate_missing'])
  assert.deepEqual(await sign('3141592'), [200, undefined])
  ok(await space.owner.post(`${records}/${record.id}/withdraw`, { reason: 'Surrendered' }))
  assert.deepEqual(await sign('3141592'), [422, 'certificate_missing'])
})

test('without a record a mechanic signs, until the workspace requires one', async (t) => {
  const { space, sign, hold } = await signer(t)
  assert.deepEqual(await sign('3141592'), [200, undefined])
  const requirement = { title: 'Mechanic certificate', kind: 'certificate', functions: ['mechanic'] }
  ok(await space.owner.post('/api/v1/compliance/requirements', requirement))
  assert.deepEqual(await sign('3141592'), [422, 'certificate_missing'])
  await hold({ number: '3141592' })
  assert.deepEqual(await sign('3141592'), [200, undefined])
})
