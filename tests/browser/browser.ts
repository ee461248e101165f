import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import pino from 'pino'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startTestApp, type TestApp } from '#platform/testing/app.ts'
import { buildConsole } from '#server/console-build.ts'
import { ensureChromium } from '../../scripts/debian.ts'

const pictureFolder = process.env.PICTURES ?? ''
let browser: Browser | null = null
after(async () => {
  await browser?.close()
})

export interface Console {
  app: TestApp
  page: Page
  /** The errors the page logged, except refusals that a test provokes. */
  errors: string[]
  /** Saves a screenshot if PICTURES names a folder. */
  picture(name: string): Promise<void>
}

/**
 * A real browser with the console of a fresh installation.
 * @param hasWorker whether the console may keep itself in the browser. Elsewhere each test sees what the server sends.
 */
export async function openConsole(env: Record<string, string> = {}, hasWorker = false): Promise<Console> {
  await buildConsole(pino({ level: 'error' }))
  const app = await startTestApp(env)
  browser ??= await chromium.launch({
    executablePath: ensureChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    serviceWorkers: hasWorker ? 'allow' : 'block',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text()))
      errors.push(message.text())
  })
  await page.goto(`${app.origin}/app/`)
  return {
    app,
    page,
    errors,
    async picture(name) {
      if (pictureFolder === '') return
      mkdirSync(pictureFolder, { recursive: true })
      await page.screenshot({ path: join(pictureFolder, `${name}.png`) })
    },
  }
}

/** Creates the first account and its workspace, and waits for the page that they open. */
export async function signUp(
  page: Page,
  { name, workspace, email }: { name: string; workspace: string; email?: string },
): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Email').fill(email ?? `${name.split(' ')[0]?.toLowerCase()}@example.com`)
  await page.getByLabel('Password').fill('three quiet herons')
  await page.getByLabel('Workspace name').fill(workspace)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
}

/**
 * Follows links of the navigation to the page that is named last. The names before it are what leads there: Settings, the
 * section FBO, a page with tabs. Those that are open already are not clicked.
 */
export async function goTo({ page }: Pick<Console, 'page'>, ...names: string[]): Promise<void> {
  const menu = page.getByRole('navigation')
  const named = (name: string) =>
    menu
      .getByRole('link', { name, exact: true })
      .or(menu.getByRole('button', { name, exact: true }))
      .filter({ visible: true })
      .first()
  const ways = [...names.toReversed(), 'Back to work'].map(named)
  for (const [target] = ways; ; ) {
    await ways
      .reduce((all, way) => all.or(way))
      .first()
      .waitFor()
    const seen = await Promise.all(ways.map((way) => way.isVisible()))
    const next = ways[seen.indexOf(true)]
    await next?.click()
    if (next === target) return
  }
}

/** Creates a record as the person who is signed in in the browser. */
export const post = ({ page }: Console, path: string, body: object): Promise<{ id: string }> =>
  page.evaluate(
    async ([to, json]) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(to, { method: 'POST', headers, body: json })
      const { data } = (await response.json()) as { data: { id: string } }
      return data
    },
    [path, JSON.stringify(body)] as const,
  )

/** Screenshots in common widths and both themes. */
export async function pictures(console: Console, name: string) {
  if (pictureFolder === '') return
  const { page } = console
  for (const [width, height] of [
    [1440, 900],
    [360, 800],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.evaluate(`document.documentElement.setAttribute('data-mantine-color-scheme', '${scheme}')`)
      await console.picture(`${name}-${width}-${scheme}`)
    }
  await page.evaluate(`document.documentElement.setAttribute('data-mantine-color-scheme', 'light')`)
  await page.setViewportSize({ width: 1440, height: 900 })
}
