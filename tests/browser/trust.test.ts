import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#platform/testing/until.ts'
import { goTo, openConsole, post, signUp } from './browser.ts'

test('the console keeps what people type and where they are', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Pia Pilot', functions: ['pilot'] })
  const [aircraft] = await Promise.all(
    ['N172AP', 'N152AP'].map((registration) =>
      post(console, '/api/v1/ops/aircraft', { registration, typeDesignator: 'C172' }),
    ),
  )
  for (const hour of ['08', '10']) {
    await post(console, '/api/v1/ops/flights', {
      aircraftId: aircraft?.id,
      crew: [{ crewId: person.id, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: `2026-03-01T${hour}:00:00Z`,
      onBlockAt: `2026-03-01T${hour}:45:00Z`,
    })
  }

  await t.test(
    'a typed registration is taken by Tab, and one that matches nothing stays and says so',
    async () => {
      await goTo(console, 'Flights')
      await page
        .getByRole('link', { name: 'Log flight' })
        .or(page.getByRole('button', { name: 'Log flight' }))
        .first()
        .click()
      const field = page.getByRole('combobox', { name: 'Aircraft', exact: true })
      const chosen = (registration: string) =>
        until(
          () => field.inputValue(),
          (value) => value.startsWith(registration),
        )
      await field.click()
      await page.keyboard.type('n172')
      await page.keyboard.press('Tab')
      await chosen('N172AP')
      await field.fill('n9999')
      await page.keyboard.press('Tab')
      await page.getByText('Nothing matches “n9999”. Choose from the list').waitFor()
      assert.equal(await field.inputValue(), 'n9999')
      await field.fill('n152')
      await page.getByRole('option', { name: /N152AP/ }).waitFor()
      await page.keyboard.press('Enter')
      await chosen('N152AP')
      await field.click()
      await page.getByRole('option', { name: /N152AP/ }).click()
      await chosen('N152AP')
    },
  )

  await t.test('the rows stay where they are when one is picked', async () => {
    await goTo(console, 'Flights')
    const row = page.locator('tbody tr').first()
    await row.waitFor()
    const before = (await row.boundingBox())?.y
    await row.getByRole('checkbox').check()
    await page.getByRole('toolbar', { name: '1 selected' }).waitFor()
    assert.equal((await row.boundingBox())?.y, before)
  })

  await t.test('without the server the frame stays, and the page opens once it answers again', async () => {
    await page.goto(new URL('/app/prairie-flyers', page.url()).href)
    await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
    await page.context().setOffline(true)
    await goTo(console, 'Flights', 'Projects')
    await page.getByText('This page is not loaded yet').waitFor()
    await page.getByText('Reconnecting…').waitFor()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor()
    await page.getByText('Reconnecting…').waitFor({ state: 'detached' })
  })
})
