import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '#platform/testing/until.ts'
import { loadDemo } from '#server/demo/load.ts'
import { modules } from '#server/modules.ts'
import { openConsole } from './browser.ts'

const root = join(import.meta.dirname, '../..')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** The rules whose result depends on the theme. */
const colorRules = ['color-contrast', 'link-in-text-block']

interface DeclaredPage {
  path: string
  operation: string | undefined
}
const declared: DeclaredPage[] = globSync('console/src/modules/*/{pages,*.pages}.ts', { cwd: root }).flatMap(
  (file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\{ path: '([^']*)'(.*)\}/g)].map(
      ([, path = '', rest = '']) => ({ path, operation: /operation: '(\w+)'/.exec(rest)?.[1] }),
    ),
)
const isPublic = ({ path }: DeclaredPage) => path.startsWith('/')

const inside = declared.filter((page) => !isPublic(page))

const operations = new Map(
  modules.flatMap((module) => module.operations).map((operation) => [operation.id, operation]),
)

/** Of pages whose operation is not on the record that their address names. */
const otherTables: Record<string, string> = { 'maintenance/cockpit-card/$id': 'aircraft' }

/** What axe finds, a line each: the rule, the theme, and the element. */
const find = `(async () => {
  const lines = []
  for (const theme of ['light', 'dark']) {
    document.documentElement.setAttribute('data-mantine-color-scheme', theme)
    // The rows further down look like those above.
    const { violations } = await axe.run({ exclude: ['tbody tr:nth-child(n + 16)'] }, {
      resultTypes: ['violations'],
      selectors: false,
      ...(theme === 'dark' ? { runOnly: ${JSON.stringify(colorRules)} } : {}),
    })
    for (const { id, nodes } of violations)
      for (const { html } of nodes) lines.push(id + ' (' + theme + '): ' + html.slice(0, 160))
  }
  return lines
})()`

/** Once what follows the width of the screen has followed it. */
const overflow = `new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(document.documentElement.scrollWidth - innerWidth))))`

async function prepare(page: Page): Promise<void> {
  await page.evaluate(axe)
  // What fades in has less contrast on its way.
  await page.addStyleTag({
    content: '*,*::before,*::after{transition:none!important;animation:none!important}',
  })
}

const { app, page, errors } = await openConsole()
const { login, password } = await loadDemo(app.services)

/** What is wrong, with the pages that show it. */
class Faults {
  readonly #pages = new Map<string, string[]>()
  add(fault: string, path: string) {
    this.#pages.set(fault, [...(this.#pages.get(fault) ?? []), path])
  }
  async check(path: string) {
    for (const violation of await page.evaluate<string[]>(find)) this.add(violation, path)
    await page.setViewportSize({ width: 360, height: 780 })
    const over = await page.evaluate<number>(overflow)
    if (over > 0) this.add(`wider than a phone by ${over} px`, path)
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  /** Opens the page like a click on a link, without loading the console again, and checks it. */
  async open(address: string, path: string) {
    await page.evaluate(`
      { const heading = document.querySelector('main h1'); heading.dataset.old = heading.textContent }
      history.pushState(null, '', '${home}/${address}')
      dispatchEvent(new PopStateEvent('popstate'))`)
    await this.#ready(path)
    // A page whose code comes late shows its outline a frame later.
    await page.evaluate(overflow)
    await this.#ready(path)
    if (await page.getByRole('heading', { name: /^(Not found|This could not be loaded)/ }).count())
      this.add('does not load', path)
    await this.check(path)
  }
  /** Waits for the heading of the page, which may stand in the element of the last one, and for what it loads. */
  async #ready(path: string) {
    const isReady = `(() => {
      const heading = document.querySelector('main h1')
      return heading !== null && heading.dataset.old !== heading.textContent && !document.querySelector('main [aria-busy="true"]')
    })()`
    await until(
      () => page.evaluate<boolean>(isReady),
      (ready) => ready,
      60_000,
    ).catch(async (cause) => {
      throw new Error(`${path} is not ready: ${await page.locator('main').first().innerText()}`, { cause })
    })
  }
  none() {
    const lines = [...this.#pages].map(([fault, paths]) => `${fault} on ${paths.slice(0, 5).join(', ')}`)
    assert.deepEqual(lines, [])
    assert.deepEqual(errors, [])
  }
}
let home = ''

test('no page before sign-in breaks a rule of axe in either theme or is wider than a phone', async () => {
  const faults = new Faults()
  const [workspace] = await app.sql('select slug from workspaces')
  for (const { path } of declared.filter(isPublic)) {
    if (path === '/setup') continue
    const address = path.replace('$slug', workspace?.slug).replace('$token', 'a-token-that-nobody-has')
    await page.goto(`${app.origin}/app${address}`)
    await page.getByRole('heading').first().waitFor()
    await prepare(page)
    await faults.check(path)
  }
  faults.none()
})

test('no list or form breaks a rule of axe in either theme or is wider than a phone', async () => {
  const faults = new Faults()
  await page.goto(`${app.origin}/app/`)
  await page.getByLabel('Email').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
  assert.deepEqual(
    await page.locator('nav[aria-label="Main"] a:not(:has(svg))').allInnerTexts(),
    [],
    'have an icon',
  )
  home = new URL(page.url()).pathname.replace(/\/$/, '')
  await prepare(page)
  await faults.check('')
  const paths = inside.map(({ path }) => path).filter((path) => path !== '' && !path.includes('$'))
  assert.ok(paths.length > 90)
  for (const path of paths) await faults.open(path, path)
  faults.none()
})

test('no page of a record breaks a rule of axe in either theme or is wider than a phone', async () => {
  const faults = new Faults()
  let count = 0
  for (const { path, operation } of inside.filter(({ path }) => path.includes('$'))) {
    const table = operations.get(operation ?? '')?.on?.table ?? otherTables[path]
    const [row] = table ? await app.sql(`select * from ${table} order by id desc limit 1`) : []
    if (!row) continue
    count += 1
    await faults.open(path.replace('$deliveryId', row.id).replace('$id', row.endpoint_id ?? row.id), path)
  }
  assert.ok(count > 45, `${count} records`)
  faults.none()
})
