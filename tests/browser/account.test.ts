import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { openConsole, signUp } from './browser.ts'
import { anotherBrowser, mailedLink, open } from './visit.ts'

const password = 'three quiet herons'
const dark = 'html[data-mantine-color-scheme="dark"]'

async function signIn(page: Page, origin: string, email: string, secret = password) {
  await page.goto(`${origin}/app/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()
}

test('a member manages their own account in the browser', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  let other = await anotherBrowser(console)

  await t.test('the profile and its picture can be changed', async () => {
    await open(console, 'account/profile', 'Profile')
    await console.picture('account-profile-before')
    await page.getByLabel('Display name').fill('Ann Holm')
    await page.getByLabel('Language and region').fill('en_US')
    await page.getByRole('button', { name: 'Save profile' }).click()
    await page.getByText(/is no language tag/).waitFor()
    await page.getByLabel('Language and region').fill('de-CH')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Zurich')
    await page.getByRole('option', { name: 'Europe/Zurich' }).click()
    await page.getByRole('button', { name: 'Save profile' }).click()
    await page.getByText('Profile saved').waitFor()
    const picture = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#336699' } })
      .png()
      .toBuffer()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'ann.png', mimeType: 'image/png', buffer: picture })
    await page.getByText('Picture saved').waitFor()
    const shown = page.getByRole('img', { name: 'Picture of Ann Holm' })
    await shown.waitFor()
    await page.waitForFunction(
      (image) => (image as unknown as { naturalWidth: number }).naturalWidth === 256,
      await shown.elementHandle(),
    )
    await console.picture('account-profile')
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByText('Ann Holm').last().waitFor()
    await page.keyboard.press('Escape')
  })

  await t.test('the link in the email confirms the address', async () => {
    await other.goto(await mailedLink(console, 'ann@example.com', 'verify-email'))
    await other.getByRole('link', { name: 'Sign in' }).click()
    await other.getByLabel('Email').fill('ann@example.com')
    await other.getByLabel('Password').fill(password)
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.getByRole('button', { name: 'Confirm address' }).click()
    await other.getByRole('heading', { name: 'Address confirmed' }).waitFor()
    await open(console, 'account/profile', 'Profile')
    await page.getByText('Confirmed', { exact: true }).waitFor()
  })

  await t.test('changing the address needs the password, and a confirmation by the new address', async () => {
    await page.getByRole('button', { name: 'Change email' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('New email').fill('ann@holm.example')
    await dialog.getByLabel('Current password').fill('not the password')
    await dialog.getByRole('button', { name: 'Send link' }).click()
    await dialog
      .getByText(/is not your current password/i)
      .first()
      .waitFor()
    await dialog.getByLabel('Current password').fill(password)
    await dialog.getByRole('button', { name: 'Send link' }).click()
    await page.getByText(/Waiting for you to confirm ann@holm.example/).waitFor()
    await console.picture('account-email')
    await page.goto(await mailedLink(console, 'ann@holm.example', 'verify-email'))
    await page.getByRole('button', { name: 'Confirm address' }).click()
    await page.getByText("ann@holm.example is your account's address.").waitFor()
    await other.reload()
    await other.getByRole('link', { name: 'Sign in' }).waitFor()
  })

  await t.test('the sessions are listed, and another one can be ended', async () => {
    await signIn(other, app.origin, 'ann@holm.example')
    await open(console, 'account/security', 'Security')
    await page.getByText('This session').waitFor()
    const log = page.getByRole('table', { name: 'Security log' })
    await log.getByText('Address changed').first().waitFor()
    await log.getByText('Wrong password, code or passkey in a session').first().waitFor()
    await console.picture('account-security')
    await page.getByRole('button', { name: 'End session: Chrome on Linux' }).click()
    await page.getByText('Session ended').waitFor()
    await other.reload()
    await other.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
  })

  await t.test('a changed password signs out every other browser', async () => {
    await signIn(other, app.origin, 'ann@holm.example')
    await page.getByLabel('Current password').fill('not the password')
    await page.getByLabel('New password', { exact: true }).fill('password1234')
    await page.getByLabel('Repeat new password').fill('password1234')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page
      .getByText(/is not your current password/i)
      .first()
      .waitFor()
    await page.getByLabel('Current password').fill(password)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page
      .getByText(/is too common/i)
      .first()
      .waitFor()
    await page.getByLabel('New password', { exact: true }).fill('four loud herons')
    await page.getByLabel('Repeat new password').fill('four loud herons')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Password changed. Your other sessions have ended.').waitFor()
    await other.reload()
    await other.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Security', level: 1 }).waitFor()
  })

  await t.test('the appearance follows into another browser', async () => {
    await open(console, 'account/appearance', 'Appearance')
    await page.getByText('Dark', { exact: true }).click()
    await page.getByText('Compact', { exact: true }).click()
    await console.picture('account-appearance')
    await page.locator(dark).waitFor()
    await other.context().close()
    other = await anotherBrowser(console)
    await signIn(other, app.origin, 'ann@holm.example', 'four loud herons')
    await other.locator(dark).waitFor()
    await page.getByText('Light', { exact: true }).click()
  })

  await t.test('preferences can be added, changed and deleted, and those of the console reset', async () => {
    const dialog = page.getByRole('dialog')
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name.replace('.', '\\.')) })
    const act = async (name: string, what: string) => {
      await page.getByRole('button', { name: `Actions for ${name}` }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await open(console, 'account/preferences', 'Preferences')
    await row('console.scheme').getByText('Light', { exact: true }).waitFor()
    await row('console.times').getByText('UTC first (default)').waitFor()
    await page.getByRole('button', { name: 'Add preference' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('nodots')
    await dialog.getByRole('textbox', { name: 'Value' }).fill('weekly')
    await dialog.getByRole('button', { name: 'Add preference' }).click()
    await dialog.getByText(/is dotted and in small letters, such as canvas\.snap_to_grid/).waitFor()
    await dialog.getByLabel('Name', { exact: true }).fill('notifications.email_digest')
    await dialog.getByRole('textbox', { name: 'Value' }).fill('é'.repeat(2_100))
    await dialog.getByRole('button', { name: 'Add preference' }).click()
    await dialog.getByText(/at most 4096 bytes/).waitFor()
    await console.picture('preference-refused')
    await dialog.getByRole('textbox', { name: 'Value' }).fill('weekly')
    await dialog.getByRole('button', { name: 'Add preference' }).click()
    await row('notifications.email_digest').getByText('weekly').waitFor()

    await act('notifications.email_digest', 'Change preference')
    await dialog.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Yes or no' }).click()
    await dialog.getByText('No', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Save preference' }).click()
    await row('notifications.email_digest').getByText('No', { exact: true }).waitFor()
    await console.picture('account-preferences')
    const kept = (await page.evaluate(async () => (await fetch('/api/user-preferences')).json())) as {
      data: Record<string, unknown>
    }
    assert.equal(kept.data['notifications.email_digest'], false)
    await act('notifications.email_digest', 'Delete preference')
    await dialog.getByRole('button', { name: 'Delete preference' }).click()
    await row('notifications.email_digest').waitFor({ state: 'detached' })

    await act('console.scheme', 'Change preference')
    await dialog.getByText('Dark', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Save preference' }).click()
    await page.locator(dark).waitFor()
    await act('console.scheme', 'Reset to default')
    await dialog.getByRole('button', { name: 'Reset to default' }).click()
    await page.locator(dark).waitFor({ state: 'detached' })
    await row('console.scheme').getByText('Use system setting (default)').waitFor()
  })

  await t.test('dates, times and numbers are formatted for the profile', async () => {
    // The first step set the zone to Zurich and the region to Switzerland.
    await open(console, 'account/security', 'Security')
    const written = page.getByRole('table', { name: 'Sessions' }).locator('time').last()
    assert.match((await written.textContent()) ?? '', /^\d+\. \S+ \d\d:\d\dZ$/)
    assert.match((await written.getAttribute('title')) ?? '', /^\d+\. .*\d\d:\d\d (MEZ|MESZ)$/)
    await open(console, 'settings/plan', 'Plan and usage')
    await page.getByText(/1 of 10['’]000$/).waitFor()
  })

  await t.test('a session timeout of the workspace can be set, and a bad one says why', async () => {
    await open(console, 'settings/security', 'Security')
    await page.getByLabel('Idle timeout').fill('2000')
    await page.getByRole('button', { name: 'Save session timeout' }).click()
    await page.getByText("Can't be longer than the absolute timeout").waitFor()
    await page.getByLabel('Idle timeout').fill('30')
    await page.getByRole('button', { name: 'Save session timeout' }).click()
    await page.getByText('Session timeout saved').waitFor()
    await console.picture('workspace-security')
  })

  await t.test('a forgotten password can be reset with the link in the email', async () => {
    await page.context().clearCookies()
    await page.goto(`${app.origin}/app/sign-in`)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    // The previous page also has an Email field.
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
    await page.getByLabel('Email').fill('ann@holm.example')
    await page.getByRole('button', { name: 'Send link' }).click()
    await page.getByText('Check your inbox').waitFor()
    await console.picture('forgot-password')
    const link = await mailedLink(console, 'ann@holm.example', 'reset-password')
    await page.goto(link)
    await page.getByLabel('New password', { exact: true }).fill('five mute herons')
    await page.getByLabel('Repeat new password').fill('five mute herons')
    await console.picture('reset-password')
    await page.getByRole('button', { name: 'Set new password' }).click()
    await page.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
    await other.reload()
    await other.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
    await signIn(page, app.origin, 'ann@holm.example', 'five mute herons')
    await other.goto(link)
    await other.getByLabel('New password', { exact: true }).fill('six wet herons')
    await other.getByLabel('Repeat new password').fill('six wet herons')
    await other.getByRole('button', { name: 'Set new password' }).click()
    await other.getByRole('heading', { name: "This link isn't valid" }).waitFor()
  })

  await t.test('the old address takes the account back', async () => {
    await page.goto(await mailedLink(console, 'ann@example.com', 'restore-email'))
    await page.getByRole('heading', { name: 'Take your account back' }).waitFor()
    await page.getByLabel('New password', { exact: true }).fill('six proud herons')
    await page.getByLabel('Repeat new password').fill('six proud herons')
    await page.getByRole('button', { name: 'Restore address' }).click()
    await page.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
    await signIn(page, app.origin, 'ann@example.com', 'six proud herons')
  })

  await t.test('the pages work on a phone and in dark mode', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    for (const [path, heading] of [
      ['account/profile', 'Profile'],
      ['account/security', 'Security'],
      ['account/appearance', 'Appearance'],
      ['account/preferences', 'Preferences'],
      ['settings/security', 'Security'],
      ['settings/members', 'Members'],
    ] as const) {
      await open(console, path, heading)
      await console.picture(`phone-${path.replace('/', '-')}`)
      assert.equal(
        await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'),
        true,
        `${path} is wider than a phone`,
      )
    }
    await open(console, 'account/appearance', 'Appearance')
    await page.getByText('Dark', { exact: true }).click()
    await open(console, 'account/profile', 'Profile')
    await console.picture('phone-dark-profile')
    await page.setViewportSize({ width: 1440, height: 900 })
    await open(console, 'account/security', 'Security')
    await console.picture('dark-security')
  })

  assert.deepEqual(console.errors, [])
})
