import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { type Console, openConsole } from './browser.ts'

/** Chooses an option in a field with a list. */
async function choose({ page }: Console, field: string, option: string | RegExp) {
  await page.getByRole('dialog').getByLabel(field, { exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}

async function fileBehind({ page }: Console, link: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ])
  return Buffer.concat(await (await download.createReadStream()).toArray())
}

test('a safety manager assesses a risk, watches an indicator and has an element verified', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  const space = await workspace(undefined, app)
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const email = (await space.owner.get('/api/v1/auth/session')).data.user.email
  await page.goto(`${app.origin}/app/`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('three quiet herons')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  const at = (path: string) => page.goto(`${app.origin}/app/${space.slug}/${path}`)

  await t.test('a hazard can be added and assessed, and its cell links to it', async () => {
    await at('safety/risks')
    await page.getByRole('button', { name: 'New hazard' }).click()
    await page.getByLabel('Title').fill('Deer on runway 15/33')
    await page.getByLabel('Consequence').fill('A collision on take-off or landing')
    await choose(console, 'Category', 'Ground operations')
    await page.getByRole('button', { name: 'Save hazard' }).click()
    await page.getByRole('heading', { name: 'Deer on runway 15/33' }).waitFor()
    await page.getByRole('button', { name: 'Assess risk' }).click()
    await choose(console, 'Severity', /Hazardous/)
    await choose(console, 'Likelihood', /Occasional/)
    await page.getByRole('dialog').getByRole('button', { name: 'Assess risk' }).click()
    await page.getByText('4B Intolerable').first().waitFor()
    await page.getByRole('button', { name: 'Assess residual risk' }).click()
    await choose(console, 'Severity', /Major/)
    await choose(console, 'Likelihood', /Improbable/)
    await page.getByRole('dialog').getByRole('button', { name: 'Assess residual risk' }).click()
    await page.getByText('2C Tolerable').first().waitFor()
    await console.picture('risk-hazard')
    await at('safety/risks')
    await console.picture('risk-register')
    await page.getByRole('link', { name: '4B 1 intolerable' }).click()
    await page.waitForURL(/initial_cell=4B/)
    await page.getByRole('link', { name: 'Deer on runway 15/33' }).waitFor()
    // The same cells in the other notation.
    await page.getByText('Reversed (1D)').click()
    await page.getByRole('link', { name: '4D 1 intolerable' }).waitFor()
    await page.getByRole('link', { name: '3B 1 tolerable' }).waitFor()
    assert.equal((await fileBehind(console, 'Download PDF')).subarray(0, 5).toString(), '%PDF-')
  })

  await t.test('an indicator beyond its threshold is critical, and the chart shows it', async () => {
    const spi = (
      await space.owner.post('/api/v1/safety/spis', {
        name: 'Hard landings',
        numerator: 'manual',
        denominator: 'hours',
        denominatorSource: 'manual',
        per: 1_000,
        period: 'rolling_30',
        direction: 'lower_is_better',
        watch: 1,
        warning: 2,
        critical: 5,
      })
    ).data
    await at('safety/indicators')
    await page.getByRole('link', { name: 'Hard landings' }).click()
    await page.getByRole('button', { name: 'Enter count' }).click()
    await page.getByLabel('How many').fill('40')
    await page.getByLabel('Hours, cycles or departures flown').fill('2000')
    await page.getByRole('dialog').getByRole('button', { name: 'Enter count' }).click()
    await page.getByText('20 per 1,000 hours').waitFor()
    await page.getByRole('img', { name: /Hard landings, per 1,000 hours/ }).waitFor()
    await console.picture('risk-indicator')
    const { items } = (await space.owner.get('/api/v1/admin/audit-log?action=spi.alert')).data
    assert.equal(items[0].subject.id, spi.id)
  })

  await t.test('a person other than the implementer verifies an element', async () => {
    const path = `/api/v1/sms/compliance/${encodeURIComponent('5.57')}`
    await at('safety/compliance')
    await page.getByRole('button', { name: 'Open 5.57' }).click()
    await page.getByRole('button', { name: 'Add evidence' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add evidence' })
    await dialog.getByLabel('Title').fill('Letters to the airport')
    await dialog.getByRole('button', { name: 'Add evidence' }).click()
    await page.getByText('Letters to the airport').waitFor()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Attach file' }).click(),
    ])
    await chooser.setFiles({
      name: 'letter.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 Dear airport'),
    })
    assert.equal((await fileBehind(console, 'letter.pdf')).toString(), '%PDF-1.7 Dear airport')
    const set = async (status: string) => {
      await page.getByLabel('Status', { exact: true }).click()
      await page.getByRole('option', { name: status, exact: true }).click()
      await page.getByRole('button', { name: 'Change status' }).click()
    }
    await set('Implemented')
    await page.getByText('5.57 is now Implemented').waitFor()
    await page.getByRole('button', { name: 'Open 5.57' }).click()
    await set('Verified')
    await page
      .getByText(/(cannot verify it|marked .* as implemented)/)
      .first()
      .waitFor()
    assert.equal((await manager.put(path, { status: 'verified' })).status, 200)
    await at('safety/compliance')
    await page.getByRole('row', { name: /5\.57/ }).getByText('Verified').waitFor()
    await console.picture('risk-compliance')
    assert.equal((await fileBehind(console, 'Download evidence package')).subarray(0, 5).toString(), '%PDF-')
  })

  await t.test(
    'key personnel can be added, changed and ended, from the element that requires them',
    async () => {
      await at('safety/compliance')
      await page.getByRole('button', { name: 'Open 5.25' }).click()
      await page.getByRole('link', { name: 'Open key personnel' }).click()
      await page.getByRole('heading', { name: 'Key personnel', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Add key person' }).first().click()
      await choose(console, 'Function', 'Accountable executive')
      await page.getByLabel('Name').fill('Rosa Lopez')
      await page.getByLabel('Since').fill('2025-03-01')
      await console.picture('risk-key-person-dialog')
      await page.getByRole('button', { name: 'Save key person' }).click()
      const row = page.getByRole('row', { name: /Accountable executive/ })
      await row.getByText('Mar 1, 2025').waitFor()
      await page.getByRole('button', { name: 'Edit Rosa Lopez' }).click()
      await page.getByLabel('Contact').fill('+1 970 555 0100')
      await page.getByRole('button', { name: 'Save key person' }).click()
      await row.getByText('+1 970 555 0100').waitFor()
      await page.getByRole('button', { name: 'End Rosa Lopez' }).click()
      await page.getByLabel('Last day').fill('2025-02-01')
      await page.getByRole('button', { name: 'End function' }).click()
      await page
        .getByRole('dialog')
        .getByText(/before|earlier/)
        .first()
        .waitFor()
      await page.getByLabel('Last day').fill('2025-12-31')
      await page.getByRole('button', { name: 'End function' }).click()
      await row.getByText('Ended').waitFor()
      await console.picture('risk-key-personnel')
      await page.emulateMedia({ colorScheme: 'dark' })
      await console.picture('risk-key-personnel-dark')
      await page.emulateMedia({ colorScheme: 'light' })
      const { items } = (await space.owner.get('/api/v1/sms/key-personnel?current=false')).data
      assert.deepEqual([items[0].name, items[0].untilOn], ['Rosa Lopez', '2025-12-31'])
    },
  )

  await t.test('a decision of a meeting becomes an action, and the meeting shows its status', async () => {
    const { data: meeting } = await space.owner.post('/api/v1/sms/meetings', {
      title: 'Review board of June',
      kind: 'review_board',
      heldAt: '2026-06-30T15:00:00.000Z',
      actions: [{ what: 'Paint the holding points', dueOn: '2027-06-30' }],
    })
    await at(`safety/meetings/${meeting.id}`)
    await page.getByRole('button', { name: 'Create action from: Paint the holding points' }).click()
    const dialog = page.getByRole('dialog')
    assert.equal(await dialog.getByRole('textbox').first().inputValue(), 'Paint the holding points')
    await dialog.locator('button[type=submit]').click()
    const row = page.getByRole('row', { name: /Paint the holding points/ })
    await row.getByText('Open').waitFor()
    await console.picture('risk-meeting')
    await row.getByRole('link', { name: /CPA-/ }).click()
    await page.getByRole('link', { name: 'Review board of June' }).waitFor()
  })

  await t.test(
    'an inconsistent matrix is refused, a stricter one becomes current, and the log shows it',
    async () => {
      await at('safety/risks')
      await page.getByRole('link', { name: 'Risk matrix' }).click()
      await page.getByRole('button', { name: 'Define a new version' }).click()
      await page.getByLabel('Name').fill('Ours')
      const editor = page.getByRole('table', { name: /Choose a cell/ })
      await editor.getByRole('button', { name: '1E' }).click()
      await editor.getByRole('button', { name: '1E Tolerable' }).waitFor()
      await page.getByRole('table', { name: 'In reversed notation' }).getByText('1A').waitFor()
      await page.getByRole('button', { name: 'Define matrix' }).click()
      await page
        .getByText(/Cell 1E would be worse than|Cell 1E must be/)
        .first()
        .waitFor()
      for (const _ of ['intolerable', 'acceptable']) await editor.getByRole('button', { name: '1E' }).click()
      await editor.getByRole('button', { name: '5D' }).click()
      await page.getByText('Changed: 1 cell').waitFor()
      await page.getByRole('button', { name: 'Define matrix' }).click()
      await page.getByText('Matrix version 1 is now current').waitFor()
      await page.getByRole('table', { name: 'Versions' }).getByText('Ours').waitFor()
      await console.picture('risk-matrix')

      await at('safety/audit-log?subject_type=risk_matrix')
      await page.getByText('risk_matrix.defined').click()
      await page.getByRole('dialog').getByText('5D').first().waitFor()
      await page.keyboard.press('Escape')
      await console.picture('risk-log')
      const csv = (await fileBehind(console, 'Export log as CSV')).toString()
      assert.match(csv, /^sequence,.*\r\n\d+,[^,]+,risk_matrix\.defined,/)
      assert.equal(csv.trim().split('\r\n').length, 2)
    },
  )

  await t.test('the overview shows everything on one page, as PDF too, and on a phone', async () => {
    await space.owner.post('/api/v1/sms/reports', {
      type: 'hazard',
      title: 'Wind shear on final',
      description: 'Wind shear of twenty knots on short final, and nobody had said so on the frequency.',
      category: 'weather',
    })
    await space.owner.post('/api/v1/sms/cpas', {
      kind: 'corrective',
      title: 'Repair the fence',
      priority: 'high',
      dueOn: '2026-01-02',
    })
    await space.owner.post('/api/v1/sms/cpas', {
      kind: 'preventive',
      title: 'Close the gate',
      priority: 'low',
    })
    await at('safety')
    await page.getByRole('link', { name: '3 Open actions' }).waitFor()
    await page.getByRole('link', { name: '1 Actions overdue' }).click()
    await page.getByRole('cell', { name: 'Repair the fence' }).waitFor()
    assert.equal(await page.getByRole('cell', { name: 'Close the gate' }).count(), 0)
    await console.picture('risk-actions-overdue')
    await at('safety')
    await page.getByRole('link', { name: 'Preliminary reports overdue' }).waitFor()
    await page.getByRole('img', { name: /Reports by category/ }).waitFor()
    await page.getByRole('link', { name: '4D 1 intolerable' }).first().waitFor()
    await console.picture('risk-overview')
    assert.equal((await fileBehind(console, 'Download board report')).subarray(0, 5).toString(), '%PDF-')
    await page.setViewportSize({ width: 360, height: 780 })
    await console.picture('risk-overview-360')
    await at('safety/key-personnel')
    await page.getByRole('row', { name: /Accountable executive/ }).waitFor()
    await console.picture('risk-key-personnel-360')
    await at('safety/risks')
    await page.getByRole('link', { name: 'Deer on runway 15/33' }).waitFor()
    await console.picture('risk-register-360')
    await page.getByRole('link', { name: 'Deer on runway 15/33' }).click()
    await page.getByRole('heading', { name: 'Deer on runway 15/33' }).waitFor()
    await console.picture('risk-hazard-360')
    assert.deepEqual(console.errors, [])
  })
})
