import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveDefaults } from '#platform/notifications/default-rule.ts'
import { runEngine } from '#platform/notifications/engine.ts'
import { startTestApp } from '#platform/testing/app.ts'
import { until } from '#platform/testing/until.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { remindOfExpiry } from './remind.ts'

// Nothing happens by itself: each test says when somebody looks, and what time it is.
const app = await startTestApp({}, { work: false })
const { services } = app
const path = '/api/v1/compliance/records'
const today = localDate(new Date(), 'UTC')
const noonIn = (days: number) => new Date(`${addDays(today, days)}T12:00:00Z`)

async function spaceWithPilot() {
  const space = await workspace(undefined, app)
  await giveDefaults.at(services, new Date())
  const pilot = await space.as('pilot')
  const person = await space.person({ displayName: 'Ada Holm', userId: pilot.userId })
  return { space, pilot, person }
}
async function hold(space: TestWorkspace, crewId: string, expiresOn: string, more: object = {}) {
  const { status, data, text } = await space.owner.post(path, {
    crewId,
    kind: 'rating',
    title: 'Instrument rating',
    expiresOn,
    ...more,
  })
  assert.equal(status, 201, text)
  return data
}
const reminders = async (space: TestWorkspace) =>
  (await space.owner.get('/api/v1/public/events?sort=sequence&type=compliance.expires_soon')).data.items.map(
    ({ data }: { data: { daysLeft: number } }) => data.daysLeft,
  )

test('a record reminds 60, 30 and 7 days before it expires, once each, and again with another end', async () => {
  const { space, person } = await spaceWithPilot()
  const { id } = await hold(space, person.id, addDays(today, 61))
  const look = (day: number) => remindOfExpiry.at(services, noonIn(day))
  await look(0)
  assert.deepEqual(await reminders(space), [])
  for (const day of [1, 2, 30, 31, 40, 54, 55, 61, 62]) await Promise.all([look(day), look(day)])
  assert.deepEqual(await reminders(space), [60, 30, 7])
  await space.owner.patch(`${path}/${id}`, { expiresOn: addDays(today, 90) })
  await look(63)
  await look(64)
  assert.deepEqual(await reminders(space), [60, 30, 7, 27])
})

test('nobody is reminded of records that are withdrawn, or of people who left', async () => {
  const { space, person } = await spaceWithPilot()
  const left = await space.person()
  const withdrawn = await hold(space, person.id, addDays(today, 20))
  await hold(space, left.id, addDays(today, 20))
  await space.owner.post(`${path}/${withdrawn.id}/withdraw`, { reason: 'Handed in' })
  await space.owner.patch(`/api/v1/ops/crew/${left.id}`, { status: 'inactive' })
  await remindOfExpiry.at(services, noonIn(0))
  assert.deepEqual(await reminders(space), [])
})

test('a workspace has the default rule before its first reminder', async () => {
  const space = await workspace(undefined, app)
  await hold(space, (await space.person()).id, addDays(today, 20))
  await remindOfExpiry.at(services, noonIn(0))
  assert.deepEqual(await reminders(space), [])
  await giveDefaults.at(services, new Date())
  await remindOfExpiry.at(services, noonIn(0))
  assert.deepEqual(await reminders(space), [20])
})

test('the holder hears of it under the bell, and of nobody else’s, also in a digest', async () => {
  const working = await startTestApp()
  const space = await workspace(undefined, working)
  await giveDefaults.at(working.services, new Date())
  const [ada, bo] = [await space.as('ada'), await space.as('bo')]
  const people = [
    await space.person({ displayName: 'Ada Holm', userId: ada.userId }),
    await space.person({ displayName: 'Bo Lind', userId: bo.userId }),
    // Does not sign in.
    await space.person({ displayName: 'Cy Berg' }),
  ]
  const heard = async (who: typeof ada): Promise<{ title: string; body: string }[]> =>
    (await who.get('/api/notifications')).data.notifications
  const hear = async (count: number) => {
    await until(
      async () => [await heard(ada), await heard(bo)],
      (both) => both.every((one) => one.length >= count),
    )
    return [await heard(ada), await heard(bo)]
  }
  for (const { id } of people) await hold(space, id, addDays(today, 20))
  await remindOfExpiry.at(working.services, noonIn(0))
  await runEngine(working.services, new Date())
  const [own, others] = await hear(1)
  assert.match(own?.[0]?.body ?? '', /Ada Holm: Instrument rating expires in 20 days/)
  assert.match(others?.[0]?.body ?? '', /Bo Lind: Instrument rating expires in 20 days/)
  assert.deepEqual(await heard(await space.as('other')), [])

  const rules = (await space.owner.get('/api/notifications/rules')).data
  const rule = rules.find((one: { name: string }) => one.name === 'Your record expires')
  const changed = await space.owner.put(`/api/notifications/rules/${rule.id}`, { digest: 'hourly' })
  assert.equal(changed.status, 200, changed.text)
  for (const { id } of people)
    for (const title of ['Class rating', 'Type rating']) await hold(space, id, addDays(today, 5), { title })
  // Tomorrow, so that the hour of the digest is not over yet, whatever time it is.
  await remindOfExpiry.at(working.services, noonIn(1))
  await runEngine(working.services, new Date())
  // The app's own engine may have taken some of the events, and is at work on them.
  await until(
    () => working.sql('select 1 from notification_waiting where rule_id = $1', [rule.id]),
    ({ length }) => length === 2 * people.length,
  )
  await runEngine(working.services, new Date(noonIn(1).getTime() + 2 * 3_600_000))
  for (const digests of await hear(2)) {
    assert.equal(digests.length, 2)
    assert.match(digests[0]?.title ?? '', /2 events/)
  }
})
