import { test } from 'node:test'
import { openConsole, pictures, post, signUp } from './browser.ts'
import { open } from './visit.ts'

test('a squawk is reported from the cockpit, worked on by an order, and signed', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Dora Director', workspace: 'Prairie Flyers' })
  const plane = await post(console, '/api/v1/ops/aircraft', {
    registration: 'N172SQ',
    typeDesignator: 'C172',
  })

  await t.test('the code in the cockpit opens the report of that aircraft', async () => {
    await open(console, `aircraft/${plane.id}`, 'N172SQ')
    await page.getByText('Nothing open.').waitFor()
    await page.getByRole('button', { name: 'Cockpit card' }).click()
    await page.getByRole('heading', { name: 'Something wrong?' }).waitFor()
    await pictures(console, 'cockpit-card')
    await page.getByRole('link', { name: /squawks\/new\?aircraft=/ }).click()
    await page.getByLabel('What is wrong?').fill('Right brake drags')
    await page.getByRole('switch', { name: 'Ground the aircraft' }).check()
    await pictures(console, 'squawk-report')
    await page.getByRole('button', { name: 'Report squawk' }).click()
    await page.getByText('This squawk grounds the aircraft.').waitFor()
    await pictures(console, 'squawk')
  })

  await t.test('the status of the fleet says why the aircraft stays on the ground', async () => {
    await open(console, 'maintenance/fleet', 'Fleet status')
    const line = page.getByRole('row').filter({ hasText: 'N172SQ' })
    await line.getByText('Grounded').waitFor()
    await line.getByText(/SQK-\d+-00001: Right brake drags/).waitFor()
    await pictures(console, 'fleet-status')
  })

  await t.test('an order of the aircraft is worked on, and its return to service signed', async () => {
    await open(console, 'maintenance/work-orders', 'Work orders')
    await page.getByRole('button', { name: 'From what is due' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Aircraft').fill('N172')
    await page.getByRole('option', { name: 'N172SQ · C172' }).click()
    await dialog.getByLabel('Due by').fill('2027-01-31')
    await dialog.getByRole('button', { name: 'Create work order' }).click()
    await page.getByRole('heading', { name: /WO-\d+-0001 · Right brake drags/ }).waitFor()
    await page.getByRole('button', { name: 'Open work order' }).click()
    await page.getByRole('button', { name: 'Start work' }).click()
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await pictures(console, 'work-order')
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByRole('button', { name: 'Return to service' }).click()
    await dialog.getByLabel('Certificate kind').fill('A&P')
    await dialog.getByLabel('Certificate number').fill('3141592')
    await dialog.getByRole('button', { name: 'Sign return to service' }).click()
    await page.getByText('Completed', { exact: true }).first().waitFor()
  })

  await t.test('the squawk is resolved with the order, and the aircraft flies again', async () => {
    await page.getByRole('link', { name: 'Right brake drags' }).click()
    await page.getByText('Resolved', { exact: true }).first().waitFor()
    await page.getByText('Signed by Dora Director').waitFor()
    await open(console, 'maintenance/fleet', 'Fleet status')
    await page.getByRole('row').filter({ hasText: 'N172SQ' }).getByText('Airworthy').waitFor()
  })
})
