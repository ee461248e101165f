import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#platform/testing/until.ts'
import { goTo, openConsole, post, signUp } from './browser.ts'

test('who approves flights sees what was wrong with them as flown, and ticks it', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const registrations = ['N172AP', 'N182AP']
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Pia Pilot', functions: ['pilot'] })
  const flights: { id: string }[] = []
  for (const [index, registration] of registrations.entries()) {
    const aircraft = await post(console, '/api/v1/ops/aircraft', {
      registration,
      typeDesignator: 'C172',
      status: 'aog',
    })
    const flight = await post(console, '/api/v1/ops/flights', {
      aircraftId: aircraft.id,
      crew: [{ crewId: person.id, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: `2026-03-0${index + 1}T08:00:00Z`,
      onBlockAt: `2026-03-0${index + 1}T08:45:00Z`,
    })
    await post(console, `/api/v1/ops/flights/${flight.id}/submit`, {})
    flights.push(flight)
  }
  const dialog = page.getByRole('dialog')

  await t.test('on the page of the flight', async () => {
    await page.goto(`${console.app.origin}/app/prairie-flyers/flights/${flights[0]?.id}`)
    await page.getByText('N172AP was AOG when it was flown').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await dialog.getByText('Tick each warning first.').waitFor()
    await dialog.getByRole('checkbox', { name: 'N172AP was AOG when it was flown' }).check()
    await console.picture('flight-approval')
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('seen by Ann Owner').waitFor()
  })

  await t.test('and in the list, also on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`${console.app.origin}/app/prairie-flyers/flights?status=submitted`)
    await page.getByRole('button', { name: 'Approve N182AP KFNL–KGXY' }).click()
    await dialog.getByRole('checkbox', { name: 'N182AP was AOG when it was flown' }).check()
    const width = (await dialog.boundingBox())?.width ?? 0
    assert.ok(width > 300 && width <= 360, `the dialog fits the screen: ${width}`)
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('1 flight approved').waitFor()
  })

  await t.test(
    'an approval in a list can be taken back, and is written at once when the page is left',
    async () => {
      await page.setViewportSize({ width: 1440, height: 900 })
      const aircraft = await post(console, '/api/v1/ops/aircraft', {
        registration: 'N199AP',
        typeDesignator: 'C172',
      })
      const person = await post(console, '/api/v1/ops/crew', {
        displayName: 'Cleo Clear',
        functions: ['pilot'],
      })
      const flight = await post(console, '/api/v1/ops/flights', {
        aircraftId: aircraft.id,
        crew: [{ crewId: person.id, role: 'pic' }],
        fromAirport: 'KFNL',
        toAirport: 'KGXY',
        offBlockAt: '2026-03-05T08:00:00Z',
        onBlockAt: '2026-03-05T08:45:00Z',
      })
      await post(console, `/api/v1/ops/flights/${flight.id}/submit`, {})
      const status = async () =>
        (
          await console.app.sql<{ status: string }>('select status from flights where id = $1', [flight.id])
        )[0]?.status
      await page.goto(`${console.app.origin}/app/prairie-flyers/flights?status=submitted`)
      const row = page.getByRole('row').filter({ hasText: 'N199AP' })
      await row.getByRole('button', { name: /^Approve/ }).click()
      await row.getByText('Approved', { exact: true }).waitFor()
      await row.getByRole('button', { name: /^Undo/ }).click()
      await row.getByRole('button', { name: /^Approve/ }).click()
      assert.equal(await status(), 'submitted')
      await goTo(console, 'People')
      await until(status, (now) => now === 'approved')
    },
  )

  await t.test('the keyboard alone does the morning of a chief pilot', async () => {
    const { keyboard } = page
    const aircraft = await post(console, '/api/v1/ops/aircraft', {
      registration: 'N77KB',
      typeDesignator: 'C172',
    })
    const person = await post(console, '/api/v1/ops/crew', { displayName: 'Kay Board', functions: ['pilot'] })
    for (const day of ['07', '06']) {
      const flight = await post(console, '/api/v1/ops/flights', {
        aircraftId: aircraft.id,
        crew: [{ crewId: person.id, role: 'pic' }],
        fromAirport: 'KFNL',
        toAirport: 'KGXY',
        offBlockAt: `2026-03-${day}T08:00:00Z`,
        onBlockAt: `2026-03-${day}T08:45:00Z`,
      })
      await post(console, `/api/v1/ops/flights/${flight.id}/submit`, {})
    }
    const focused = () =>
      page.evaluate<string>(`{
        const { activeElement } = document
        const label = activeElement?.labels?.[0]?.textContent.trim()
        label ? 'field ' + label : (activeElement?.textContent?.trim() ?? '')
      }`)
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 80; presses++) {
        if ((await focused()) === name) return
        await keyboard.press('Tab')
      }
      throw new Error(`Tab never reaches ${name}`)
    }
    await page.goto(`${console.app.origin}/app/prairie-flyers`)
    await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
    await keyboard.press('g')
    await keyboard.press('f')
    await page.getByRole('heading', { name: 'Flights', level: 1 }).waitFor()
    await page.getByRole('tab', { name: /^Submitted/ }).waitFor()
    await tabTo('All')
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    await page.waitForURL(/status=submitted/)
    const rows = page.locator('tbody tr')
    await rows.nth(1).waitFor()
    await keyboard.press('j')
    await page.locator('tr:focus').waitFor()
    await keyboard.press('Space')
    await page.getByRole('complementary', { name: 'Peek' }).getByText('Kay Board').first().waitFor()
    await keyboard.press('Escape')
    await keyboard.press('a')
    await rows.first().getByText('Approved', { exact: true }).waitFor()
    await tabTo('Undo')
    await keyboard.press('Enter')
    await rows
      .first()
      .getByRole('button', { name: /^Approve/ })
      .waitFor()
    await keyboard.press('a')
    await rows.first().getByText('Approved', { exact: true }).waitFor()
    await keyboard.press('j')
    await page.locator('tr:focus').waitFor()
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'N77KB KFNL–KGXY', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Reject flight' }).waitFor()
    await tabTo('Reject flight')
    await keyboard.press('Enter')
    await dialog.getByRole('textbox').waitFor()
    await keyboard.type('The landing is missing')
    await tabTo('Reject flight')
    await keyboard.press('Enter')
    await page.getByText('The landing is missing').first().waitFor()
    // While it closes, the keyboard is still the dialog's.
    await dialog.waitFor({ state: 'detached' })
    await keyboard.press('Control+k')
    await dialog.getByRole('textbox').waitFor()
    await keyboard.type('report squawk')
    await dialog.getByText('Report squawk', { exact: true }).first().waitFor()
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Report squawk', level: 1 }).waitFor()
    await tabTo('field Aircraft')
    await keyboard.type('n77kb')
    await page.getByRole('option', { name: /N77KB/ }).waitFor()
    await keyboard.press('Enter')
    await tabTo('field What is wrong?')
    await keyboard.type('Left brake soft')
    await tabTo('Report squawk')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: /Left brake soft/, level: 1 }).waitFor()
    await keyboard.press('g')
    await keyboard.press('p')
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
    await rows.first().waitFor()
    await keyboard.press('j')
    await page.locator('tr:focus').waitFor()
    await keyboard.press('Enter')
    await page.waitForURL(/people\/crw_/)
    const [written] = await console.app.sql<{ statuses: string }>(
      "select string_agg(status, ' ' order by off_block_at) as statuses from flights where aircraft_id = $1",
      [aircraft.id],
    )
    assert.equal(written?.statuses, 'rejected approved')
  })
})
