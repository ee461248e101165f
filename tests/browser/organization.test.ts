import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Console, goTo, openConsole, signUp } from './browser.ts'

/** A workspace with its owner signed in. The owner also owns the installation. */
async function openWorkspace(): Promise<Console> {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  return console
}

async function openSetting(console: Console, name: string) {
  await goTo(console, 'Settings', name)
  await console.page.getByRole('heading', { name, level: 1 }).waitFor()
}

test('the owner sets up and protects the organization, and runs the installation', async (t) => {
  const console = await openWorkspace()
  const { page, app } = console
  const dialog = page.getByRole('dialog')

  await t.test(
    'settings: name, zone, residency and feature flags can be saved, and a bad value says why',
    async () => {
      await openSetting(console, 'Organization')
      await page.getByLabel('Workspace name').fill('Prairie Flyers West')
      await page.getByLabel('Data residency').fill('The Moon')
      await page.getByRole('button', { name: 'Save organization' }).click()
      await page.getByText('Check the marked fields').waitFor()
      await page.getByLabel('Data residency').fill('eu')
      await page.getByRole('switch', { name: 'Projects' }).press('Space')
      await page.getByRole('button', { name: 'Save organization' }).click()
      await page.getByText('Organization saved').waitFor()
      await page
        .getByRole('navigation')
        .getByRole('link', { name: 'Projects' })
        .waitFor({ state: 'detached' })
      await console.picture('organization')
      await page.reload()
      assert.equal(await page.getByLabel('Data residency').inputValue(), 'eu')
      assert.equal(await page.getByLabel('Workspace name').inputValue(), 'Prairie Flyers West')
    },
  )

  await t.test('typed text stays when the record is reloaded, and other fields update', async () => {
    await page.getByLabel('Workspace name').fill('Prairie Flyers East')
    await page.evaluate(() =>
      fetch('/api/settings', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"data_residency":"us"}',
      }),
    )
    // As when the window gets the focus again.
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.locator('input[value="us"]').waitFor()
    assert.equal(await page.getByLabel('Workspace name').inputValue(), 'Prairie Flyers East')
    await page.getByLabel('Workspace name').fill('Prairie Flyers West')
  })

  await t.test('allowlist: an invalid network is refused with what to write instead', async () => {
    await openSetting(console, 'Security')
    await page.getByRole('heading', { name: 'IP allowlist' }).waitFor()
    await page.getByRole('button', { name: 'Add network' }).click()
    await dialog.getByLabel('Network').fill('198.51.100.10')
    await dialog.getByLabel('Label').fill('Hangar')
    await dialog.getByRole('button', { name: 'Add network' }).click()
    await dialog
      .getByText(/Write 198\.51\.100\.10\/32/)
      .first()
      .waitFor()
    await dialog.getByLabel('Network').fill('198.51.100.10/32')
    await dialog.getByRole('button', { name: 'Add network' }).click()
    await page.getByText('198.51.100.10/32', { exact: true }).first().waitFor()
  })

  await t.test('allowlist: an admin cannot lock themselves out', async () => {
    await page.getByRole('button', { name: 'Turn on' }).click()
    await dialog
      .getByText(/127\.0\.0\.1, is in none of the networks/)
      .first()
      .waitFor()
    await dialog.getByRole('button', { name: 'Turn on allowlist' }).click()
    await console.picture('allowlist-refused')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Off', { exact: true }).first().waitFor()
  })

  await t.test('allowlist: it starts as a trial, and stays on when confirmed', async () => {
    await page.getByRole('button', { name: 'Add my address' }).click()
    await dialog.getByRole('button', { name: 'Add network' }).click()
    await page.getByText('127.0.0.1/32', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Turn on' }).click()
    await dialog
      .getByText(/Nobody of the last day|would have refused/)
      .first()
      .waitFor()
    await console.picture('allowlist-dry-run')
    await dialog.getByRole('button', { name: 'Turn on allowlist' }).click()
    await page.getByText('On trial', { exact: true }).waitFor()
    await console.picture('allowlist-trial')
    await page.getByRole('button', { name: 'Confirm allowlist' }).click()
    await page.getByText('On', { exact: true }).first().waitFor()
    await console.picture('allowlist-on')
    await page.getByRole('button', { name: 'Remove network 127.0.0.1/32' }).click()
    await dialog.getByRole('button', { name: 'Remove network' }).click()
    await dialog.getByText(/is the only network of the list with your own address/).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Turn off' }).click()
    await dialog.getByRole('button', { name: 'Turn off allowlist' }).click()
    await page.getByText('Off', { exact: true }).first().waitFor()
  })

  await t.test('single sign-on cannot be required without an identity provider', async () => {
    await page.getByRole('switch', { name: 'Require single sign-on' }).press('Space')
    await page.getByText(/no identity provider is set up/).waitFor()
  })

  await t.test(
    'plan: the use of each limit is shown, and the owner of the installation can change limits',
    async () => {
      await openSetting(console, 'Limits')
      await page.getByRole('button', { name: 'Edit limits of Prairie Flyers West' }).click()
      await dialog.getByLabel('Aircraft').fill('3')
      await dialog.getByRole('combobox', { name: 'Tier' }).click()
      await page.getByRole('option', { name: 'Professional' }).click()
      await console.picture('limits')
      await dialog.getByRole('button', { name: 'Save limits' }).click()
      await dialog.waitFor({ state: 'detached' })
      await openSetting(console, 'Plan and usage')
      await page.getByText('Professional', { exact: true }).waitFor()
      await page.getByText('0 of 3', { exact: true }).waitFor()
      await page.getByText('1 of 100', { exact: true }).waitFor()
      await console.picture('plan')
    },
  )

  await t.test('system: the status is shown, and a backup can be downloaded', async () => {
    await openSetting(console, 'Status')
    await page.getByText('Webhook deliveries').waitFor()
    await console.picture('status')
    await openSetting(console, 'Backups')
    await page.getByRole('button', { name: 'Back up now' }).first().click()
    await page.getByText('Completed').waitFor({ timeout: 60_000 })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Download apron-/ }).click(),
    ])
    assert.match(download.suggestedFilename(), /^apron-\d{8}T\d{6}Z-bkp_\w+\.tar\.gz$/)
    await console.picture('backups')
  })

  await t.test('maintenance mode: everyone sees why changes are not possible, until it ends', async () => {
    await openSetting(console, 'Maintenance mode')
    await page.getByLabel('Message').fill('We move to a new machine until 15:00 UTC.')
    await page.getByRole('button', { name: 'Start maintenance' }).click()
    await page.getByText("Maintenance: you can't make changes right now").waitFor()
    await openSetting(console, 'Organization')
    await page.getByLabel('Workspace name').fill('Another name')
    await page.getByRole('button', { name: 'Save organization' }).click()
    await page.getByRole('alert').getByText('We move to a new machine until 15:00 UTC.').waitFor()
    await console.picture('maintenance')
    await page.getByLabel('Workspace name').fill('Prairie Flyers West')
    await openSetting(console, 'Maintenance mode')
    await page.getByRole('button', { name: 'End maintenance' }).click()
    await page.getByText("Maintenance: you can't make changes right now").waitFor({ state: 'detached' })
    assert.deepEqual(await app.sql('select maintenance_message from installation'), [
      { maintenance_message: null },
    ])
  })

  assert.deepEqual(
    console.errors.filter((text) => !/503/.test(text)),
    [],
  )
})
