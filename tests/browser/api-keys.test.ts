import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { mailedToken } from '#platform/testing/mailed.ts'
import { type Console, openConsole, post, signUp } from './browser.ts'

// What the guides say about keys and webhooks in the console, followed by someone who has read only them.

const base = '/settings/integrations'
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

async function openWorkspace(): Promise<Console> {
  const console = await openConsole({ WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8' })
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  return console
}

/** Fills the panel in, and gives the secret that it shows. */
async function createKey(
  { page }: Console,
  name: string,
  choose: (dialog: ReturnType<Page['getByRole']>) => Promise<void>,
) {
  await page.getByRole('button', { name: 'New API Key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await choose(dialog)
  await dialog.getByRole('button', { name: 'Create API key' }).click()
  const shown = page.getByRole('dialog').filter({ hasText: "won't see it again" })
  const secret = await shown.locator('output').first().innerText()
  assert.match(secret, /^ap_live_[0-9A-Za-z]{49}$/)
  await shown.getByText(secret).first().waitFor()
  await page.getByRole('button', { name: "I've stored it" }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  return secret
}

test('keys and webhooks are managed in the console as the guides say', async (t) => {
  const console = await openWorkspace()
  const { page, app } = console
  const workspace = `${app.origin}/app/prairie-flyers`
  const statusOf = async (secret: string, path = '/api/projects') =>
    (await fetch(app.origin + path, { headers: { 'x-api-key': secret } })).status
  const api = (path: string, body: object) =>
    page.evaluate(
      async ([path, body]) =>
        (
          await fetch(path as string, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: body as string,
          })
        ).status,
      [path, JSON.stringify(body)],
    )
  assert.equal(await api('/api/projects', { name: 'Fire season' }), 201)

  await t.test(
    'Settings → Integrations leads to both, and so do the addresses that guides name',
    async () => {
      const menu = page.getByRole('navigation')
      await menu.getByRole('link', { name: 'Settings', exact: true }).click()
      await menu.getByRole('link', { name: 'Integrations', exact: true }).click()
      for (const name of ['API keys', 'Webhooks', 'API reference'])
        await page.getByRole('main').getByRole('link', { name }).first().waitFor()
      for (const [address, page_] of [
        ['settings/api-keys', 'API keys'],
        ['system/api-access', 'API keys'],
        ['settings/webhooks', 'Webhooks'],
        ['settings/audit-log', 'Audit log'],
        ['settings/security', 'Security'],
      ] as const) {
        await page.goto(`${workspace}/${address}`)
        await page.getByRole('heading', { name: page_, level: 1 }).waitFor()
      }
    },
  )

  await t.test(
    'a panel that holds something asks before Esc closes it, and keeps what was typed',
    async () => {
      await page.goto(`${workspace}${base}/api-keys`)
      await page.getByRole('button', { name: 'New API Key' }).first().click()
      const panel = page.getByRole('dialog', { name: 'New API key' })
      await panel.getByLabel('Name').waitFor()
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'New API Key' }).first().click()
      await panel.getByLabel('Name').fill('Fleet dashboard')
      await page.keyboard.press('Escape')
      const question = page.getByRole('dialog', { name: 'Leave without saving?' })
      await question.getByRole('button', { name: 'Cancel' }).click()
      await question.waitFor({ state: 'detached' })
      assert.equal(await panel.getByLabel('Name').inputValue(), 'Fleet dashboard')
      await page.keyboard.press('Escape')
      await question.getByRole('button', { name: 'Leave' }).click()
      await panel.waitFor({ state: 'detached' })
    },
  )

  const secrets: Record<string, string> = {}
  await t.test('each choice of the panel creates a key with exactly that access', async () => {
    await page.goto(`${workspace}${base}/api-keys`)
    secrets.reader = await createKey(console, 'Fleet dashboard', async (dialog) => {
      await dialog.getByLabel('Read-only').check()
      await dialog.getByLabel('7 days').check()
    })
    secrets.writer = await createKey(console, 'QuickBooks', async (dialog) => {
      await dialog.getByLabel('Read and write').check()
      await dialog.getByLabel('No expiration').check()
    })
    secrets.narrow = await createKey(console, 'Website', async (dialog) => {
      await dialog.getByLabel('Specific modules').check()
      await dialog.getByText('approve, reject, reopen, reverse and acknowledge flights').waitFor()
      await dialog
        .locator('details')
        .filter({ hasText: 'POST /api/v1/ops/flights/{id}/approve' })
        .locator('summary')
        .click()
      await dialog.getByText('POST /api/v1/ops/flights/{id}/approve').waitFor()
      await dialog.getByLabel('aircraft:read', { exact: true }).check()
      await dialog.getByLabel('On a date').check()
      await dialog.getByLabel('Expiration date').fill('2031-05-06')
    })
    secrets.limited = await createKey(console, 'Customer', async (dialog) => {
      await dialog.getByLabel('Selected projects').check()
      await dialog.getByRole('combobox', { name: 'Which projects' }).click()
      await page.getByRole('option', { name: 'Fire season' }).click()
      await page.keyboard.press('Escape')
      await dialog.getByLabel('30 days').check()
    })
    for (const secret of Object.values(secrets))
      assert.equal(
        await statusOf(secret, secret === secrets.narrow ? '/api/v1/ops/aircraft' : '/api/projects'),
        200,
      )
    assert.equal(await statusOf(secrets.narrow ?? ''), 403)
    assert.equal(await statusOf(secrets.limited ?? '', '/api/v1/ops/aircraft'), 403)
    await console.picture('api-keys')
  })

  await t.test(
    'later the list shows only prefix, permissions, expiration and last use, with advice',
    async () => {
      await page.reload()
      await rowOf(page, 'Fleet dashboard').waitFor()
      const text = await page.getByRole('main').innerText()
      for (const secret of Object.values(secrets)) {
        assert(!(await page.content()).includes(secret))
        assert(text.includes(secret.slice(0, 14)), 'its prefix')
      }
      for (const words of [
        'Treat API keys like passwords',
        'revoke',
        'every 90 days',
        'give them an expiration date',
        'Read-only',
        'Read and write',
        'Specific modules',
        '1 project',
        'No expiration',
        '127.0.0.1',
      ])
        assert(text.includes(words), words)
      assert.match(await rowOf(page, 'Fleet dashboard').innerText(), /7 days/)
    },
  )

  await t.test('Revoke asks, stops the key at once, and keeps it listed as Revoked', async () => {
    await rowOf(page, 'QuickBooks')
      .getByRole('button', { name: /^Revoke/ })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('QuickBooks').first().waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    assert.equal(await statusOf(secrets.writer ?? ''), 200)
    await rowOf(page, 'QuickBooks')
      .getByRole('button', { name: /^Revoke/ })
      .click()
    await dialog.getByRole('button', { name: 'Revoke API key' }).click()
    await rowOf(page, 'QuickBooks').getByText('Revoked').waitFor()
    assert.equal(await statusOf(secrets.writer ?? ''), 401)
    assert.equal(
      await rowOf(page, 'QuickBooks')
        .getByRole('button', { name: /Revoke|activate/i })
        .count(),
      0,
    )
  })

  await t.test('the page of a key revoked during a rotation shows no secret as working', async () => {
    await rowOf(page, 'Website').getByRole('link', { name: 'Website' }).click()
    await page.getByRole('button', { name: 'Regenerate API key' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Regenerate API key' }).click()
    await page.getByRole('button', { name: "I've stored it" }).click()
    await page.getByText('The old secret works until').waitFor()
    await page.getByRole('button', { name: 'Revoke API key' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke API key' }).click()
    await page.getByText(/^Revoked .* by Ann Owner\./).waitFor()
    for (const words of [
      'The old secret works until',
      'Safe to finish',
      'Finish rotation',
      'Current',
      'Narrow',
    ])
      assert.equal(await page.getByText(words).count(), 0, words)
    assert.equal(await page.getByText('Expires').count(), 0)
    await page.goto(`${workspace}${base}/api-keys`)
  })

  await t.test('a webhook endpoint shows its secret once, and offers Ping', async () => {
    await page.goto(`${workspace}${base}/webhooks`)
    await page.getByRole('button', { name: 'New webhook endpoint' }).first().click()
    assert.match(
      await page.getByRole('dialog').getByRole('combobox', { name: 'Retries' }).inputValue(),
      /^Long/,
    )
    await page.getByRole('dialog').getByLabel('URL').fill('http://127.0.0.1:9/hook')
    await page.getByRole('dialog').getByRole('button', { name: 'Create webhook endpoint' }).click()
    const shown = page.getByRole('dialog').filter({ hasText: "won't see it again" })
    assert.match(await shown.locator('output').first().innerText(), /^whsec_/)
    await console.picture('webhook-secret')
    await page.getByRole('button', { name: "I've stored it" }).click()
    await page.getByRole('button', { name: 'Send ping' }).waitFor()
    await page.getByText('Long', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send a sample' }).click()
    const sample = page.getByRole('dialog')
    await sample.getByRole('combobox', { name: 'Event type' }).fill('flight.app')
    await page.getByRole('option', { name: 'flight.approved' }).click()
    await sample.getByText('Fires when').waitFor()
    await sample.getByRole('button', { name: 'Send sample' }).click()
    await page.getByText('Sample sent').waitFor()
    await page.getByRole('link', { name: 'flight.approved' }).first().waitFor()
    await console.picture('webhook-sample')
    await page.goto(`${workspace}${base}/webhooks`)
    await rowOf(page, '127.0.0.1:9').getByRole('button', { name: /^Ping/ }).click()
    await page.getByText('Ping sent').waitFor()
    await console.picture('webhooks')
  })

  await t.test(
    'an endpoint whose maker lost the rights says so, and who saves it takes it over',
    async () => {
      const key = (await post(console, '/api/user/api-keys', {
        name: 'Receiver',
        scopes: ['webhooks:write', 'flights:read'],
      })) as { id: string; secret: string }
      const created = await fetch(`${app.origin}/api/v1/webhooks/endpoints`, {
        method: 'POST',
        headers: { 'x-api-key': key.secret, 'content-type': 'application/json' },
        body: JSON.stringify({ url: 'http://127.0.0.1:9/of-a-key', events: ['flight.approved'] }),
      })
      assert.equal(created.status, 201)
      const { id } = ((await created.json()) as { data: { id: string } }).data
      await page.goto(`${workspace}${base}/webhooks/${id}`)
      await page.getByRole('button', { name: 'Send ping' }).waitFor()
      const notice = page.getByRole('alert').filter({ hasText: 'Its maker left or lost the rights' })
      assert.equal(await notice.count(), 0)
      await page.evaluate((keyId) => fetch(`/api/user/api-keys/${keyId}`, { method: 'DELETE' }), key.id)
      await page.reload()
      await notice.waitFor()
      await console.picture('webhook-maker')
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name: 'Edit endpoint' }).click()
      await page.getByRole('button', { name: 'Save webhook endpoint' }).click()
      await page.getByText('Webhook endpoint saved').waitFor()
      await notice.waitFor({ state: 'detached' })
    },
  )

  await t.test('the audit log shows every change of a key', async () => {
    await page.goto(`${workspace}/settings/audit-log`)
    for (const action of ['api_key.created', 'api_key.revoked'])
      await page.getByText(action).first().waitFor()
  })

  await t.test('while API keys are turned off, the page says so and creates none', async () => {
    await page.goto(`${workspace}/settings/organization`)
    await page.getByRole('switch', { name: 'API keys are enabled' }).press('Space')
    await page.getByRole('button', { name: 'Save organization' }).click()
    await page.getByText('Organization saved').waitFor()
    await page.goto(`${workspace}${base}/api-keys`)
    await page.getByText('Existing keys work until you revoke them').waitFor()
    await page.getByRole('button', { name: 'New API key' }).click({ force: true })
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(await statusOf(secrets.reader ?? ''), 200)
    await console.picture('api-keys-off')
  })

  await t.test('a pilot sees neither keys nor webhooks', async () => {
    assert.equal(await api('/api/v1/admin/invitations', { email: 'pete@example.com', roles: ['pilot'] }), 201)
    const link = `invitation/${await mailedToken(app, 'pete@example.com', 'invitation')}`
    const context = await page.context().browser()?.newContext()
    assert(context)
    const pilot = await context.newPage()
    await pilot.goto(`${app.origin}/app/${link}`)
    await pilot.getByLabel('Your name').fill('Pete Pilot')
    await pilot.getByLabel('Password').fill('three quiet herons')
    await pilot.getByRole('button', { name: /Join|Accept/ }).click()
    await pilot.getByRole('heading', { name: 'Today' }).waitFor()
    assert.equal(await pilot.getByRole('link', { name: /API keys|Webhooks|Integrations/ }).count(), 0)
    await pilot.goto(`${workspace}${base}/api-keys`)
    await pilot.getByRole('main').getByText('Go to Today').waitFor()
    assert.equal(await pilot.getByRole('button', { name: 'New API key' }).count(), 0)
    await context.close()
  })

  await t.test(
    'the reference opens at /, offers the OpenAPI document, and loads nothing from other hosts',
    async () => {
      const elsewhere: string[] = []
      page.on('request', (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(app.origin))
          elsewhere.push(request.url())
      })
      await page.goto(app.origin)
      await page.getByText('Download OpenAPI Document').first().waitFor()
      await page.getByRole('heading', { name: 'Apron' }).first().waitFor()
      assert.deepEqual(elsewhere, [])
    },
  )

  assert.deepEqual(console.errors, [])
})
