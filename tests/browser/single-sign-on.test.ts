import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestProvider } from '#platform/identity/sso/testing/provider.ts'
import { openConsole } from './browser.ts'

test('an admin sets up the identity provider, and a new colleague signs in through it', async () => {
  const { app, page, errors, picture } = await openConsole()
  const provider = await startTestProvider(`${app.origin}/app/sso/callback`)
  await page.getByLabel('Your name').fill('Astrid Berg')
  await page.getByLabel('Email').fill('astrid@heron.example')
  await page.getByLabel('Password').fill('three quiet herons')
  await page.getByLabel('Workspace name').fill('Heron Air')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.waitForURL('**/app/heron-air')

  await page.goto(`${app.origin}/app/heron-air/settings/single-sign-on`)
  assert.equal(await page.getByLabel('Redirect address').innerText(), `${app.origin}/app/sso/callback`)
  await page.getByLabel('Name', { exact: true }).fill('Heron Login')
  await page.getByLabel('Issuer').fill(provider.issuer)
  await page.getByLabel('Client ID').fill(provider.clientId)
  await page.getByRole('textbox', { name: 'Client secret' }).fill(provider.clientSecret)
  await page.getByRole('switch', { name: 'Let new people join' }).check()
  await page.getByLabel('Student').check()
  await picture('single-sign-on')
  await page.getByRole('button', { name: 'Save identity provider' }).click()
  await page.getByText('Identity provider saved').waitFor()

  await page.context().clearCookies()
  provider.next = { sub: 's1', email: 'new@heron.example', email_verified: true, name: 'Nils New' }
  await page.goto(`${app.origin}/app/sign-in`)
  await page.getByRole('link', { name: 'Sign in with your organization' }).click()
  await page.getByLabel('Workspace address').fill('heron-air')
  await picture('sso-sign-in')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL('**/app/heron-air')
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByText('Nils New').first().waitFor()

  // The return URL works once, and only in the tab that started the sign-in.
  await page.goto(`${app.origin}/app/sso/callback?code=stolen&state=x`)
  await page.getByText("This sign-in didn't start in this tab").waitFor()

  // The provider did not make the owner's account, so its owner confirms the link once.
  await page.context().clearCookies()
  provider.next = { sub: 'o1', email: 'astrid@heron.example', email_verified: true, name: 'Astrid' }
  await page.goto(`${app.origin}/app/sso`)
  await page.getByLabel('Workspace address').fill('heron-air')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'Link your account' }).waitFor()
  await picture('sso-link')
  await page.getByLabel('Your Apron password').fill('three quiet herons')
  await page.getByRole('button', { name: 'Link and sign in' }).click()
  await page.waitForURL('**/app/heron-air')
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByText('Astrid Berg').first().waitFor()
  assert.deepEqual(errors, [])
})
