import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import pino from 'pino'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startTestApp, type TestApp } from '#platform/testing/app.ts'
import { buildConsole } from '#server/console-build.ts'
import { ensureChromium } from '../../scripts/debian.ts'

const pictures = process.env.PICTURES ?? ''
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

/** A real browser with the console of a fresh installation. */
export async function openConsole(env: Record<string, string> = {}): Promise<Console> {
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
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
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
      if (pictures === '') return
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    },
  }
}
