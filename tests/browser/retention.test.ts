import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeSegments } from '#platform/audit/close-segment.ts'
import { verifyExport } from '#platform/audit/verify.ts'
import { linesOf } from '#platform/audit/verify-command.ts'
import { purgeLogs } from '#platform/retention/purge.ts'
import { happened } from '#platform/testing/past.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { type Console, goTo, openConsole } from './browser.ts'

async function enter({ page }: Console) {
  await page.getByLabel('Your name').fill('Ann Owner')
  await page.getByLabel('Email').fill('ann@example.com')
  await page.getByLabel('Password').fill('three quiet herons')
  await page.getByLabel('Workspace name').fill('Prairie Flyers')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.waitForURL(/\/app\/prairie-flyers/)
}

async function openSetting(console: Console, name: string) {
  await goTo(console, 'Settings', name)
  await console.page.getByRole('heading', { name, level: 1 }).waitFor()
}

async function pictures(console: Console, name: string) {
  const { page } = console
  for (const [width, scheme] of [
    [1440, 'light'],
    [1440, 'dark'],
    [360, 'light'],
    [360, 'dark'],
  ] as const) {
    if (!process.env.PICTURES) return
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: scheme })
    await console.picture(`${name}-${width}-${scheme}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
}

test('an owner sets log retention, exports the audit log, and narrows a key', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await enter(console)
  const [row] = await app.sql<{ id: string; uuid: string }>('select id, workspace_id as uuid from workspaces')
  assert.ok(row)
  const space = { app, ...row } as unknown as TestWorkspace
  const old = new Date(Date.now() - 20 * 86_400_000).toISOString()
  await app.sql(
    `insert into mails (id, recipient, subject, body, status, created_at, for_workspace)
     select 'mai_' || n, 'x@example.com', 'x', 'x', 'sent', $2, $1 from generate_series(1, 3) n`,
    [row.uuid, old],
  )
  for (const days of [500, 499]) await happened(space, 'note.made', days)
  await happened(space, 'safety_report.closed', 498)
  await closeSegments(app.services)

  await t.test('a value below the legal minimum is refused at its field, with the regulation', async () => {
    await openSetting(console, 'Log retention')
    await page.getByText('14 CFR 5.97(b)').waitFor()
    await page.getByLabel('Audit logs').fill('100')
    await page.getByRole('button', { name: 'Save log retention' }).click()
    await page.getByText(/At least 365: pilots' flight times are kept for 12 months/).waitFor()
    await page.getByLabel('Audit logs').fill('365')
  })

  await t.test('before saving, the page shows what will be deleted and how old it is', async () => {
    await page.getByText(/2 entries to delete, the oldest from/).waitFor()
    await page.getByText(/1 older entry\./).waitFor()
    await page.getByLabel('Run logs').fill('14')
    await page.getByText(/3 entries to delete, the oldest from/).waitFor()
    await pictures(console, 'retention')
    await page.getByRole('button', { name: 'Save log retention' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/Delete 5 log entries\?/).waitFor()
    await dialog.getByText(/Mails that were sent, held or could not be sent: 3/).waitFor()
    await dialog.getByText(/Audit log entries: 2/).waitFor()
    await pictures(console, 'retention-confirm')
    // Deleting needs re-authentication, because the session may be a forgotten one.
    await app.sql("update sessions set authenticated_at = now() - interval '40 minutes'")
    await dialog.getByRole('button', { name: 'Save and delete' }).click()
    const asked = page.getByRole('dialog', { name: "Confirm it's you" })
    await asked.getByLabel('Password').fill('three quiet herons')
    await asked.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.getByText('Log retention saved').waitFor()
    await page.getByText(/Last changed/).waitFor()
    await purgeLogs(app.services)
    assert.deepEqual(await app.sql('select 1 from mails where for_workspace = $1', [row.uuid]), [])
  })

  await t.test('the audit log can be filtered, and an export can be proved complete', async () => {
    await page.goto(`${app.origin}/app/prairie-flyers/settings/audit-log?action=log_retention`)
    await page.getByText('log_retention.purged').first().waitFor()
    await page.getByText('log_retention.updated').first().waitFor()
    assert.equal(await page.getByText('workspace.created').count(), 0)
    await pictures(console, 'audit-log')
    await page.getByRole('button', { name: 'Export log' }).click()
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export log as CSV' }).click(),
    ])
    const table = Buffer.concat(await (await csv.createReadStream()).toArray()).toString()
    assert.equal(table.trim().split('\r\n').length, 1 + 2)
    await page.getByRole('button', { name: 'Verify an export' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/npm run apron -- verify-audit audit-log-prairie-flyers\.ndjson --key /).waitFor()
    await pictures(console, 'verify')
    const [whole] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Export whole log as NDJSON' }).click(),
    ])
    const key = /--key ([\w-]{43})/.exec(await dialog.innerText())?.[1] ?? ''
    const verdict = await verifyExport(linesOf(await whole.createReadStream()), [key])
    assert.deepEqual(verdict.outcome === 'whole' && verdict.purged, { segments: 2, entries: 2 })
    await page.keyboard.press('Escape')
  })

  await t.test('a key can be narrowed to the scopes it used', async () => {
    await openSetting(console, 'API keys')
    await page.getByRole('button', { name: 'New API key' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Reporting')
    await dialog.getByText('Read-only').click()
    await dialog.getByRole('button', { name: 'Create API key' }).click()
    const shown = page
      .getByRole('dialog')
      .filter({ has: page.getByRole('button', { name: "I've stored it" }) })
    const secret = await shown.locator('output').first().innerText()
    await page.getByRole('button', { name: "I've stored it" }).click()
    const call = async (path: string) =>
      (await fetch(app.origin + path, { headers: { authorization: `Bearer ${secret}` } })).status
    assert.deepEqual([await call('/api/projects'), await call('/api/v1/ops/crew')], [200, 200])
    assert.equal(await call('/api/v1/ops/flights'), 200)
    await app.services.usage.flush()
    await app.sql("update api_key_scope_uses set used_on = current_date - 120 where scope = 'flights:read'")

    await page.getByRole('link', { name: 'Reporting' }).click()
    await page.getByRole('heading', { name: 'Least privilege' }).waitFor()
    await page.getByText(/It used 2 of \d+ scopes in 90 days: crew:read, projects:read/).waitFor()
    await page.getByRole('heading', { name: 'Least privilege' }).scrollIntoViewIfNeeded()
    await pictures(console, 'least-privilege')
    await page.getByRole('button', { name: 'Narrow to used scopes' }).click()
    const asked = page.getByRole('dialog')
    await asked.getByText(/Its use is known for less than a day/).waitFor()
    await pictures(console, 'narrow')
    await asked.getByRole('button', { name: 'Narrow to used scopes' }).click()
    await page.getByText('API key narrowed').waitFor()
    await page.getByText(/it is as narrow as it can be/).waitFor()
    assert.deepEqual([await call('/api/projects'), await call('/api/v1/ops/flights')], [200, 403])

    // The same key with another name, and with a second secret until the rotation is finished.
    await page.getByRole('button', { name: 'Rename API key' }).click()
    await asked.getByLabel('Name').fill('Monthly reporting')
    await asked.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('heading', { name: 'Monthly reporting', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Regenerate API key' }).click()
    await asked.getByLabel('Overlap').fill('80')
    await asked.getByRole('button', { name: 'Regenerate API key' }).click()
    await asked.getByText('Must be at most 72').waitFor()
    await asked.getByLabel('Overlap').fill('48')
    await asked.getByRole('button', { name: 'Regenerate API key' }).click()
    const newer = await shown.locator('output').first().innerText()
    await page.getByRole('button', { name: "I've stored it" }).click()
    assert.notEqual(newer, secret)
    assert.equal(await call('/api/projects'), 200)
    await page.getByRole('button', { name: 'Finish rotation' }).click()
    await asked.getByRole('button', { name: 'Finish rotation' }).click()
    await page.getByText('Rotation finished').waitFor()
    assert.equal(await call('/api/projects'), 401)
    const answer = await fetch(`${app.origin}/api/projects`, {
      headers: { authorization: `Bearer ${newer}` },
    })
    assert.equal(answer.status, 200)
  })

  assert.deepEqual(console.errors, [])
})
