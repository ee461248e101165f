import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Console, goTo, openConsole, pictures, post, signUp } from './browser.ts'

const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

test('a dispatcher puts a trip on an aircraft, releases it, and sees what duty is left', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Dee Dispatch', workspace: 'Meadow Charter' })
  const [taken, free] = [
    await post(console, '/api/v1/ops/aircraft', { registration: 'N123TP', typeDesignator: 'C172' }),
    await post(console, '/api/v1/ops/aircraft', { registration: 'N456TP', typeDesignator: 'C172' }),
  ]
  const pilot = await post(console, '/api/v1/ops/crew', { displayName: 'Ada Holm' })
  await post(console, '/api/v1/planning/sessions', {
    type: 'maintenance_block',
    aircraftId: taken.id,
    startsAt: at(2),
    endsAt: at(6),
  })
  const { id: tripId } = await post(console, '/api/v1/ops/trips', {
    type: 'charter',
    customerName: 'Ridgeline Surveys',
    legs: [
      {
        fromAirport: 'KBJC',
        toAirport: 'KASE',
        plannedOffBlockAt: at(3),
        plannedOnBlockAt: at(4),
        aircraftId: free.id,
        crew: [{ crewId: pilot.id, role: 'pic' }],
      },
    ],
  })
  await post(console, `/api/v1/ops/trips/${tripId}/confirm`, {})
  const trip = await read(console, tripId)

  await t.test('an aircraft that is taken is refused with the reason', async () => {
    await goTo(console, 'Trips', 'Dispatch')
    const card = page.getByRole('article').filter({ hasText: trip.number }).first()
    await card.getByLabel(`Put on: ${trip.number}`).click()
    await page.getByRole('option', { name: 'N123TP' }).click()
    await page
      .getByText(/N123TP is taken by Maintenance/)
      .first()
      .waitFor()
    await pictures(console, 'dispatch-board')
  })

  await t.test('the trip is released from its page, item by item', async () => {
    await page.getByRole('link', { name: trip.number }).first().click()
    await page.getByRole('heading', { name: 'Release checklist' }).waitFor()
    await page.getByText('Every leg has a pilot in command').waitFor()
    await pictures(console, 'trip')
    await page.getByRole('button', { name: 'Release' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Weather and NOTAMs are reviewed').check()
    await dialog.getByRole('button', { name: 'Release' }).click()
    await page.getByText('Dispatcher: not yet authorized').waitFor()
    assert.equal((await read(console, tripId)).status, 'released')
  })

  await t.test('the duty page shows bars and the next report', async () => {
    await goTo(console, 'Schedule', 'Duty')
    await page.getByLabel('Person').click()
    await page.getByRole('option', { name: 'Ada Holm' }).click()
    await page.getByText('Flight time in 24 hours').waitFor()
    await page.getByText('14 CFR 135.267(b)').waitFor()
    await pictures(console, 'duty')
  })
})

const read = ({ page }: Console, tripId: string): Promise<{ number: string; status: string }> =>
  page.evaluate(async (address) => {
    const { data } = (await (await fetch(address)).json()) as { data: { number: string; status: string } }
    return data
  }, `/api/v1/ops/trips/${tripId}`)
