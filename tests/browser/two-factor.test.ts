import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { openConsole } from './browser.ts'

const password = 'three quiet herons'

/** The current code, or the code some steps of 30 seconds later. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

/** A virtual device with a fingerprint reader. */
async function addAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, authenticatorId }
}

test('two-factor authentication and passkeys work from set-up to sign-in', async (t) => {
  const { app, page, errors, picture } = await openConsole()
  const origin = app.origin.replace('127.0.0.1', 'localhost')
  const dialog = page.getByRole('dialog')
  const forgetSteps = () => app.sql('update totp_secrets set last_step = 0')
  const security = () => page.goto(`${origin}/app/heron-air/account/security`)
  const signOut = async () => {
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
  }
  const typePassword = async () => {
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  const isIn = () => page.getByRole('heading', { name: 'Today' }).waitFor()
  let secret = ''
  let codes: string[] = []

  await t.test('an authenticator app can be set up with the key beside the QR code', async () => {
    await page.goto(`${origin}/app/`)
    await page.getByLabel('Your name').fill('Ada Holm')
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill(password)
    await page.getByLabel('Workspace name').fill('Heron Air')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await isIn()
    await security()
    await page.getByRole('button', { name: 'Enable two-factor' }).click()
    await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    secret = (await dialog.getByText(/^[A-Z2-7]{32}$/).innerText()).trim()
    await picture('mfa-set-up')
    await dialog.getByLabel('Code').fill(codeOf(secret, 40))
    await dialog.getByRole('button', { name: 'Verify and enable' }).click()
    await dialog.getByText('This code is wrong').waitFor()
    await dialog.getByLabel('Code').fill(codeOf(secret))
    await dialog.getByRole('button', { name: 'Verify and enable' }).click()
    await page.getByRole('dialog', { name: 'Backup codes', exact: true }).waitFor()
    codes = await dialog.getByRole('listitem').allInnerTexts()
    assert.equal(codes.length, 10)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Download codes' }).click(),
    ])
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString()
    for (const code of codes) assert.ok(text.includes(code))
    await picture('mfa-codes')
    await dialog.getByRole('button', { name: "I've stored them" }).click()
    await page.getByText('Backup codes left 10').waitFor()
    await picture('mfa-on')
  })

  await t.test(
    'the password then leads to a second step, which accepts a code or a backup code',
    async () => {
      await signOut()
      await forgetSteps()
      await typePassword()
      await page.getByRole('heading', { name: 'Second step' }).waitFor()
      await page.getByLabel('Code').fill('000000')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByText('This code is wrong').waitFor()
      await picture('mfa-second-step')
      await page.getByLabel('Code').fill(codeOf(secret))
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await isIn()
      await signOut()
      await typePassword()
      await page.getByRole('button', { name: 'Use a backup code' }).click()
      await page.getByLabel('Backup code').fill(codes[0] ?? '')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await isIn()
      await security()
      await page.getByText('Backup codes left 9').waitFor()
    },
  )

  await t.test('a passkey can be added, and works as the second factor or alone', async () => {
    await addAuthenticator(page)
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await dialog.getByLabel('Name').fill('Ramp tablet')
    await dialog.getByRole('button', { name: 'Add passkey' }).click()
    await page.getByRole('cell', { name: 'Ramp tablet' }).or(page.getByText('Ramp tablet')).first().waitFor()
    await dialog.waitFor({ state: 'hidden' })
    await picture('mfa-passkeys')
    await signOut()
    await picture('mfa-sign-in')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await isIn()
    await signOut()
    await typePassword()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await isIn()
    await security()
    await page.getByRole('button', { name: 'Rename passkey Ramp tablet' }).click()
    await dialog.getByLabel('Name').fill('Hangar tablet')
    await dialog.getByRole('button', { name: 'Rename passkey' }).click()
    await page.getByText('Hangar tablet').first().waitFor()
  })

  await t.test('a sensitive action asks for re-authentication once, and then continues', async () => {
    await app.sql("update sessions set authenticated_at = now() - interval '40 minutes'")
    await page.goto(`${origin}/app/heron-air/settings/integrations/api-keys`)
    await page.getByRole('button', { name: 'New API key' }).first().click()
    await dialog.getByLabel('Name').fill('For the test')
    await dialog.getByRole('button', { name: 'Create API key' }).click()
    const asked = page.getByRole('dialog', { name: "Confirm it's you" })
    await asked.getByLabel('Password').fill('not this one')
    await asked.getByRole('button', { name: 'Use a backup code' }).click()
    await asked.getByLabel('Backup code').fill(codes[1] ?? '')
    await asked.getByRole('button', { name: 'Confirm', exact: true }).click()
    await asked.getByText('Is not your current password').waitFor()
    await picture('mfa-confirm')
    await asked.getByLabel('Password').fill(password)
    await asked.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.getByRole('button', { name: "I've stored it" }).click()
    await page.getByText('For the test').first().waitFor()
    await app.sql("update sessions set authenticated_at = now() - interval '40 minutes'")
    await security()
    await page.getByRole('button', { name: 'New backup codes' }).click()
    await dialog.getByRole('button', { name: 'Create new codes' }).click()
    await asked.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('dialog', { name: 'Backup codes', exact: true }).waitFor()
    const fresh = await dialog.getByRole('listitem').allInnerTexts()
    assert.ok(fresh.length === 10 && !fresh.includes(codes[2] ?? ''))
    await dialog.getByRole('button', { name: "I've stored them" }).click()
  })

  await t.test('the app can be removed with password and code, the passkey by name', async () => {
    await forgetSteps()
    await page.getByRole('button', { name: 'Remove authenticator app' }).click()
    await dialog.getByLabel('Password').fill(password)
    await dialog.getByLabel('Code or backup code').fill(codeOf(secret))
    await dialog.getByRole('button', { name: 'Remove authenticator app' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Remove passkey Hangar tablet' }).click()
    await dialog.getByRole('button', { name: 'Remove passkey' }).click()
    await page.getByText('No passkeys yet').waitFor()
    await page.getByRole('button', { name: 'Enable two-factor' }).waitFor()
  })

  await t.test(
    'a workspace requires two-factor: first a banner with the date, then only the account works',
    async () => {
      await page.goto(`${origin}/app/heron-air/settings/security`)
      await page.getByLabel('Require two-factor authentication').check()
      await page.getByLabel('Grace period').fill('14')
      await page.getByRole('button', { name: 'Save requirement' }).click()
      await page.getByText('Two-factor authentication will be required here.').waitFor()
      await picture('mfa-required-soon')
      await app.sql("update workspaces set mfa_required_from = now() - interval '1 second'")
      await page.goto(`${origin}/app/heron-air/flights`)
      await page.getByRole('heading', { name: 'This workspace requires two-factor authentication' }).waitFor()
      await picture('mfa-required-now')
      await page.getByRole('link', { name: 'Set up two-factor authentication' }).click()
      await page.getByRole('button', { name: 'Enable two-factor' }).click()
      secret = (await dialog.getByText(/^[A-Z2-7]{32}$/).innerText()).trim()
      await dialog.getByLabel('Code').fill(codeOf(secret))
      await dialog.getByRole('button', { name: 'Verify and enable' }).click()
      await dialog.getByRole('button', { name: "I've stored them" }).click()
      await page.goto(`${origin}/app/heron-air/flights`)
      await page.getByRole('heading', { name: 'Flights', exact: true }).waitFor()
    },
  )

  assert.deepEqual(errors, [])
})
