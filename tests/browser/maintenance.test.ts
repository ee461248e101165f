import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goTo, openConsole, pictures, post, signUp } from './browser.ts'

test('inspections can be added, warn, can be completed, and keep their history', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Dora Director', workspace: 'Meadow Flying' })
  const plane = await post(console, '/api/v1/ops/aircraft', {
    registration: 'N172MX',
    typeDesignator: 'C172',
  })
  const read = (readingHundredths: number) =>
    post(console, `/api/v1/ops/aircraft/${plane.id}/readings`, { kind: 'tach', readingHundredths })
  await read(209_000)
  const row = (title: string) => page.getByRole('row').filter({ hasText: title })

  await t.test('the common inspections are added in one step', async () => {
    await goTo(console, 'Maintenance')
    await page.getByText('No maintenance items yet').waitFor()
    await pictures(console, 'maintenance-empty')
    await page.getByRole('button', { name: 'Add common inspections' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Aircraft').fill('N172')
    await page.getByRole('option', { name: 'N172MX · C172' }).click()
    // This workspace has chosen no operating rules, so nothing is suggested.
    for (const title of ['Annual inspection', '100-hour inspection', 'Transponder test', 'ELT inspection'])
      await dialog.getByRole('checkbox', { name: title, exact: true }).check()
    await dialog.getByRole('checkbox', { name: 'Altimeter and static system test' }).check()
    await pictures(console, 'maintenance-presets')
    await dialog.getByRole('button', { name: 'Add inspections' }).click()
    await row('Annual inspection').getByText('Unknown').waitFor()
    assert.equal(await page.getByRole('row').count(), 6)
  })

  await t.test('a completion shows what is due next', async () => {
    await page.getByRole('link', { name: 'Annual inspection' }).click()
    await page.getByRole('heading', { name: 'N172MX · Annual inspection' }).waitFor()
    await page.getByRole('button', { name: 'Record completion' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/An annual is signed by an IA/).waitFor()
    await dialog.getByLabel('Kind of certificate').fill('IA')
    await dialog.getByLabel('Certificate number').fill('3141592')
    await dialog.getByLabel('Reference').fill('Airframe log 4, page 12')
    await pictures(console, 'maintenance-complete')
    await dialog.getByRole('button', { name: 'Record completion' }).click()
    await page.getByText('by Dora Director, IA, 3141592').waitFor()
    await page.getByText('OK', { exact: true }).first().waitFor()
    await pictures(console, 'maintenance-item')
  })

  await t.test('an item can be created with a calendar limit and a meter limit', async () => {
    await goTo(console, 'Maintenance')
    await page.getByRole('button', { name: 'New item' }).click()
    await page.getByRole('heading', { name: 'New maintenance item' }).waitFor()
    await page.getByLabel('Aircraft').fill('N172')
    await page.getByRole('option', { name: 'N172MX · C172' }).click()
    await page.getByLabel('Title').fill('Oil change')
    await page.getByRole('button', { name: 'Create item' }).click()
    await page.getByText('Enter an interval by calendar, by meter, or both').waitFor()
    await page.getByLabel('Every').fill('4')
    await page.getByLabel('Last done on').fill('2020-01-15')
    await page.getByRole('combobox', { name: 'Meter' }).click()
    await page.getByRole('option', { name: 'Tach' }).click()
    await page.getByLabel('Interval', { exact: true }).fill('50')
    await page.getByLabel('Last done at').fill('2088')
    await pictures(console, 'maintenance-form')
    await page.getByRole('button', { name: 'Create item' }).click()
    await page.getByRole('heading', { name: 'N172MX · Oil change' }).waitFor()
    await page.getByText('Overdue').first().waitFor()
    await pictures(console, 'maintenance-item-overdue')
  })

  await t.test(
    'a due item shows on its aircraft’s page, on Today and in the list, most urgent first',
    async () => {
      await page.getByRole('link', { name: 'N172MX' }).click()
      await page.getByRole('heading', { name: 'Maintenance', exact: true }).waitFor()
      await page.getByRole('link', { name: 'Oil change' }).waitFor()
      await pictures(console, 'maintenance-aircraft')
      await goTo(console, 'Today')
      await page.getByRole('link', { name: 'N172MX Oil change' }).waitFor()
      await page.getByRole('link', { name: '1 Maintenance overdue' }).waitFor()
      await pictures(console, 'maintenance-today')
      await page.getByRole('link', { name: '1 Maintenance overdue' }).click()
      await row('Oil change').getByText('Overdue').waitFor()
      assert.equal(await page.getByRole('row').count(), 2)
      await goTo(console, 'Maintenance')
      await row('Annual inspection').getByText('OK', { exact: true }).waitFor()
      // The list as it was last seen comes first, then the new one.
      await page.getByRole('row').nth(1).filter({ hasText: 'Oil change' }).waitFor()
      await pictures(console, 'maintenance-list')
    },
  )

  await t.test('a wrong completion can be corrected, and both entries stay', async () => {
    await page.getByRole('link', { name: 'Oil change' }).click()
    await page.getByRole('button', { name: 'Record completion' }).click()
    await page.getByRole('dialog').getByLabel('Tach at completion').fill('2095')
    await page.getByRole('dialog').getByRole('button', { name: 'Record completion' }).click()
    await page.getByRole('button', { name: 'Correct entry' }).click()
    await page.getByRole('dialog').getByLabel('Tach at completion').fill('2090')
    await page.getByRole('dialog').getByLabel('What was wrong').fill('Two digits changed places')
    await page.getByRole('dialog').getByRole('button', { name: 'Record completion' }).click()
    await page.getByText('Correction', { exact: true }).waitFor()
    await page.getByText('Corrected', { exact: true }).waitFor()
    await page.getByText('2140.00 h tach').first().waitFor()
    await pictures(console, 'maintenance-history')
  })

  await t.test('a reading updates the open page', async () => {
    await read(213_500)
    await page.getByText('Upcoming').first().waitFor()
  })
  assert.deepEqual(console.errors, [])
})
