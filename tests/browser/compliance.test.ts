import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, localDate } from '#rules/calendar.ts'
import { type Console, goTo, openConsole, signUp } from './browser.ts'

async function choose({ page }: Console, label: string, option: string) {
  await page
    .getByRole('combobox', { name: label })
    .or(page.getByLabel(label, { exact: true }))
    .first()
    .click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('a chief pilot requires a medical, sees who has none, and records, renews and withdraws it', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Cleo Chief', workspace: 'Meadow Charter' })
  const headers = { origin: app.origin }
  await page.request.post(`${app.origin}/api/v1/ops/crew`, { headers, data: { displayName: 'Ada Holm' } })
  const today = localDate(new Date(), 'UTC')

  await t.test('a required record is shown as missing', async () => {
    await goTo(console, 'People', 'Qualifications')
    await page.getByRole('heading', { name: 'Qualifications' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Requirements' }).click()
    await page.getByRole('button', { name: 'New requirement' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title', { exact: true }).fill('Medical')
    await dialog.getByRole('button', { name: 'Create requirement' }).click()
    await dialog.getByText('Choose a function or a person').waitFor()
    await dialog.getByLabel('Pilot').check()
    await dialog.getByRole('button', { name: 'Create requirement' }).click()
    await page.getByRole('row').filter({ hasText: 'Medical' }).waitFor()
    await goTo(console, 'People', 'Qualifications')
    await page.getByRole('row').filter({ hasText: 'Ada Holm' }).getByText('Missing').first().waitFor()
  })

  await t.test('a medical gets its dates from the rule', async () => {
    await page.getByRole('link', { name: 'Missing' }).click()
    await page.getByRole('heading', { name: 'New compliance record' }).waitFor()
    await choose(console, 'Medical class', 'FAA first class')
    await page.getByLabel('Examined on').fill('2024-03-20')
    await page.getByRole('button', { name: 'Create record' }).click()
    await page
      .getByText('Is required, because the expiry of a medical depends on the age at the examination')
      .waitFor()
    await page.getByLabel('Age at the exam').fill('45')
    await page.getByRole('button', { name: 'Create record' }).click()
    await page.getByRole('heading', { name: 'Ada Holm: Medical certificate' }).waitFor()
    await page.getByText(/Expired at the end of .*2024/).waitFor()
    await page.getByText('By 14 CFR 61.23(d)(1)(ii).').waitFor()
    await console.picture('compliance-record')
  })

  await t.test('it can be renewed with evidence, and both versions stay', async () => {
    await page.getByRole('button', { name: 'Renew or correct' }).click()
    await page.getByLabel('Examined on').fill(addDays(today, -30))
    await page.getByLabel('Expires on').fill(addDays(today, 20))
    await page.getByRole('button', { name: 'Save record' }).click()
    await page.getByText('Expiring', { exact: true }).first().waitFor()
    await page.locator('input[type=file]').setInputFiles({
      name: 'medical.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Seen'),
    })
    await page.getByText('medical.txt').waitFor()
    const history = page.getByRole('table', { name: 'History' })
    await history.getByText('Evidence attached').waitFor()
    assert.equal(await history.getByRole('row').count(), 4)
    await console.picture('compliance-renewed')
  })

  await t.test('Today and the person’s page show it', async () => {
    await goTo(console, 'Today')
    const tile = page.getByRole('listitem').filter({ hasText: 'Medical certificate' })
    await tile.getByText('Expiring').waitFor()
    await goTo(console, 'People')
    await page.getByRole('link', { name: 'Ada Holm' }).click()
    await page.getByRole('heading', { name: 'Qualifications' }).waitFor()
    await page.getByRole('link', { name: 'Medical', exact: true }).click()
    await page.getByRole('heading', { name: 'Ada Holm: Medical certificate' }).waitFor()
  })

  await t.test('a withdrawn record no longer counts', async () => {
    await page.getByRole('button', { name: 'Withdraw record' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Of somebody else')
    await dialog.getByRole('button', { name: 'Withdraw record' }).click()
    await page.getByText('Withdrawn: Of somebody else').waitFor()
    await goTo(console, 'People', 'Qualifications')
    await page.getByRole('row').filter({ hasText: 'Ada Holm' }).getByText('Missing').first().waitFor()
  })

  assert.deepEqual(console.errors, [])
})
