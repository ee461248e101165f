import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConsole, signUp } from './browser.ts'
import { anotherBrowser, mailedLink, open } from './visit.ts'

test('a member can be removed with their keys, and ownership transferred', async () => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  for (const [name, email, roles] of [
    ['Bob Builder', 'bob@example.com', ['admin']],
    ['Cleo Chief', 'cleo@example.com', ['chief_pilot']],
  ] as const) {
    await page.evaluate(
      (body) =>
        fetch('/api/v1/admin/invitations', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      { email, displayName: name, roles },
    )
    const guest = await anotherBrowser(console)
    await guest.goto(await mailedLink(console, email, 'invitation'))
    await guest.getByLabel('Choose a password').fill('three quiet herons')
    await guest.getByRole('button', { name: 'Accept invitation' }).click()
    await guest.getByRole('heading', { name: 'Today' }).waitFor()
    if (name === 'Bob Builder')
      await guest.evaluate(() =>
        fetch('/api/user/api-keys', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'Website', access: 'read' }),
        }),
      )
    await guest.context().close()
  }
  await open(console, 'settings/members', 'Members')
  await page.getByRole('button', { name: 'More actions Bob Builder' }).click()
  await page.getByRole('menuitem', { name: 'Remove member' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('What they created keeps working').waitFor()
  await dialog.getByText('Website').waitFor()
  await dialog.getByLabel('Also revoke 1 API key').check()
  await console.picture('remove-member')
  await dialog.getByRole('button', { name: 'Remove member' }).click()
  await page.getByText('Bob Builder removed').waitFor()
  const { data: keys } = (await page.evaluate(async () => (await fetch('/api/user/api-keys')).json())) as {
    data: { name: string; status: string }[]
  }
  assert.deepEqual(
    keys.map((key) => [key.name, key.status]),
    [['Website', 'revoked']],
  )
  await page.getByRole('button', { name: 'More actions Cleo Chief' }).click()
  await page.getByRole('menuitem', { name: 'Transfer ownership' }).click()
  await dialog.getByText(/Cleo Chief becomes the account owner/).waitFor()
  await console.picture('hand-over')
  await dialog.getByRole('button', { name: 'Transfer ownership' }).click()
  await page.getByText('Cleo Chief is now the account owner').waitFor()
  assert.deepEqual(console.errors, [])
})
