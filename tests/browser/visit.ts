import type { Page } from 'playwright-core'
import { mailedToken } from '#platform/testing/mailed.ts'
import type { Console } from './browser.ts'

/** Another browser, which knows nothing of the first. */
export async function anotherBrowser({ page }: Console): Promise<Page> {
  const context = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 1440, height: 900 } })
  if (!context) throw new Error('there is no browser')
  const other = await context.newPage()
  other.setDefaultTimeout(60_000)
  return other
}

/** Opens a page of the workspace Prairie Flyers. */
export async function open({ page, app }: Console, path: string, heading: string) {
  await page.goto(`${app.origin}/app/prairie-flyers/${path}`)
  await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor()
}

/** The link of the newest mail to this address. */
export async function mailedLink(
  { app }: Console,
  recipient: string,
  page: 'verify-email' | 'reset-password' | 'restore-email' | 'invitation',
): Promise<string> {
  return `${app.origin}/app/${page}/${await mailedToken(app, recipient, page)}`
}
