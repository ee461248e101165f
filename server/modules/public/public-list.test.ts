import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { school } from '../training/testing/school.ts'

const app = await testApp()
const base = '/api/v1/public'

test('the event log is followed from a sequence, and its end has a cursor from which it goes on', async (t) => {
  const space = await workspace(t, app)
  const key = await space.key({ scopes: ['public.events:read', 'flights:read'] })
  const read = async (query: string) => (await key.get(`${base}/events?${query}`)).data
  const types = ({ items }: { items: { type: string }[] }) => items.map(({ type }) => type)
  const empty = await read('after_sequence=0')
  assert.deepEqual(types(empty), [])
  assert.equal(typeof empty.next_cursor, 'string')
  const { id } = await space.flight({ status: 'approved' })
  const first = await read(`after_sequence=0&page_size=1&cursor=${empty.next_cursor}`)
  assert.deepEqual(types(first), ['flight.submitted'])
  const second = await read(`after_sequence=0&cursor=${first.next_cursor}`)
  assert.deepEqual(types(second), ['flight.approved'])
  assert.deepEqual(types(await read(`after_sequence=${first.items[0].sequence}`)), ['flight.approved'])
  const end = await read(`after_sequence=0&cursor=${second.next_cursor}`)
  assert.deepEqual([end.items, end.next_cursor], [[], second.next_cursor])
  await space.made(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Wrong aircraft' })
  const later = await read(`after_sequence=0&cursor=${end.next_cursor}`)
  assert.ok(later.items.length > 0 && later.items[0].sequence > second.items[0].sequence)
  assert.equal((await read('')).next_cursor, null)
  assert.equal((await key.get(`${base}/events?after_sequence=last`)).status, 400)
})

test('every public list of records takes updated_since, and shows what changed by itself or in what it shows', async (t) => {
  const space = await workspace(t, app)
  const person = await space.person({ functions: ['pilot'] })
  const aircraft = await space.aircraft()
  await space.flight({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })
  await space.made('/api/v1/compliance/records', {
    crewId: person.id,
    kind: 'document',
    title: 'Badge',
    expiresOn: '2099-01-31',
  })
  await space.made('/api/v1/planning/sessions', {
    type: 'flight',
    title: 'Circuits',
    resourceType: 'aircraft',
    resourceId: aircraft.id,
    instructorId: person.id,
    startsAt: '2030-01-07T10:00:00Z',
    endsAt: '2030-01-07T11:00:00Z',
    timezone: 'UTC',
  })
  const signing = await school(space)
  const { data: signoff } = await signing.signOff()
  await space.made('/api/v1/training/vtr', { kind: 'signoff', subjectId: signoff.id })
  await space.billing()
  const { id: accountId } = await space.account({ holder: { type: 'person', id: person.id } })
  const { id: invoiceId } = await space.invoice({ accountId })
  await space.made(`/api/v1/finance/invoices/${invoiceId}/issue`)
  await space.made('/api/v1/maintenance/work-orders', {
    aircraftId: aircraft.id,
    kind: 'unscheduled',
    title: 'Oil and filter',
  })
  const lists = app.services.operations.filter(
    ({ path, list }) => path.startsWith(base) && list?.of.schema.properties.updatedAt,
  )
  const all = {
    compliance: 1,
    fleet: 1,
    flights: 1,
    invoices: 1,
    'maintenance/work-orders': 1,
    // The pilot, and the student, the instructor and the chief instructor of the enrollment.
    pilots: 4,
    'planning/sessions': 1,
    'training-progress': 1,
    'training/signoffs': 1,
    vtr: 1,
  }
  assert.deepEqual(
    lists.map(({ path }) => path).sort(),
    Object.keys(all).map((name) => `${base}/${name}`),
  )
  const changedSince = async (since: string) =>
    Object.fromEntries(
      await Promise.all(
        lists.map(async ({ path }) => [
          path.slice(base.length + 1),
          (await space.owner.get(`${path}?updated_since=${since}`)).data.total,
        ]),
      ),
    )
  const now = async () => (await app.sql('select clock_timestamp() as now'))[0]?.now.toISOString()
  assert.deepEqual(await changedSince('2020-01-01T00:00:00Z'), all)
  // The clock of JSON counts milliseconds.
  const past = async () => {
    await app.sql('select pg_sleep(0.002)')
    return now()
  }
  const before = await past()
  const none = Object.fromEntries(Object.keys(all).map((name) => [name, 0]))
  assert.deepEqual(await changedSince(before), none)
  await space.owner.patch(`/api/v1/ops/crew/${person.id}`, { displayName: 'Renamed Pilot' })
  assert.deepEqual(await changedSince(before), {
    ...none,
    compliance: 1,
    flights: 1,
    pilots: 1,
    'planning/sessions': 1,
  })
  const renamed = await past()
  await space.owner.patch(`/api/v1/ops/crew/${signing.learner.id}`, { displayName: 'Renamed Student' })
  assert.deepEqual(await changedSince(renamed), {
    ...none,
    pilots: 1,
    'training-progress': 1,
    'training/signoffs': 1,
  })
  const later = await past()
  await space.made(`/api/v1/ops/aircraft/${aircraft.id}/readings`, {
    kind: 'hobbs',
    readingHundredths: 999_900,
  })
  assert.deepEqual(await changedSince(later), { ...none, fleet: 1 })
})
