import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConsole, post, signUp } from './browser.ts'

test('each of two pilots has their own landings, in the form and on the page, also on a phone', async () => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const aircraft = await post(console, '/api/v1/ops/aircraft', {
    registration: 'N172AP',
    typeDesignator: 'C172',
  })
  const crew = []
  for (const [displayName, role] of [
    ['Pia Pilot', 'pic'],
    ['Sid Second', 'sic'],
  ])
    crew.push({
      crewId: (await post(console, '/api/v1/ops/crew', { displayName, functions: ['pilot'] })).id,
      role,
      nightLandings: 1,
    })
  const flight = await post(console, '/api/v1/ops/flights', {
    aircraftId: aircraft.id,
    crew,
    fromAirport: 'KFNL',
    toAirport: 'KGXY',
    offBlockAt: '2026-03-04T02:50:00Z',
    takeOffAt: '2026-03-04T03:00:00Z',
    landingAt: '2026-03-04T04:00:00Z',
    onBlockAt: '2026-03-04T04:10:00Z',
  })
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${app.origin}/app/prairie-flyers/flights/${flight.id}/edit`)
  const second = page.getByRole('group', { name: 'Crew 2' })
  await second.getByLabel('Night landings').fill('3')
  await console.picture('flight-form')
  await page.getByRole('button', { name: 'Save flight' }).click()
  await page.getByText('Flight saved').waitFor()
  await page.getByText('0 day, 4 night').waitFor()
  await page.getByRole('heading', { name: 'Sid Second (SIC)' }).waitFor()
  await page.getByText('0 day, 3 night').waitFor()
  await page.getByText('0 take-offs, 3 landings').first().waitFor()
  await console.picture('flight-record')
})

test('a session in a simulator asks for no airports', async () => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const device = await post(console, '/api/v1/ops/aircraft', {
    registration: 'SIM1',
    typeDesignator: 'C172',
    category: 'simulator',
    engineType: 'none',
  })
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Pia Pilot', functions: ['pilot'] })
  const session = await post(console, '/api/v1/ops/flights', {
    aircraftId: device.id,
    crew: [{ crewId: person.id, role: 'pic' }],
    offBlockAt: '2026-03-04T16:00:00Z',
    onBlockAt: '2026-03-04T17:00:00Z',
    approaches: 2,
  })
  await page.goto(`${app.origin}/app/prairie-flyers/flights/${session.id}/edit`)
  await page.getByRole('textbox', { name: 'End' }).fill('17:30')
  assert.equal(await page.getByLabel('Take-off', { exact: true }).count(), 0)
  await page.getByRole('button', { name: 'Save flight' }).click()
  await page.getByText('Flight saved').waitFor()
  await page.getByRole('heading', { name: 'SIM1 Simulator session' }).waitFor()
  await page.getByText('1:30').first().waitFor()
  await console.picture('simulator-session')
})
