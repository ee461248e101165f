import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { mailSink } from '#platform/notifications/testing/smtp-server.ts'
import { openConsole, signUp } from './browser.ts'

const password = 'three quiet herons'
const newPassword = 'four patient storks'

test('emails go through a mail server, and their links work', async (t) => {
  const sink = await mailSink({ isStrict: true })
  const console = await openConsole({
    SIGNUP: 'open',
    SMTP_URL: sink.url,
    MAIL_FROM: 'Apron <apron@heron.example>',
  })
  const { page, app } = console
  const linkTo = async (address: string, path: string) => {
    const link = new RegExp(`${app.origin}/app/${path}/\\S+`)
    return link.exec(await sink.read(address, link))?.[0] ?? ''
  }
  const signIn = async (on: Page, email: string, secret: string) => {
    await on.getByLabel('Email').fill(email)
    await on.getByLabel('Password').fill(secret)
    await on.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  await t.test('the address of a new account can be confirmed', async () => {
    await signUp(page, { name: 'Ann Owner', workspace: 'Heron Air', email: 'ann@heron.example' })
    await page.goto(await linkTo('ann@heron.example', 'verify-email'))
    await page.getByRole('button', { name: 'Confirm address' }).click()
    await page.getByRole('heading', { name: 'Address confirmed' }).waitFor()
  })

  await t.test('a forgotten password can be reset, and the new one signs in', async () => {
    await page.context().clearCookies()
    await page.goto(`${app.origin}/app/sign-in`)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    // The previous page also has an Email field.
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
    await page.getByLabel('Email').fill('ann@heron.example')
    await page.getByRole('button', { name: 'Send link' }).click()
    await page.getByText('Check your inbox').waitFor()
    await page.goto(await linkTo('ann@heron.example', 'reset-password'))
    await page.getByLabel('New password', { exact: true }).fill(newPassword)
    await page.getByLabel('Repeat new password').fill(newPassword)
    await page.getByRole('button', { name: 'Set new password' }).click()
    await page.getByRole('heading', { name: 'Sign in to Apron' }).waitFor()
    await signIn(page, 'ann@heron.example', password)
    await page.getByText(/password is wrong/).waitFor()
    await signIn(page, 'ann@heron.example', newPassword)
    await page.getByRole('heading', { name: 'Today' }).waitFor()
  })

  await t.test('an invited person joins with the link in the email', async () => {
    await page.goto(`${app.origin}/app/heron-air/settings/members`)
    await page.getByRole('button', { name: 'Invite member' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Email').fill('pia@heron.example')
    await dialog.getByLabel('Name', { exact: true }).fill('Pia Pilot')
    await dialog.getByLabel('Pilot', { exact: true }).check()
    await dialog.getByRole('button', { name: 'Send invitation' }).click()
    await page.getByText('Invitation sent to pia@heron.example').waitFor()
    const context = await page.context().browser()?.newContext()
    const guest = await context?.newPage()
    if (!guest) throw new Error('there is no browser')
    guest.setDefaultTimeout(60_000)
    await guest.goto(await linkTo('pia@heron.example', 'invitation'))
    await guest.getByRole('heading', { name: 'Join Heron Air' }).waitFor()
    await guest.getByLabel('Choose a password').fill(password)
    await guest.getByRole('button', { name: 'Accept invitation' }).click()
    await guest.getByRole('heading', { name: 'Today' }).waitFor()
    await context?.close()
    await page.reload()
    await page.getByText('Pia Pilot').first().waitFor()
  })

  await t.test('an email channel can be tested, and its delivery followed to the end', async () => {
    await page.goto(`${app.origin}/app/heron-air/settings/notifications`)
    await page.getByRole('button', { name: 'New channel' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Duty desk')
    await dialog.getByLabel('Recipients').fill('desk@heron.example')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Create channel' }).click()
    await page.getByRole('heading', { name: 'Duty desk', level: 1 }).waitFor()
    await page.getByText('Still to confirm: desk@heron.example').waitFor()
    await console.picture('channel-unconfirmed')
    const channel = page.url()
    await page.goto(await linkTo('desk@heron.example', 'confirm-recipient'))
    await page.getByRole('heading', { name: 'Do you want emails from Heron Air?' }).waitFor()
    await page.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.getByRole('heading', { name: 'Confirmed' }).waitFor()
    await page.goto(channel)
    await page.getByRole('button', { name: 'Send test' }).click()
    await page.getByRole('status').getByText('Delivered').waitFor()
    assert.match(
      await sink.read('desk@heron.example', 'Test of the channel'),
      /Test of the channel Duty desk/,
    )
    await page.getByRole('link', { name: 'Open delivery' }).click()
    await page.getByText('desk@heron.example').first().waitFor()
    await console.picture('mail-delivery')
  })

  await t.test('a new account needs its email first, and the link finishes the sign-up', async () => {
    const context = await page.context().browser()?.newContext()
    const guest = await context?.newPage()
    if (!guest) throw new Error('there is no browser')
    guest.setDefaultTimeout(60_000)
    const signUpAs = async (email: string) => {
      await guest.goto(`${app.origin}/app/sign-up`)
      await guest.getByLabel('Your name').fill('Nina New')
      await guest.getByLabel('Email').fill(email)
      await guest.getByLabel('Password').fill(password)
      await guest.getByLabel('Workspace name').fill('Stork Air')
      await guest.getByRole('button', { name: 'Create workspace' }).click()
      await guest.getByRole('heading', { name: 'Check your inbox' }).waitFor()
    }
    // It looks the same for an address that has an account.
    await signUpAs('ann@heron.example')
    assert.match(await sink.read('ann@heron.example', 'You have an Apron account'), /sign-in/)
    await signUpAs('nina@stork.example')
    await guest.goto(await linkTo('nina@stork.example', 'sign-up'))
    await guest.getByRole('heading', { name: 'Create Stork Air' }).waitFor()
    await guest.getByLabel('Password').fill(password)
    await guest.getByRole('button', { name: 'Create workspace' }).click()
    await guest.getByRole('heading', { name: 'Today' }).waitFor()
    await context?.close()
  })

  await t.test('the outbox shows the emails as sent', async () => {
    await page.goto(`${app.origin}/app/heron-air/system/mails`)
    await page.getByRole('row', { name: /pia@heron\.example.*Sent/ }).waitFor()
    await console.picture('mail-outbox')
  })

  assert.deepEqual(
    sink.mails.filter(({ secure, user }) => !secure || user !== 'apron'),
    [],
    'every email came through TLS with a login',
  )
  assert.deepEqual(console.errors, [])
})
