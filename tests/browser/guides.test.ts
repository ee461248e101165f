import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConsole } from './browser.ts'

test('the guides are read on a phone and at night, searched without a script, and linked from the console and the reference', async () => {
  const { page, app, errors } = await openConsole()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [width, path] of [
      [360, '/docs/guides'],
      [360, '/docs/webhooks'],
      [360, '/docs/architecture'],
      [1_280, '/docs/webhooks'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(app.origin + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const shown = (await page.evaluate(
        '({ width: document.documentElement.scrollWidth, background: getComputedStyle(document.body).backgroundColor })',
      )) as { width: number; background: string }
      assert.equal(shown.width, width, `${path} is wider than the screen`)
      assert.equal(shown.background, colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(19, 22, 26)')
    }
  }
  await page.getByLabel('Search the guides').fill('rotate secret')
  await page.keyboard.press('Enter')
  await page
    .getByRole('main')
    .getByRole('link', { name: /Webhooks/ })
    .first()
    .click()
  await page.waitForURL(/\/docs\/webhooks/)
  await page.goto(`${app.origin}/`)
  await page.getByRole('link', { name: 'Guides' }).first().waitFor()
  assert.deepEqual(errors, [])
})
