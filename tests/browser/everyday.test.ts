import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goTo, openConsole, post, signUp } from './browser.ts'

/** A workspace with an aircraft, a person and two flights, and its owner signed in. */
async function openWorkspace() {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const aircraft = await post(console, '/api/v1/ops/aircraft', {
    registration: 'N172AP',
    typeDesignator: 'C172',
    make: 'Cessna',
  })
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Pia Pilot', functions: ['pilot'] })
  const flights: { id: string }[] = []
  for (const hour of ['08', '10'])
    flights.push(
      await post(console, '/api/v1/ops/flights', {
        aircraftId: aircraft.id,
        crew: [{ crewId: person.id, role: 'pic' }],
        fromAirport: 'KFNL',
        toAirport: 'KGXY',
        offBlockAt: `2026-03-01T${hour}:00:00Z`,
        onBlockAt: `2026-03-01T${hour}:45:00Z`,
      }),
    )
  return { ...console, flights }
}

test('a day at the console: lists, hover cards, keyboard, and forms that keep drafts', async (t) => {
  const console = await openWorkspace()
  const { page } = console
  const rows = page.locator('tbody tr')
  const flights = console.flights

  await t.test('a list shows totals and links people', async () => {
    await goTo(console, 'Flights')
    await page
      .getByRole('row', { name: /^Total/ })
      .getByText('1:30')
      .waitFor()
    await rows.first().getByRole('link', { name: 'Pia Pilot' }).waitFor()
  })

  await t.test('a link shows a card of its record and preloads its page', async () => {
    await rows.first().getByRole('link', { name: 'N172AP' }).hover()
    const card = page.getByRole('tooltip')
    await card.getByText('C172 · Cessna').waitFor()
    await console.picture('hover-card')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await rows.first().getByRole('link', { name: 'N172AP' }).click()
    await page.getByRole('heading', { name: 'N172AP', level: 1 }).waitFor()
    assert.deepEqual(
      asked.filter((path) => /^\/api\/v1\/ops\/aircraft\/acf_\w+$/.test(path)),
      [],
      'the record was preloaded by the pointer',
    )
    await page.goBack()
  })

  await t.test('shortcuts move through a list and between pages', async () => {
    await rows.first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByText('1 selected').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'N172AP KFNL–KGXY' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('pia')
    await page.waitForURL(/search=pia/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Go to Flights').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('textbox').fill('N172')
    await page.getByRole('dialog').getByText('N172AP', { exact: true }).first().click()
    await page.getByRole('heading', { name: 'N172AP', level: 1 }).waitFor()
  })

  await t.test('a list has tabs with counts, groups, a peek, and views that a link shares', async () => {
    await post(console, `/api/v1/ops/flights/${flights[0]?.id}/submit`, {})
    await goTo(console, 'Flights')
    const tab = (name: string) => page.getByRole('tab', { name })
    await tab('Drafts 1').waitFor()
    await tab('Submitted 1').click()
    await page.waitForURL(/status=submitted/)
    await page.getByRole('button', { name: 'Choose columns' }).click()
    await page.getByRole('dialog').getByLabel('Group by').click()
    await page.getByRole('option', { name: 'Aircraft' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: 'N172AP 1', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByLabel('Name of this view').fill('Mine to approve')
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.waitForURL(/hide=/)
    const link = page.url()
    await tab('All').click()
    await page.goto(link)
    assert.equal(await tab('Mine to approve').getAttribute('aria-selected'), 'true')
    await page.getByRole('row', { name: 'N172AP 1', exact: true }).waitFor()
    await console.picture('list-view')
    await tab('All').click()
    await rows.nth(1).waitFor()
  })

  await t.test(
    'the space bar shows the record beside its list, and going back finds the row again',
    async () => {
      await goTo(console, 'Today')
      await goTo(console, 'Flights')
      await rows.nth(1).waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('Space')
      const panel = page.getByRole('complementary', { name: 'Peek' })
      await panel.getByRole('heading', { level: 2, name: /N172AP/ }).waitFor()
      await console.picture('list-peek')
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'N172AP KFNL–KGXY' }).waitFor()
      await page.goBack()
      await page.getByText('1 selected').waitFor()
      assert.equal(await rows.first().getAttribute('data-active'), 'true')
      await page.getByRole('button', { name: 'Clear selection' }).click()
    },
  )

  await t.test('the chosen columns are remembered, and the CSV file has the same', async () => {
    await goTo(console, 'Flights')
    await page.getByRole('button', { name: 'Choose columns' }).click()
    await page.getByRole('checkbox', { name: 'Landings' }).check()
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('columnheader', { name: 'Landings' }).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    const chunks: Buffer[] = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk)
    assert.match(Buffer.concat(chunks).toString(), /^\uFEFF?Route,.*Landings/)
  })

  await t.test('everything that matches is exported as a workbook', async () => {
    await page.getByRole('button', { name: 'Export everything that matches' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'As Excel workbook' }).click(),
    ])
    assert.equal(file.suggestedFilename(), 'flights.xlsx')
    const chunks: Buffer[] = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk)
    assert.equal(Buffer.concat(chunks).subarray(0, 2).toString(), 'PK')
    await page.getByRole('menuitem', { name: 'As Excel workbook' }).waitFor({ state: 'hidden' })
  })

  await t.test('a flight draft survives a reload, and leaving the form says that it is kept', async () => {
    await page.keyboard.press('c')
    await page.getByLabel('Remarks').fill('Wind shear on final')
    page.once('dialog', (dialog) => dialog.accept())
    await page.reload()
    assert.equal(await page.getByLabel('Remarks').inputValue(), 'Wind shear on final')
    await goTo(console, 'People')
    await page.getByText('Draft kept').waitFor()
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
  })

  await t.test(
    'a project without records is deleted, and one with a service says why it cannot be',
    async () => {
      const project = await post(console, '/api/projects', { name: 'Fire season' })
      await post(console, `/api/projects/${project.id}/services`, { name: 'Patrol', kind: 'fire' })
      await goTo(console, 'Flights', 'Projects')
      await page.getByRole('link', { name: 'Fire season' }).click()
      const remove = async () => {
        await page.getByRole('button', { name: 'Delete project', exact: true }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Delete project' }).click()
      }
      await remove()
      await page.getByRole('dialog').getByText('1 service belong to this project').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Delete service: Patrol' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete service' }).click()
      await page.getByText('No services yet').waitFor()
      await remove()
      await page.getByText('Project Fire season deleted').waitFor()
    },
  )

  await t.test('a movement is undone from the toast', async () => {
    const { id } = await post(console, '/api/v1/fbo/movements', {
      direction: 'inbound',
      movementDate: new Date().toISOString().slice(0, 10),
      tailNumber: 'N88IO',
      eta: new Date().toISOString(),
    })
    assert.ok(id)
    await goTo(console, 'FBO', 'Flight board')
    await page.getByText('N88IO').first().waitFor()
    await page.goto(page.url().replace(/fbo\/board.*/, `fbo/movements/${id}`))
    await page.getByRole('button', { name: 'Landed', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone').waitFor()
  })
  assert.deepEqual(console.errors, [])
})
