import { test } from 'node:test'
import { goTo, openConsole, pictures, post, signUp } from './browser.ts'

test('a charge is billed, issued and paid, and the statement of the account shows it', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Bea Billing', workspace: 'Meadow Billing' })
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Sam Student' })
  await post(console, '/api/v1/finance/accounts', {
    holder: { type: 'person', id: person.id },
    currency: 'USD',
  })

  await t.test('the seller is set', async () => {
    await goTo(console, 'Billing', 'Setup', 'Seller')
    await page.getByLabel('Street').fill('4900 Earhart Road')
    await page.getByLabel('City').fill('Loveland')
    await page.getByLabel('Country').fill('us')
    await page.getByRole('button', { name: 'Save seller' }).click()
    await page.getByText('Seller saved').waitFor()
    await pictures(console, 'finance-seller')
  })

  await t.test('a charge is added to the account', async () => {
    await goTo(console, 'Billing', 'Accounts')
    await page.getByRole('link', { name: 'Sam Student' }).click()
    await page.getByRole('button', { name: 'Add charge' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Description').fill('Headset')
    await dialog.getByLabel('Rate').fill('60.00')
    await dialog.getByRole('button', { name: 'Add charge' }).click()
    await page.getByText('Charge added').waitFor()
  })

  await t.test('the billing run makes a draft, and issues it', async () => {
    await goTo(console, 'Billing', 'Billing run')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('cell', { name: '$60.00' }).waitFor()
    await pictures(console, 'finance-billing-run')
    await page.getByRole('button', { name: 'Create 1 draft' }).click()
    await page.getByRole('button', { name: 'Issue 1 draft' }).click()
    await page.getByText('1 invoice issued').waitFor()
  })

  await t.test('a payment settles the invoice', async () => {
    await goTo(console, 'Billing', 'Invoices')
    await page.getByRole('link', { name: /^INV-/ }).click()
    await pictures(console, 'finance-invoice')
    await page.getByRole('button', { name: 'Record payment' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Amount').fill('60')
    await dialog.getByRole('button', { name: 'Record payment' }).click()
    await page.getByText('Payment recorded').waitFor()
    await page.getByText('Paid', { exact: true }).first().waitFor()
  })

  await t.test('the statement has both, and ends at zero', async () => {
    await goTo(console, 'Billing', 'Accounts')
    await page.getByRole('link', { name: 'Sam Student' }).click()
    await page.getByText('Closing balance: $0.00').waitFor()
    await pictures(console, 'finance-account')
  })
})
