import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Console, openConsole } from './browser.ts'

async function signUp({ page }: Console) {
  await page.getByLabel('Your name').fill('Dora Director')
  await page.getByLabel('Email').fill('dora@example.com')
  await page.getByLabel('Password').fill('three quiet herons')
  await page.getByLabel('Workspace name').fill('Meadow Flying')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
}

const goTo = ({ page }: Console, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click()

/** Screenshots in common widths and both themes. */
async function pictures(console: Console, name: string) {
  if (!process.env.PICTURES) return
  const { page } = console
  for (const [width, height] of [
    [1440, 900],
    [360, 800],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.evaluate(`document.documentElement.setAttribute('data-mantine-color-scheme', '${scheme}')`)
      await console.picture(`maintenance-${name}-${width}-${scheme}`)
    }
  await page.evaluate(`document.documentElement.setAttribute('data-mantine-color-scheme', 'light')`)
  await page.setViewportSize({ width: 1440, height: 900 })
}

const ask = ({ page }: Console, path: string, body: object) =>
  page.evaluate(
    async ([to, sent]) => {
      const answer = await fetch(String(to), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: String(sent),
      })
      return ((await answer.json()) as { data: { id: string } }).data
    },
    [path, JSON.stringify(body)],
  )

test('inspections can be added, warn, can be completed, and keep their history', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(console)
  const plane = await ask(console, '/api/v1/ops/aircraft', { registration: 'N172MX', typeDesignator: 'C172' })
  const read = (readingHundredths: number) =>
    ask(console, `/api/v1/ops/aircraft/${plane.id}/readings`, { kind: 'tach', readingHundredths })
  await read(209_000)
  const row = (title: string) => page.getByRole('row').filter({ hasText: title })

  await t.test('the common inspections are added in one step', async () => {
    await goTo(console, 'Maintenance')
    await page.getByText('No maintenance items yet').waitFor()
    await pictures(console, 'empty')
    await page.getByRole('button', { name: 'Add common inspections' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Aircraft').fill('N172')
    await page.getByRole('option', { name: 'N172MX · C172' }).click()
    await pictures(console, 'presets')
    await dialog.getByRole('button', { name: 'Add inspections' }).click()
    await row('Annual inspection').getByText('Unknown').waitFor()
    assert.equal(await page.getByRole('row').count(), 6)
  })

  await t.test('a completion shows what is due next', async () => {
    await page.getByRole('link', { name: 'Annual inspection' }).click()
    await page.getByRole('heading', { name: 'N172MX · Annual inspection' }).waitFor()
    await page.getByRole('button', { name: 'Record completion' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Certificate number').fill('IA 3141592')
    await dialog.getByLabel('Reference').fill('Airframe log 4, page 12')
    await pictures(console, 'complete')
    await dialog.getByRole('button', { name: 'Record completion' }).click()
    await page.getByText('by Dora Director, IA 3141592').waitFor()
    await page.getByText('OK', { exact: true }).first().waitFor()
    await pictures(console, 'item')
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
    await pictures(console, 'form')
    await page.getByRole('button', { name: 'Create item' }).click()
    await page.getByRole('heading', { name: 'N172MX · Oil change' }).waitFor()
    await page.getByText('Overdue').first().waitFor()
    await pictures(console, 'item-overdue')
  })

  await t.test(
    'a due item shows on its aircraft’s page, on Today and in the list, most urgent first',
    async () => {
      await page.getByRole('link', { name: 'N172MX' }).click()
      await page.getByRole('heading', { name: 'Maintenance', exact: true }).waitFor()
      await page.getByRole('link', { name: 'Oil change' }).waitFor()
      await pictures(console, 'aircraft')
      await goTo(console, 'Today')
      await page.getByRole('link', { name: 'N172MX Oil change' }).waitFor()
      await page.getByRole('link', { name: '1 Maintenance overdue' }).waitFor()
      await pictures(console, 'today')
      await page.getByRole('link', { name: '1 Maintenance overdue' }).click()
      await row('Oil change').getByText('Overdue').waitFor()
      assert.equal(await page.getByRole('row').count(), 2)
      await goTo(console, 'Maintenance')
      await row('Annual inspection').getByText('OK', { exact: true }).waitFor()
      // The list as it was last seen comes first, then the new one.
      await page.getByRole('row').nth(1).filter({ hasText: 'Oil change' }).waitFor()
      await pictures(console, 'list')
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
    await page.getByText('2140.0 h tach').first().waitFor()
    await pictures(console, 'history')
  })

  await t.test('a reading updates the open page', async () => {
    await read(213_500)
    await page.getByText('Upcoming').first().waitFor()
  })
  assert.deepEqual(console.errors, [])
})
