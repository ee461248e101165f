import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { byDate, inDays, items, noonIn, ok } from '../testing/plane.ts'

test('the airworthiness of a moment cites what stands against it', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const at = `/api/v1/maintenance/aircraft/${plane.id}/airworthiness`
  const fails = async (when: string) =>
    ok(await space.owner.get(`${at}?at=${when}`))
      .lines.filter(({ verdict }: { verdict: string }) => verdict === 'fails')
      .map(({ citation, message }: Record<string, string>) => `${citation}: ${message}`)
  ok(
    await space.owner.post(items, { aircraftId: plane.id, ...byDate(inDays(5)), reference: '14 CFR 91.413' }),
  )
  assert.equal(ok(await space.owner.get(at)).verdict, 'airworthy')
  assert.deepEqual(await fails(noonIn(5).toISOString()), [])
  assert.deepEqual(await fails(noonIn(6).toISOString()), ['14 CFR 91.413: Transponder test is overdue'])
  const squawk = ok(
    await space.owner.post('/api/v1/maintenance/squawks', {
      aircraftId: plane.id,
      title: 'Fuel leak',
      phase: 'preflight',
      isGrounding: true,
    }),
  )
  assert.deepEqual(await fails(noonIn(0).toISOString()), [
    `14 CFR 91.7(a): ${plane.registration} is not in service: its status is aog`,
    `14 CFR 91.7(b): ${squawk.number} grounds it: Fuel leak`,
  ])
})

test('the status of the fleet has a line for each aircraft, with its word and why', async (t) => {
  const space = await workspace(t)
  const [fine, soon, grounded] = [await space.aircraft(), await space.aircraft(), await space.aircraft()]
  await space.aircraft({ status: 'sold' })
  ok(await space.owner.post(items, { aircraftId: soon.id, ...byDate(inDays(5)) }))
  const squawk = ok(
    await space.owner.post('/api/v1/maintenance/squawks', {
      aircraftId: grounded.id,
      title: 'Fuel leak',
      phase: 'preflight',
      isGrounding: true,
    }),
  )
  const { items: lines } = ok(await space.owner.get('/api/v1/maintenance/fleet'))
  assert.deepEqual(
    lines.map(({ id, standing, reason, openSquawks }: Record<string, unknown>) => [
      id,
      standing,
      reason,
      openSquawks,
    ]),
    [
      [fine.id, 'airworthy', null, 0],
      [soon.id, 'due_soon', null, 0],
      [grounded.id, 'grounded', `${squawk.number}: Fuel leak`, 1],
    ],
  )
})
