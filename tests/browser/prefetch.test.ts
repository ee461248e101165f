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
  // What the tabs count comes after the rows.
  if (searchParams.get('page_size') === '1') return null
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

  // The sidebar shows the work with one section open, or the settings.
  const views = ['', '/fbo/board', '/settings/organization'].map((path) => `/app/${space.slug}${path}`)
  const links = page.locator('nav[aria-label="Main"] a, main nav a')
  const hrefsOf = new Map<string, string[]>()
  const visit = async (path: string) => {
    // With the pointer over no link.
    await page.evaluate(
      `document.querySelector('main h1').dataset.before = 'true';
       history.pushState(null, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'))`,
    )
    await page.locator('main h1:not([data-before])').first().waitFor()
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
  }
  const asked = new Map<string, string>()
  let href = ''
  page.on('request', (request) => {
    const list = listAsked(request)
    if (list && !asked.has(href)) asked.set(href, list)
  })
  for (const view of views) {
    href = view
    if (view !== views[0]) await visit(view)
    const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
    hrefsOf.set(
      view,
      hrefs.filter((to) => to !== views[0] && !views.includes(to)),
    )
  }
  for (const hrefs of hrefsOf.values()) for (href of hrefs) if (!asked.has(href)) await visit(href)
  assert.ok(asked.size >= 15, `${asked.size} pages show a list`)

  page.removeAllListeners('request')
  const fetched = new Set<string | null>()
  page.on('request', (request) => fetched.add(listAsked(request)))
  for (const [view, hrefs] of hrefsOf) {
    await page.goto(app.origin + view)
    await page.locator('main h1').first().waitFor()
    for (const to of hrefs) {
      const list = asked.get(to)
      if (list === undefined || fetched.has(list)) continue
      await links
        .and(page.locator(`[href="${to}"]`))
        .first()
        .hover()
      for (let tries = 0; tries < 50 && !fetched.has(list); tries++) await page.waitForTimeout(50)
    }
  }
  for (const view of views) asked.delete(view)
  assert.deepEqual(
    [...asked].filter(([, list]) => !fetched.has(list)),
    [],
  )
})
