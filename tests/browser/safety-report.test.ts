import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { goTo, openConsole, signUp } from './browser.ts'

const photograph = () =>
  sharp({ create: { width: 800, height: 600, channels: 3, background: '#557799' } })
    .withExif({ IFD0: { Artist: 'EXIF-MARKER' } })
    .jpeg()
    .toBuffer()

test('an anonymous report from a phone is handled to the end, and its reporter reads the outcome', async () => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Sam Safety', workspace: 'Prairie Flyers' })

  // Another person, who will verify.
  await app.sql(
    "insert into users (id, email, display_name) values ('usr_01jq8me7x2f9tb6k4z0r5w3v1n', 'vera@example.com', 'Vera Verifier')",
  )
  await app.sql(
    "insert into members (workspace_id, id, user_id, roles) select workspace_id, 'mem_01jq8me7x2f9tb6k4z0r5w3v1n', 'usr_01jq8me7x2f9tb6k4z0r5w3v1n', '{inspector}' from workspaces",
  )
  await app.sql(
    "insert into sessions (workspace_id, id, user_id) select workspace_id, 'ses_01jq8me7x2f9tb6k4z0r5w3v1n', 'usr_01jq8me7x2f9tb6k4z0r5w3v1n' from workspaces",
  )

  // The reporter has a phone and no account.
  const phone = await (
    await page
      .context()
      .browser()
      ?.newContext({ viewport: { width: 360, height: 740 } })
  )?.newPage()
  assert.ok(phone)
  phone.setDefaultTimeout(60_000)
  phone.on('pageerror', (error) => console.errors.push(error.message))
  await phone.goto(`${app.origin}/app/report/prairie-flyers`)
  await phone.getByRole('heading', { name: 'Report to Prairie Flyers' }).waitFor()
  await phone.getByLabel('What happened, in one line').fill('Fuel hose left on the taxiway')
  await phone
    .getByLabel('What happened', { exact: true })
    .fill('The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.')
  await phone.getByLabel('When').fill('2026-11-02T18:40')
  await phone.getByLabel('Aircraft').fill('N123AB')
  await phone
    .locator('input[type=file]')
    .setInputFiles({ name: 'mine.jpg', mimeType: 'image/jpeg', buffer: await photograph() })
  await picture(phone, 'form')
  await phone.getByRole('button', { name: 'Send report' }).click()
  await phone.getByText('This may point to you').waitFor()
  await picture(phone, 'warning')
  await phone.getByRole('button', { name: 'Send without the aircraft' }).click()
  await phone.getByRole('heading', { name: 'Report sent' }).waitFor()
  const trackingCode = await phone.getByLabel('Tracking code').evaluate((element) => element.textContent)
  await picture(phone, 'sent')

  // The safety manager.
  await goTo(console, 'Reports')
  await page.getByRole('link', { name: /^HAZ-/ }).click()
  await page.getByRole('img', { name: /photograph-1/ }).waitFor()
  assert.doesNotMatch(await page.locator('main').innerText(), /N123AB|mine\.jpg/)
  await page.getByRole('button', { name: 'Start review' }).click()
  await page.locator('[aria-current="step"]', { hasText: 'Under review' }).waitFor()
  await page.getByRole('button', { name: 'Triage report' }).click()
  await choose(page, 'Severity', 'C Major')
  await choose(page, 'Likelihood', '4 Occasional')
  await page.getByRole('button', { name: 'Save triage' }).click()
  await page.getByText('4C').waitFor()
  await page.getByLabel('Message to the reporter').fill('Which pump was it?')
  await page.getByRole('button', { name: 'Send message' }).click()
  await page.getByText('Which pump was it?').waitFor()
  await console.picture('safety-report')

  await phone.getByRole('link', { name: 'Follow this report' }).click()
  await phone.getByText('Which pump was it?').waitFor()
  await phone.getByLabel('Your message').fill('The one at the north end.')
  await phone.getByRole('button', { name: 'Send message' }).click()
  await phone.getByText('The one at the north end.').waitFor()
  await picture(phone, 'track')

  // Investigation and root cause.
  await page.getByRole('button', { name: 'Open investigation' }).click()
  const opening = page.getByRole('dialog')
  await choose(page, 'Investigator', 'Sam Safety')
  await opening.getByRole('button', { name: 'Open investigation' }).click()
  await page.getByRole('heading', { name: /^SI-/ }).waitFor()
  await page.getByRole('button', { name: 'Start data collection' }).click()
  await page.locator('[aria-current="step"]', { hasText: 'Data collection' }).waitFor()
  await page.getByRole('button', { name: 'Add evidence' }).click()
  await page.getByLabel('Title').fill('The hose, photographed')
  await page.getByRole('dialog').getByRole('button', { name: 'Add evidence' }).click()
  await page.getByRole('button', { name: 'Start analysis' }).click()
  await page.getByRole('button', { name: 'Add finding' }).click()
  await page
    .getByRole('textbox', { name: 'Finding', exact: true })
    .fill('Nobody maintains the reel of the hose')
  await page.getByRole('dialog').getByRole('button', { name: 'Add finding' }).click()
  await page.getByRole('button', { name: 'Accept finding' }).click()
  await page.getByText('Accepted').waitFor()
  await page.getByRole('button', { name: 'Edit investigation' }).click()
  await page
    .getByLabel('Narrative')
    .fill('The reel was out of order since May, so the hose was laid where there was room for it.')
  await page.getByLabel('Why 1').fill('Because the reel was stuck')
  await page.getByRole('button', { name: 'Save investigation' }).click()
  await page.getByText('Because the reel was stuck').waitFor()
  await page.getByRole('button', { name: 'Send to review' }).click()
  await page.getByRole('button', { name: 'New action' }).click()
  await page.getByRole('dialog').getByLabel('Title').fill('Fit a new reel')
  await choose(page, 'Owner', 'Sam Safety')
  await page.getByRole('button', { name: 'Create action' }).click()
  await page.getByRole('link', { name: /^CPA-/ }).waitFor()
  await console.picture('safety-investigation')
  await page.getByRole('button', { name: 'Complete investigation' }).click()
  await page.locator('[aria-current="step"]', { hasText: 'Completed' }).waitFor()

  // The action: implemented by one person, verified by another.
  const { signSessionToken } = await import('#platform/access/session-token.ts')
  const token = await signSessionToken(
    'ses_01jq8me7x2f9tb6k4z0r5w3v1n',
    'usr_01jq8me7x2f9tb6k4z0r5w3v1n',
    app.services.secrets,
    3_600,
  )
  await page.getByRole('link', { name: /^CPA-/ }).click()
  await page.getByRole('button', { name: 'Start action' }).click()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'reel.txt', mimeType: 'text/plain', buffer: Buffer.from('One reel, fitted') })
  await page.getByRole('link', { name: 'reel.txt' }).waitFor()
  await page.getByRole('button', { name: 'Mark as implemented' }).click()
  await page.getByRole('button', { name: 'Send to verification' }).click()
  await choose(page, 'Verifier', 'Vera Verifier')
  await page.getByRole('dialog').getByRole('button', { name: 'Send to verification' }).click()
  await page.getByRole('button', { name: 'Verify and close' }).waitFor()
  await console.picture('safety-action')
  const address = page.url()
  const verifier = await page.context().browser()?.newContext()
  await verifier?.addCookies([{ name: 'apron_session', value: token, url: app.origin }])
  const vera = await verifier?.newPage()
  assert.ok(vera)
  vera.setDefaultTimeout(60_000)
  await vera.goto(address)
  await vera.getByRole('button', { name: 'Verify and close' }).click()
  await vera.getByLabel('What was verified').fill('Seen in place, and pulled out twice')
  await vera.getByRole('dialog').getByRole('button', { name: 'Verify and close' }).click()
  await vera.locator('[aria-current="step"]', { hasText: 'Closed' }).waitFor()

  // The report is closed, and the reporter reads the outcome.
  await goTo(console, 'Reports')
  await page.getByRole('link', { name: /^HAZ-/ }).click()
  await page.getByRole('button', { name: 'Close report' }).click()
  await page.getByLabel('Reason').fill('The action is verified')
  await page.getByLabel('Outcome for the reporter').fill('The pump has a new reel. Thank you.')
  await page.getByRole('dialog').getByRole('button', { name: 'Close report' }).click()
  await page.getByText('The pump has a new reel. Thank you.').waitFor()
  await phone.getByRole('button', { name: 'Another report' }).click()
  await phone.getByLabel('Tracking code').fill(trackingCode)
  await phone.getByRole('button', { name: 'Show report' }).click()
  await phone.getByText('The pump has a new reel. Thank you.').waitFor()
  await picture(phone, 'outcome')
  await goTo(console, 'Work')
  await page.getByText('Board', { exact: true }).click()
  await page.getByRole('region', { name: 'Completed' }).getByRole('link', { name: /^SI-/ }).waitFor()
  await console.picture('safety-board')
  await goTo(console, 'Work', 'Actions')
  await page.getByRole('link', { name: /^CPA-/ }).waitFor()
  await console.picture('safety-actions')
  await goTo(console, 'Reports')
  await page.getByRole('button', { name: 'Public report form' }).click()
  await page.getByText(`${app.origin}/app/report/prairie-flyers`).waitFor()
  await console.picture('safety-poster')
  assert.deepEqual(console.errors, [])
})

async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}

async function picture(page: Page, name: string) {
  if (process.env.PICTURES)
    await page.screenshot({ path: `${process.env.PICTURES}/phone-${name}.png`, fullPage: true })
}
