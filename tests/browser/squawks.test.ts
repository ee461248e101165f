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

  await t.test('who takes the aircraft reads its open squawks before it is checked out', async () => {
    const squawk = { aircraftId: plane.id, title: 'Landing light flickers', phase: 'preflight' }
    await post(console, '/api/v1/maintenance/squawks', squawk)
    const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
    const booking = await post(console, '/api/v1/planning/sessions', {
      type: 'flight',
      title: 'Pattern',
      aircraftId: plane.id,
      startsAt: hoursAhead(1),
      endsAt: hoursAhead(2),
      timezone: 'UTC',
    })
    await open(console, `schedule/sessions/${booking.id}`, 'Pattern')
    await page.getByRole('button', { name: 'Check out' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Landing light flickers').waitFor()
    await pictures(console, 'squawks-before-check-out')
    await dialog.getByRole('button', { name: 'I have read them, check out' }).click()
    await page.getByText('Checked out', { exact: true }).first().waitFor()
  })

  await t.test('a directive is decided in the matrix, and an engine is installed', async () => {
    const dialog = page.getByRole('dialog')
    await open(console, 'maintenance/directives', 'Directives')
    await page.getByRole('button', { name: 'Add directive' }).first().click()
    await dialog.getByLabel('Authority').fill('FAA')
    await dialog.getByLabel('Number').fill('2011-10-09')
    await dialog.getByLabel('Title').fill('Seat rails and rollers')
    await dialog.getByLabel('Effective').fill('2011-06-17')
    await dialog.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Airworthiness directive' }).click()
    await dialog.getByRole('button', { name: 'Add directive' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await open(console, 'maintenance/directives/matrix', 'Aircraft by directive')
    await page.getByRole('button', { name: 'N172SQ, 2011-10-09: Not decided' }).click()
    await dialog.getByRole('button', { name: 'Decide' }).click()
    await page.getByRole('button', { name: 'N172SQ, 2011-10-09: Open' }).waitFor()
    await pictures(console, 'directive-matrix')
    await page.getByRole('link', { name: 'FAA 2011-10-09' }).click()
    await page.getByRole('heading', { name: /FAA 2011-10-09 · Seat rails/ }).waitFor()
    await page.getByRole('button', { name: 'Decide for N172SQ' }).waitFor()
    await pictures(console, 'directive')
    const engine = await post(console, '/api/v1/maintenance/components', {
      kind: 'engine',
      partNumber: 'IO-360-L2A',
      serialNumber: 'L-1234',
      overhaulHundredths: 200_000,
    })
    await open(console, `maintenance/components/${engine.id}`, 'IO-360-L2A L-1234')
    await page.getByRole('button', { name: 'Install component' }).click()
    await dialog.getByLabel('Aircraft').fill('N172')
    await page.getByRole('option', { name: 'N172SQ · C172' }).click()
    await dialog.getByLabel('Position').fill('Engine 1')
    await dialog.getByLabel('Time since new').fill('1850')
    await dialog.getByLabel('Time since overhaul').fill('1700')
    await dialog.getByRole('button', { name: 'Install component' }).click()
    await page.getByText('300.00 h left').waitFor()
    await pictures(console, 'component')
  })

  await t.test('an order has tasks from a directive and a component, which complete with it', async () => {
    const dialog = page.getByRole('dialog')
    const order = await post(console, '/api/v1/maintenance/work-orders', {
      aircraftId: plane.id,
      kind: 'scheduled',
      title: 'Engine and seats',
    })
    await page.goto(`${console.app.origin}/app/prairie-flyers/maintenance/work-orders/${order.id}`)
    await page.getByRole('heading', { name: /Engine and seats/ }).waitFor()
    for (const [source, label, text] of [
      ['Directive', 'Directive', '2011-10-09'],
      ['Component', 'Component', 'IO-360'],
    ] as const) {
      await page.getByRole('button', { name: 'Add task' }).click()
      await dialog.getByRole('combobox', { name: 'It comes from' }).click()
      await page.getByRole('option', { name: source, exact: true }).click()
      await dialog.getByRole('combobox', { name: label, exact: true }).fill(text)
      await page.getByRole('option', { name: new RegExp(text) }).click()
      if (source === 'Component') {
        await dialog.getByRole('combobox', { name: 'Work on the component' }).click()
        await page.getByRole('option', { name: 'Overhaul' }).click()
        await pictures(console, 'order-add-task')
      }
      await dialog.getByRole('button', { name: 'Add task' }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await page.getByRole('button', { name: 'Open work order' }).click()
    await page.getByRole('button', { name: 'Start work' }).click()
    for (const method of ['Inspected by paragraph (g)', 'Overhauled by the manual']) {
      await page.getByRole('button', { name: 'Done', exact: true }).first().click()
      await dialog.getByLabel('How it was done').fill(method)
      await dialog.getByRole('button', { name: 'Done', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
    }
    await page.getByRole('button', { name: 'Return to service' }).click()
    await dialog.getByLabel('Certificate kind').fill('A&P')
    await dialog.getByLabel('Certificate number').fill('3141592')
    await dialog.getByRole('button', { name: 'Sign return to service' }).click()
    await page.getByText('Completed', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: /Overhaul IO-360/ }).click()
    await page.getByText('2000.00 h left').waitFor()
    await page.getByText('Overhauled by the manual').waitFor()
    await pictures(console, 'component-overhauled')
  })

  await t.test('a minimum is rehearsed and switched on', async () => {
    await open(console, 'compliance/rehearsal', 'Rehearsal')
    await page.getByRole('button', { name: 'Rehearse' }).click()
    await page.getByText('It would have stopped no flight.').first().waitFor()
    await pictures(console, 'rehearsal')
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click()
    await open(console, 'compliance/minimums', 'Minimums')
    await page.getByRole('cell', { name: /^50 h/ }).first().waitFor()
    await open(console, 'settings/counting', 'Counting')
    await page.getByRole('button', { name: 'Save counting' }).waitFor()
    await pictures(console, 'counting')
  })
})
