import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Request } from 'playwright-core'
import { workspace } from '#platform/testing/workspace.ts'
import { kinds } from '../../console/src/api/contract.ts'
import { openConsole } from './browser.ts'

const listPaths = new Set<string>(Object.values(kinds).flatMap(({ list }) => (list ? [list.path] : [])))

/** The list a request loads, with its query sorted; null for other requests. */
function listAsked(request: Request): string | null {
  const { pathname, searchParams } = new URL(request.url())
  if (!listPaths.has(pathname) || !searchParams.has('page')) return null
  searchParams.sort()
  return `${pathname}?${searchParams}`
}

test('a link to a list preloads exactly what its page requests', async () => {
  const { app, page } = await openConsole()
  const space = await workspace(undefined, app)
  const { email } = (await space.owner.get('/api/v1/auth/session')).data.user
  await page.goto(`${app.origin}/app/`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('three quiet herons')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const heading = page.getByRole('heading', { name: 'Today' })
  await heading.waitFor()

  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link')
  const hrefs = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
  const asked = new Map<string, string>()
  let href = ''
  page.on('request', (request) => {
    const list = listAsked(request)
    if (list && !asked.has(href)) asked.set(href, list)
  })
  for (href of hrefs.slice(1)) {
    // With the pointer over no link.
    await page.evaluate(
      `document.querySelector('main h1').dataset.before = 'true';
       history.pushState(null, '', '${href}'); dispatchEvent(new PopStateEvent('popstate'))`,
    )
    await page.locator('main h1:not([data-before])').first().waitFor()
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
  }
  assert.ok(asked.size > 15, `${asked.size} of ${hrefs.length} pages show a list`)

  page.removeAllListeners('request')
  await page.goto(`${app.origin}/app/${space.slug}`)
  await heading.waitFor()
  const fetched = new Set<string | null>()
  page.on('request', (request) => fetched.add(listAsked(request)))
  for (const [to, list] of asked) {
    await page.locator(`nav[aria-label="Main"] a[href="${to}"]`).hover()
    for (let tries = 0; tries < 50 && !fetched.has(list); tries++) await page.waitForTimeout(50)
  }
  assert.deepEqual(
    [...asked].filter(([, list]) => !fetched.has(list)),
    [],
  )
})
