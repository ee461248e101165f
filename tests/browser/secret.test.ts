import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { type Console, openConsole, signUp } from './browser.ts'

const phone = { width: 360, height: 780 }

/** Every character of the text is inside its box, and the box is inside the screen. */
async function readWhole(text: Locator): Promise<string> {
  await text.waitFor()
  const sizes = await text.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const page = element.ownerDocument
    const range = page.createRange()
    range.selectNodeContents(element)
    const letters = [...range.getClientRects()]
    return {
      clipped: element.scrollWidth > element.clientWidth,
      inBox: letters.every(({ left, right }) => left >= box.left && right <= box.right),
      inScreen: box.left >= 0 && box.right <= page.documentElement.clientWidth,
    }
  })
  assert.deepEqual(sizes, { clipped: false, inBox: true, inScreen: true })
  return text.evaluate((element) => element.textContent)
}

/** What a paste gives: the copied text is read without the clipboard API, which this page lacks. */
async function pasted(page: Page): Promise<string> {
  const place = page.locator('[role=dialog]').or(page.locator('main')).first()
  const area = place.locator('textarea.pasted')
  await place.evaluate((element) => {
    const area = element.ownerDocument.createElement('textarea')
    area.className = 'pasted'
    element.append(area)
  })
  await area.focus()
  await page.keyboard.press('Control+V')
  const text = await area.inputValue()
  await area.evaluate((element) => element.remove())
  return text
}

async function pictures({ page, picture }: Console, name: string) {
  await picture(`${name}-light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(`${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}

test('each secret can be read whole on a phone, and copied without the clipboard API', async (t) => {
  const console = await openConsole({ WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8' })
  const { page, app } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  await page.setViewportSize(phone)
  // As over plain http in a hangar.
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }),
  )

  const secretOf = async (name: string) => {
    const secret = await readWhole(page.getByRole('dialog').locator('output'))
    await pictures(console, name)
    await page.getByRole('button', { name: 'Copy secret' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    assert.equal(await pasted(page), secret)
    await page.getByRole('button', { name: "I've stored it" }).click()
    return secret
  }

  await t.test('an API key', async () => {
    await page.goto(`${app.origin}/app/prairie-flyers/settings/api-keys`)
    await page.getByRole('button', { name: 'New API key' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Reporting')
    await page.getByRole('dialog').getByText('Read-only').click()
    await page.getByRole('button', { name: 'Create API key' }).click()
    assert.match(await secretOf('secret-key'), /^ap_live_[0-9A-Za-z]{49}$/)
  })

  await t.test('the signing secret of a webhook endpoint', async () => {
    await page.goto(`${app.origin}/app/prairie-flyers/settings/webhooks`)
    await page.getByRole('button', { name: 'New webhook endpoint' }).first().click()
    await page.getByRole('dialog').getByLabel('URL').fill('http://127.0.0.1:9/hook')
    await page.getByRole('button', { name: 'Create webhook endpoint' }).click()
    assert.match(await secretOf('secret-webhook'), /^whsec_/)
  })

  await t.test('the address of a board', async () => {
    await page.goto(`${app.origin}/app/prairie-flyers/fbo/screens`)
    await page.getByRole('button', { name: 'New board link' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Lobby')
    await page.getByRole('button', { name: 'Create board link' }).click()
    assert.match(await secretOf('secret-board'), /^http.+\/app\//)
  })

  await t.test(
    'the tracking code of an anonymous report, which its link carries and the history does not',
    async () => {
      await page.goto(`${app.origin}/app/report/prairie-flyers`)
      await page.getByLabel('What happened, in one line').fill('Fuel hose left on the taxiway')
      await page
        .getByLabel('What happened', { exact: true })
        .fill('The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.')
      await page.getByRole('button', { name: 'Send report' }).click()
      const trackingCode = await readWhole(page.getByLabel('Tracking code'))
      assert.match(trackingCode, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
      const groups = await page
        .getByLabel('Tracking code')
        .locator('span')
        .evaluateAll((spans) =>
          spans.map((span) => [span.getBoundingClientRect().height, span.textContent.length]),
        )
      assert.equal(new Set(groups.map(([height]) => height)).size, 1, 'no group is broken')
      await pictures(console, 'tracking-code')
      await page.getByRole('button', { name: 'Copy tracking code' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      assert.equal(await pasted(page), trackingCode)
      const link = page.getByRole('link', { name: 'Follow this report' })
      assert.equal(await link.getAttribute('href'), `/app/track#${trackingCode}`)
      const visited: string[] = []
      page.on('framenavigated', (frame) => visited.push(frame.url()))
      await link.click()
      await page.getByRole('heading', { name: 'Fuel hose left on the taxiway' }).waitFor()
      assert.deepEqual(visited, [`${app.origin}/app/track`])

      // Another device opens the link.
      const context = await page.context().browser()?.newContext({ viewport: phone })
      assert.ok(context)
      const other = await context.newPage()
      await other.goto(`${app.origin}/app/track#${trackingCode}`)
      await other.getByRole('heading', { name: 'Fuel hose left on the taxiway' }).waitFor()
      assert.equal(other.url(), `${app.origin}/app/track`, 'the address that people see and send has no code')
      await context.close()
    },
  )
  assert.deepEqual(console.errors, [])
})
