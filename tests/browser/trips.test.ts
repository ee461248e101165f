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

  await t.test(
    'passengers and the load are entered with their totals, and the papers are there',
    async () => {
      await page.getByRole('link', { name: trip.number }).first().click()
      await page.getByRole('heading', { name: 'Release checklist' }).waitFor()
      await page.getByRole('button', { name: 'Edit trip' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Passengers').fill('2')
      for (const [number, name, weight] of [
        [1, 'Grace Hopper', '70,5'],
        [2, 'Amelia Lund', '81'],
      ] as const) {
        await dialog.getByRole('button', { name: 'Add passenger' }).click()
        const passenger = dialog.getByRole('group', { name: `Passenger ${number}` })
        await passenger.getByLabel('Name').fill(name)
        await passenger.getByLabel('Weight (kg)').fill(weight)
      }
      await dialog.getByText('2 listed, 151.5 kg in all.').waitFor()
      await pictures(console, 'trip-passengers')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('cell', { name: 'Grace Hopper' }).waitFor()
      await page.getByRole('button', { name: 'Load of leg 1' }).click()
      await dialog.getByLabel('Operating weight with crew (kg)').fill('1100')
      await dialog.getByLabel('Fuel at take-off (kg)').fill('120')
      await dialog.getByLabel('Maximum take-off weight (kg)').fill('1350')
      await dialog.getByText('1371.5 kg at take-off: 21.5 kg too heavy').waitFor()
      await dialog.getByLabel('Fuel at take-off (kg)').fill('90')
      await dialog.getByText('1341.5 kg at take-off').waitFor()
      await pictures(console, 'trip-load')
      await dialog.getByRole('button', { name: 'Save load' }).click()
      await page.getByText('Every leg is loaded within its limits').waitFor()
      await page.getByRole('button', { name: 'More', exact: false }).last().click()
      for (const name of ['Load manifest', 'Dispatch sheet']) {
        const href = await page.getByRole('menuitem', { name }).getAttribute('href')
        const type = await page.evaluate(
          async (address) => (await fetch(address)).headers.get('content-type'),
          href ?? '',
        )
        assert.equal(type, 'application/pdf')
      }
      await page.keyboard.press('Escape')
    },
  )

  await t.test('a risk form is written, and a pilot fills it in on a phone', async () => {
    await goTo(console, 'Trips', 'Flight risk')
    await page.getByRole('button', { name: 'Risk form' }).click()
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Write risk form' }).click()
    for (const [number, text, weight] of [
      [1, 'Less than 8 hours of sleep?', '20'],
      [2, 'Any part at night?', '5'],
    ] as const) {
      if (number > 1) await dialog.getByRole('button', { name: 'Add question' }).click()
      const question = dialog.getByRole('group', { name: `Question ${number}` })
      await question.getByLabel('Question').fill(text)
      await question.getByLabel('Weight').fill(weight)
    }
    await pictures(console, 'risk-form-edit')
    await dialog.getByRole('button', { name: 'Publish version' }).click()
    await page.getByRole('heading', { name: 'Version 1, in use' }).waitFor()
    await pictures(console, 'risk-form')
    await page.getByRole('button', { name: 'New version' }).click()
    await dialog.getByLabel('Red from score').fill('40')
    await dialog.getByRole('button', { name: 'Publish version' }).click()
    await page.getByRole('heading', { name: 'Version 2, in use' }).waitFor()
    const { id: sessionId } = await post(console, '/api/v1/planning/sessions', {
      type: 'flight',
      aircraftId: free.id,
      startsAt: at(30),
      endsAt: at(31),
    })
    await page.setViewportSize({ width: 360, height: 800 })
    for (const path of [`/schedule/sessions/${sessionId}`, `/trips/${tripId}`]) {
      await page.goto(`${console.app.origin}/app/meadow-charter${path}`)
      await page.getByRole('button', { name: 'Assess risk' }).click()
      await dialog.getByLabel('Less than 8 hours of sleep?').check()
      await dialog.getByText('Score 20').waitFor()
      await console.picture(`risk-phone-${path.includes('trips') ? 'trip' : 'booking'}`)
      await dialog.getByRole('button', { name: 'Save assessment' }).click()
      await page.getByRole('group', { name: 'Flight risk' }).getByText('Score 20').waitFor()
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await t.test('the trip is released from its page, item by item', async () => {
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
