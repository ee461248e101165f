import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { chromium, type Page } from 'playwright-core'
import type { TestApp } from '#platform/testing/app.ts'
import { addMember } from '#platform/testing/workspace.ts'
import { ensureChromium } from '../../scripts/debian.ts'
import { goTo, openConsole, signUp } from './browser.ts'

const secret = 'The chief mechanic signs for work that was not done'
const headline = 'What happened, in one line'

async function openWorkspace() {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const [workspace] = await app.sql<{ uuid: string }>('select workspace_id as uuid from workspaces')
  // Another user of the same browser, with the same password.
  const other = await addMember(app, workspace?.uuid ?? '', 'bea', ['pilot'])
  await app.sql('insert into user_passwords (user_id, hash) select $1, hash from user_passwords', [
    other.userId,
  ])
  return { ...console, home: `${app.origin}/app/prairie-flyers` }
}

/** All that the browser stores of this site. */
async function stored(page: Page): Promise<string> {
  const { origins, cookies } = await page.context().storageState({ indexedDB: true })
  const session = await page.evaluate('JSON.stringify({ ...sessionStorage }) + JSON.stringify(history.state)')
  const caches = await page.evaluate('caches.keys().then(JSON.stringify)')
  return JSON.stringify([origins, cookies, session, caches])
}

async function signIn(page: Page, app: TestApp, email: string) {
  if (!page.url().includes('/sign-in')) await page.goto(`${app.origin}/app/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill('three quiet herons')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation').first().waitFor()
}

/** Within the page, as by a click: the memory of the tab stays. */
const go = (page: Page, path: string) =>
  page.evaluate((to) => {
    const { history, dispatchEvent, PopStateEvent } = globalThis as unknown as {
      history: { pushState(state: unknown, title: string, to: string): void }
      dispatchEvent(event: unknown): void
      PopStateEvent: new (type: string) => unknown
    }
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

async function signOut(page: Page) {
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
}

const question = (page: Page) => page.getByRole('dialog', { name: 'Sign out and delete what you typed?' })

test('what someone typed and did not send belongs to them, and ends when they sign out', async (t) => {
  const { page, app, home, errors } = await openWorkspace()
  const title = page.getByLabel(headline)
  const form = '/app/prairie-flyers/safety/reports/new'

  await t.test('nothing of a safety report reaches the storage of the browser', async () => {
    await page.goto(`${home}/safety/reports/new`)
    await title.fill(secret)
    await page.getByLabel('What happened', { exact: true }).fill(secret)
    assert.ok(!(await stored(page)).includes(secret))
    await goTo({ page }, 'Flights')
    await page.getByText('Draft kept until you close this tab').waitFor()
    await go(page, form)
    await page.getByText('We restored what you typed before').waitFor()
    assert.equal(await title.inputValue(), secret)
    assert.ok(!(await stored(page)).includes(secret))
  })

  await t.test('signing out asks, and then deletes it', async () => {
    await signOut(page)
    await question(page).getByRole('button', { name: 'Cancel' }).click()
    assert.equal(await title.inputValue(), secret)
    await signOut(page)
    await question(page).getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Password').waitFor()
    await signIn(page, app, 'bea@example.com')
    await go(page, form)
    await title.waitFor()
    assert.equal(await title.inputValue(), '')
  })

  await t.test('after the session ended by itself, only the same user finds it again', async () => {
    await title.fill(secret)
    await app.sql('update sessions set ended_at = now() where ended_at is null')
    await page.getByRole('button', { name: 'Submit report' }).click()
    await page.getByLabel('Password').waitFor()
    assert.ok(!(await stored(page)).includes(secret))
    await signIn(page, app, 'ann@example.com')
    await go(page, form)
    await title.waitFor()
    assert.equal(await title.inputValue(), '')
    await signOut(page)
    await page.getByLabel('Password').waitFor()
    await signIn(page, app, 'bea@example.com')
    await go(page, form)
    await page.getByText('We restored what you typed before').waitFor()
    assert.equal(await title.inputValue(), secret)
    await page.getByRole('button', { name: 'Start over' }).click()
  })

  await t.test('the draft of a flight is stored for its user, until they sign out', async () => {
    await page.goto(`${home}/flights/new`)
    await page.getByLabel('Remarks').fill('Tailwind all the way')
    assert.match(await stored(page), /apron\.draft\.usr_\w+\.flight\.org_\w+/)
    await app.sql('update sessions set ended_at = now() where ended_at is null')
    await page.goto(`${home}/flights/new`)
    await signIn(page, app, 'ann@example.com')
    await page.goto(`${home}/flights/new`)
    await page.getByLabel('Remarks').waitFor()
    assert.equal(await page.getByLabel('Remarks').inputValue(), '')
    await page.context().clearCookies()
    await signIn(page, app, 'bea@example.com')
    await page.goto(`${home}/flights/new`)
    await page.getByText('We restored what you typed before').waitFor()
    await signOut(page)
    await question(page).getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Password').waitFor()
    assert.ok(!(await stored(page)).includes('Tailwind'))
  })
  assert.deepEqual(errors, [])
})

test('the profile of a browser on disk holds nothing of an anonymous report', async (t) => {
  const { app } = await openWorkspace()
  const profile = mkdtempSync(join(tmpdir(), 'apron-profile-'))
  t.after(() => rmSync(profile, { recursive: true, force: true }))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    viewport: { width: 360, height: 780 },
  })
  const page = await context.newPage()
  await page.goto(`${app.origin}/app/report/prairie-flyers`)
  await page.getByLabel(headline).fill(secret)
  await page
    .getByLabel('What happened', { exact: true })
    .fill(`${secret}, and everyone on the night shift knows.`)
  await page.getByLabel('Where').fill('PLACE-MARKER')
  await page.getByRole('link', { name: 'Follow a report' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Send report' }).click()
  const trackingCode = await page.getByLabel('Tracking code').evaluate((element) => element.textContent)
  await page.getByRole('link', { name: 'Follow this report' }).click()
  await page.getByLabel('Your message').fill('MESSAGE-MARKER')
  await page.getByRole('button', { name: 'Send message' }).click()
  await page.getByText('MESSAGE-MARKER').waitFor()
  await page.getByLabel('Your message').fill('UNSENT-MARKER')
  await context.close()
  const files = readdirSync(profile, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  assert.ok(files.length > 20)
  const found = files.flatMap((file) => {
    const bytes = readFileSync(join(file.parentPath, file.name))
    const texts = [bytes.toString('latin1'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le')]
    return [secret, 'PLACE-MARKER', 'MESSAGE-MARKER', 'UNSENT-MARKER', trackingCode]
      .filter((marker) => texts.some((text) => text.includes(marker)))
      .map((marker) => `${file.name}: ${marker}`)
  })
  assert.deepEqual(found, [])
})
