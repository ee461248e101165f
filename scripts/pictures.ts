import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { ensureChromium } from './debian.ts'

// `npm run pictures` takes the picture of the README from a running demo (`npm run demo`), as a visitor sees it:
// the fleet, and beside it what became of the events that were sent to another program.
const origin = process.env.APRON_URL ?? 'http://127.0.0.1:8080'
const target = join(import.meta.dirname, '../docs/images/console.png')
const [width, height] = [1060, 620]

const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] })
try {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light' })
  await signIn(page)
  const fleet = await shot(page, 'aircraft', 'Aircraft')
  await page.goto(page.url().replace(/aircraft$/, 'settings/integrations/webhooks'))
  await page.getByRole('link', { name: /dispatch/ }).click()
  await page.waitForURL(/\/whe_/)
  await page.getByRole('heading', { name: /dispatch/, level: 1 }).waitFor()
  await page.getByText('flight.approved').nth(3).waitFor()
  const deliveries = await page.screenshot()
  writeFileSync(target, await sideBySide(page, [fleet, deliveries]))
} finally {
  await browser.close()
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${origin}/app/`)
  await page.getByLabel('Email').fill('marguerite.oakhollow@meadowhawk.example')
  await page.getByLabel('Password', { exact: true }).fill('hawks over the meadow')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
}

async function shot(page: Page, path: string, heading: string): Promise<Buffer> {
  await page.goto(`${page.url()}/${path}`)
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
  await page.getByText('Airworthy').first().waitFor()
  return page.screenshot()
}

/** Two panels on one sheet, at the width that a README shows. */
async function sideBySide(page: Page, panels: Buffer[]): Promise<Buffer> {
  const images = panels.map((panel) => `<img src="data:image/png;base64,${panel.toString('base64')}">`)
  await page.setViewportSize({ width: 1640, height: 500 })
  await page.goto('about:blank')
  await page.setContent(
    `<body style="margin:0;display:flex;gap:12px;padding:8px;background:#fff">
       <style>img{width:806px;border:1px solid #d9dee4;border-radius:6px}</style>${images.join('')}</body>`,
  )
  return page.screenshot({ clip: { x: 0, y: 0, width: 1640, height: 490 } })
}
