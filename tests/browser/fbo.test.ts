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

/** Pictures at the widths and in the themes that people use. */
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

test('an arrival on the flight board is followed by every screen, and leads to its record', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(console)
  let wall: Page | null = null

  await t.test('it is put on the board', async () => {
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

  await t.test('a screen with a board link shows it, without a session', async () => {
    await page.getByRole('button', { name: 'Screens' }).click()
    await page.getByRole('button', { name: 'New board link' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Lobby')
    await page.getByRole('button', { name: 'Create board link' }).click()
    await page.getByRole('button', { name: 'Show', exact: false }).first().click()
    const address = await page.getByLabel('Address of the board').inputValue()
    await page.getByRole('button', { name: 'I have stored it' }).click()
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

  await t.test('a change at the desk shows on the wall and in a second page', async () => {
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

  await t.test('a revoked link shows no more', async () => {
    await page.getByRole('button', { name: 'Screens' }).click()
    await page.getByRole('button', { name: 'Revoke board link' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke board link' }).click()
    await page.getByText('Revoked').first().waitFor()
    await wall?.reload()
    await wall?.getByText('This board link is not valid any more').waitFor()
    await wall?.context().close()
  })

  assert.deepEqual(console.errors, [])
})
