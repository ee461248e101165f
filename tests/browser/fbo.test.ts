import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Console, openConsole } from './browser.ts'

async function signUp({ page }: Console) {
  await page.getByLabel('Your name').fill('Fay Fixed-Base')
  await page.getByLabel('Email').fill('fay@example.com')
  await page.getByLabel('Password').fill('three quiet herons')
  await page.getByLabel('Workspace name').fill('Meadow FBO')
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
      await console.picture(`fbo-${name}-${width}-${scheme}`)
    }
  await page.evaluate(`document.documentElement.setAttribute('data-mantine-color-scheme', 'light')`)
  await page.setViewportSize({ width: 1440, height: 900 })
}

const line = (page: Page, tail: string) => page.getByRole('row').filter({ hasText: tail })

test('an arrival on the flight board shows on every screen, and links to its record', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(console)
  let wall: Page | null = null

  await t.test('a new movement appears on the board', async () => {
    await goTo(console, 'Flight board')
    await page.getByRole('heading', { name: 'Flight board' }).waitFor()
    await page.getByRole('button', { name: 'New movement' }).click()
    await page.getByLabel('Tail number').fill('n418pc')
    await page.getByLabel('Aircraft type').fill('PC12')
    await page.getByLabel('Origin').fill('KASE')
    await page.getByLabel('ETA').fill('2105')
    await page.getByLabel('POB').fill('5')
    await page.getByLabel('Parking').fill('Ramp 3')
    await page.getByLabel('VIP').check()
    await pictures(console, 'movement-form')
    await page.getByRole('button', { name: 'Create movement' }).click()
    await page.getByRole('heading', { name: 'N418PC' }).waitFor()
    await pictures(console, 'movement')
    await goTo(console, 'Flight board')
    await line(page, 'N418PC').getByText('Confirmed').waitFor()
  })

  await t.test('a screen with a board link shows it without a session', async () => {
    await page.getByRole('button', { name: 'Screens' }).click()
    await page.getByRole('button', { name: 'New board link' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Lobby')
    await page.getByRole('button', { name: 'Create board link' }).click()
    const address = await page.getByLabel('Address of the board').innerText()
    await page.getByRole('button', { name: "I've stored it" }).click()
    const context = await page
      .context()
      .browser()
      ?.newContext({ viewport: { width: 1920, height: 1080 } })
    assert.ok(context)
    wall = await context.newPage()
    await wall.goto(address)
    await line(wall, 'N418PC').getByText('Confirmed').waitFor()
    assert.equal(await wall.getByRole('navigation').count(), 0)
    await pictures(console, 'screens')
  })

  await t.test('a change at the desk shows on the wall and on a second page', async () => {
    const second = await page.context().newPage()
    await second.goto(`${app.origin}/app/meadow-fbo/fbo/board`)
    await line(second, 'N418PC').getByText('Confirmed').waitFor()
    await goTo(console, 'Flight board')
    const began = performance.now()
    await page.getByRole('button', { name: 'Start N418PC' }).click()
    assert.ok(wall)
    await Promise.all([
      line(second, 'N418PC').getByText('In progress').waitFor(),
      line(wall, 'N418PC').getByText('In progress').waitFor(),
    ])
    t.diagnostic(`both pages showed the change ${Math.round(performance.now() - began)} ms after the click`)
    if (process.env.PICTURES) await wall.screenshot({ path: `${process.env.PICTURES}/fbo-wall-1920.png` })
    await pictures(console, 'board')
    await second.close()
  })

  await t.test('fuel can be ordered and delivered in gallons, with kilograms shown', async () => {
    await goTo(console, 'Rates')
    await page.getByRole('button', { name: 'New rate' }).first().click()
    const rate = page.getByRole('dialog')
    await rate.getByLabel('Item').fill('Jet A')
    await rate.getByLabel('Unit price').fill('6.45')
    await rate.getByRole('button', { name: 'Create rate' }).click()
    await page.getByRole('cell', { name: '$6.45' }).waitFor()
    await pictures(console, 'rates')
    await goTo(console, 'Flight board')
    await page.getByRole('link', { name: 'N418PC' }).click()
    await page.getByRole('button', { name: 'Order fuel' }).click()
    const order = page.getByRole('dialog')
    await order.getByLabel('Quantity').fill('120')
    await pictures(console, 'fuel-order-form')
    await order.getByRole('button', { name: 'Create fuel order' }).click()
    await page.getByRole('link', { name: 'Jet A' }).click()
    await page.getByRole('heading', { name: 'Jet A for N418PC' }).waitFor()
    await page.getByRole('button', { name: 'Accept order' }).click()
    await page.getByRole('button', { name: 'Record delivery' }).click()
    const delivery = page.getByRole('dialog')
    await delivery.getByLabel('Quantity delivered').fill('120.5')
    await delivery.getByLabel('Ticket number').fill('T-4711')
    await delivery.getByRole('button', { name: 'Record delivery' }).click()
    await page.getByText('120.5 US gal').first().waitFor()
    await page.getByText('366.282 kg').first().waitFor()
    await page.getByText('$777.23').first().waitFor()
    await pictures(console, 'fuel-order')
    await goTo(console, 'Orders')
    await line(page, 'N418PC').getByText('$777.23').waitFor()
    await pictures(console, 'orders')
  })

  await t.test('an overlapping booking is refused, and names the first one', async () => {
    await goTo(console, 'Bookings')
    await page.getByRole('button', { name: 'Places' }).first().click()
    await page.getByRole('button', { name: 'New place' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Hangar 2')
    await page.getByRole('dialog').getByRole('button', { name: 'Create place' }).click()
    await page.getByRole('cell', { name: 'Hangar 2' }).waitFor()
    await goTo(console, 'Bookings')
    const book = async (tail: string) => {
      await page.getByRole('button', { name: 'New booking' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'Place' }).click()
      await page.getByRole('option', { name: /Hangar 2/ }).click()
      await dialog.getByLabel('Tail number').fill(tail)
      await dialog.getByLabel('From time').fill('0200')
      await dialog.getByLabel('Until time').fill('1400')
      await dialog.getByRole('button', { name: 'Create booking' }).click()
      return dialog
    }
    await book('N418PC')
    await page.getByRole('link', { name: 'N418PC', exact: true }).waitFor()
    const refused = await book('N2AB')
    await refused
      .getByText(/Hangar 2 is taken by N418PC from/)
      .first()
      .waitFor()
    await pictures(console, 'booking-refused')
    await refused.getByRole('button', { name: 'Cancel' }).click()
    await pictures(console, 'bookings')
    await goTo(console, 'Activity')
    await line(page, 'Total').getByText('$777.23').waitFor()
    await pictures(console, 'activity')
    await goTo(console, 'Customers')
    await page.getByRole('button', { name: 'New customer' }).first().click()
    await page.getByRole('dialog').getByLabel('Company').fill('Tamarack Air')
    await page.getByRole('dialog').getByLabel('Tail numbers').fill('N418PC N419PC')
    await page.getByRole('dialog').getByRole('button', { name: 'Create customer' }).click()
    await page.getByRole('heading', { name: 'Tamarack Air' }).waitFor()
    await pictures(console, 'customer')
  })

  await t.test('a revoked link no longer shows the board', async () => {
    await goTo(console, 'Flight board')
    await page.getByRole('button', { name: 'Screens' }).click()
    await page.getByRole('button', { name: 'Revoke board link' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke board link' }).click()
    await page.getByText('Revoked').first().waitFor()
    await wall?.reload()
    await wall?.getByText('This board link is no longer valid').waitFor()
    await wall?.context().close()
  })

  assert.deepEqual(console.errors, [])
})
