import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../server/platform/testing/until.ts'
import { openConsole, signUp } from './browser.ts'

// A console left open for longer than a proof of identity lasts: what is at stake asks in place, the rest does not.

test('an old session is asked who it is, in place, before it loosens anything or takes data out', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  const workspace = `${app.origin}/app/prairie-flyers`
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const proveLongAgo = () => app.sql("update sessions set authenticated_at = now() - interval '40 minutes'")
  const question = page.getByRole('dialog', { name: "Confirm it's you" })
  const confirm = async () => {
    await question.getByLabel('Password').fill('three quiet herons')
    await question.getByRole('button', { name: 'Confirm', exact: true }).click()
    await question.waitFor({ state: 'detached' })
  }

  await t.test(
    'a new name of the organization asks nothing; a module asks, and is saved after it',
    async () => {
      await proveLongAgo()
      await page.goto(`${workspace}/settings/organization`)
      await page.getByLabel('Workspace name').fill('Prairie Flyers Club')
      await page.getByRole('button', { name: 'Save organization' }).click()
      await page.getByText('Organization saved').waitFor()
      assert.equal(await question.count(), 0)
      await page.getByRole('switch', { name: 'API keys are enabled' }).press('Space')
      await page.getByRole('button', { name: 'Save organization' }).click()
      await confirm()
      // The message of the first save may still be there, so only the database says when the second is done.
      const [row] = await until(
        () => app.sql<{ on: boolean; name: string }>('select api_keys_enabled as on, name from workspaces'),
        ([workspaceRow]) => workspaceRow?.on === false,
      )
      assert.deepEqual(row, { on: false, name: 'Prairie Flyers Club' })
    },
  )

  await t.test('the export of the audit log asks first, then downloads', async () => {
    await proveLongAgo()
    await page.goto(`${workspace}/settings/audit-log`)
    await page.getByRole('button', { name: 'Export log' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Export log as CSV' }).click()
    await confirm()
    assert.match((await download).suggestedFilename(), /^audit-log-.*\.csv$/)
  })

  await t.test('the download of a backup asks first, then downloads', async () => {
    await page.goto(`${workspace}/system/backups`)
    await page.getByRole('button', { name: 'Back up now' }).first().click()
    const link = page.getByRole('link', { name: /^Download/ })
    await link.waitFor()
    await proveLongAgo()
    const download = page.waitForEvent('download')
    await link.click()
    await confirm()
    assert.match((await download).suggestedFilename(), /\.tar/)
  })

  await t.test('a member is invited after the question, with what was typed', async () => {
    await proveLongAgo()
    await page.goto(`${workspace}/settings/members`)
    await page.getByRole('button', { name: 'Invite member' }).first().click()
    const dialog = page.getByRole('dialog').filter({ hasText: 'Email' })
    await dialog.getByLabel('Email').fill('pete@example.com')
    await dialog.getByRole('checkbox', { name: /Pilot/ }).first().check()
    await dialog.getByRole('button', { name: 'Send invitation' }).click()
    await confirm()
    await page.getByText('pete@example.com').first().waitFor()
  })

  await t.test('a question that is declined changes nothing', async () => {
    await proveLongAgo()
    await page.goto(`${workspace}/settings/log-retention`)
    await page
      .getByLabel(/Run logs|Deliveries/)
      .first()
      .fill('12')
    await page.getByRole('button', { name: /Save/ }).first().click()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    const rows = await app.sql('select from log_retention where run_logs_days = 12')
    assert.equal(rows.length, 0)
  })
})
