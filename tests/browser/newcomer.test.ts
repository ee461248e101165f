import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { type Console, goTo, openConsole } from './browser.ts'

const aircraftFile =
  'Registration;Type;Make;Model\r\nN101AP;C172;Cessna;Skyhawk Él\u00e9gance\r\nN102AP;DA40;Diamond;DA40\r\nN101AP;C152;Cessna;152\r\n'
const peopleFile =
  'Name,Email,Function\nPete Pilot,pete@example.com,pilot\nIda Instructor,ida@example.com,instructor\n'
const flightsFile =
  'Aircraft,PIC,From,To,Off block,On block,Hobbs out,Hobbs in\nN102AP,Pete Pilot,KFNL,KGXY,2026-03-01 14:00,2026-03-01 15:10,100.0,101.2\nN102AP,Pete Pilot,KFNL,QQQQ,2026-03-02 14:00,2026-03-02 15:10,101.2,102.4\n'
const logbookFile =
  'Logbook of Pete\n\nDate,Tail Number,Model,Approaches,Hold,Landings,FS Night Landings,FS Day Landings,PIC,Total Flight Time,Route,Comments,Engine Start,Engine End\n2026-04-01,N102AP,DA40,0,,2,0,1,1.0,1.0,KFNL KGXY,,2026-04-01 15:00,2026-04-01 16:00\n'

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A webhook receiver that can go down and come back on the same port. */
async function receiver() {
  const received: Received[] = []
  let server: Server | null = null
  const start = (port: number) =>
    new Promise<number>((resolve) => {
      server = createServer((request, response) => {
        const chunks: Buffer[] = []
        request
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
            response.end('ok')
          })
      })
      server.listen(port, '127.0.0.1', () => resolve((server?.address() as AddressInfo | null)?.port ?? 0))
    })
  const port = await start(0)
  const stop = () =>
    new Promise<void>((resolve) => {
      server?.close(() => resolve())
      server?.closeAllConnections()
    })
  after(stop)
  return { received, url: `http://127.0.0.1:${port}/hook`, stop, start: () => start(port) }
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited in vain for ${what}`)
}

async function importFile(
  console: Console,
  kind: string,
  name: string,
  content: string,
  encoding: BufferEncoding = 'utf8',
) {
  const { page } = console
  await goTo(console, 'Settings', 'Imports')
  await page
    .getByRole('button', { name: 'Import a file' })
    .or(page.getByRole('link', { name: 'Import a file' }))
    .first()
    .click()
  await page.getByLabel('What the file contains').click()
  await page.getByRole('option', { name: kind }).click()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content, encoding) })
  await page.getByRole('button', { name: 'Check file' }).click()
}

test('the five steps of a newcomer work, in a browser and from a program', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  const hook = await receiver()
  let secret = ''

  await t.test('1: the first visitor creates an account and a workspace', async () => {
    await page.getByLabel('Your name').fill('Ann Owner')
    await page.getByLabel('Email').fill('ann@example.com')
    await page.getByLabel('Password').fill('three quiet herons')
    await page.getByLabel('Workspace name').fill('Prairie Flyers')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await page.waitForURL(/\/app\/prairie-flyers/)
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    await console.picture('1-today')
  })

  await t.test('2: three files are imported, and bad rows are listed and left out', async () => {
    // Latin-1, semicolons and Windows line ends, as a German spreadsheet saves them.
    await importFile(console, 'Aircraft', 'aircraft.csv', aircraftFile, 'latin1')
    await page.getByRole('button', { name: /Import 2 good rows/ }).waitFor()
    await console.picture('2-preview')
    assert.match(await page.locator('main').innerText(), /N101AP/)
    await page.getByRole('button', { name: /Import 2 good rows/ }).click()
    await page
      .getByText(/completed/i)
      .first()
      .waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download rows with problems' }).click(),
    ])
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString()
    assert.match(text, /apron_problem/)
    assert.match(text, /C152/)
    await importFile(console, 'People', 'people.csv', peopleFile)
    await page.getByRole('button', { name: /Import 2/ }).click()
    await page
      .getByText(/completed/i)
      .first()
      .waitFor()
    await importFile(console, 'Flights', 'flights.csv', flightsFile)
    await page.getByRole('button', { name: /Import 1 good row/ }).click()
    await page
      .getByText(/completed/i)
      .first()
      .waitFor()
    await goTo(console, 'Aircraft')
    await page.getByRole('link', { name: 'N102AP' }).first().waitFor()
    await console.picture('2-aircraft')
  })

  await t.test('2: a logbook of another product comes in after one question', async () => {
    await importFile(console, 'Flights', 'logbook.csv', logbookFile)
    await page.getByText('Choose “Logbook of” below').waitFor()
    await page.getByText('This is an export of MyFlightbook.').waitFor()
    await console.picture('2-question')
    await page.getByLabel('Logbook of').first().fill('Ada Holm')
    await page.getByRole('option', { name: 'Ada Holm · new' }).click()
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('People that will be added with the flights: Ada Holm.').waitFor()
    await page.getByRole('button', { name: /Import 1 good row/ }).click()
    await page
      .getByText(/completed/i)
      .first()
      .waitFor()
  })

  await t.test(
    '3: a flight can be logged, submitted, rejected with a reason, and submitted again',
    async () => {
      await logFlight(console, 'N101AP', '1405', '1515')
      await console.picture('3-flight')
      await page.getByRole('button', { name: 'Reject flight' }).click()
      await page.getByRole('dialog').getByRole('textbox').fill('The landing is missing')
      await page.getByRole('dialog').getByRole('button', { name: 'Reject flight' }).click()
      await page.getByText('The landing is missing').first().waitFor()
      await page.getByRole('main').getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name: 'Submit flight Only while draft' }).waitFor()
      await console.picture('3-moves')
      await page.keyboard.press('Escape')
    },
  )

  await t.test(
    '4: a key works with a program, a webhook endpoint receives what is approved, and an outage loses nothing',
    async () => {
      secret = await createKey(console)
      const flights = await fetch(`${app.origin}/api/v1/public/flights`, {
        headers: { authorization: `Bearer ${secret}` },
      })
      assert.equal(flights.status, 200)
      const signing = await createWebhook(console, hook.url)
      await page.getByRole('button', { name: 'Send ping' }).click()
      const ping = await until(
        () => hook.received.find((one) => one.body.includes('webhook.test')),
        'the ping',
      )
      assert.equal(
        ping.headers['x-ga-webhook-signature'],
        `sha256=${createHmac('sha256', signing).update(ping.body).digest('hex')}`,
      )
      await console.picture('4-webhook')
      await approve(console, 'N101AP', '1605', '1700')
      await until(
        () =>
          hook.received.find(
            (one) =>
              one.headers['content-type'] === 'application/json' &&
              JSON.parse(one.body).type === 'flight.approved',
          ),
        'flight.approved',
      )
      await hook.stop()
      await approve(console, 'N102AP', '1805', '1900')
      await hook.start()
      await until(
        () =>
          hook.received.filter((one) => JSON.parse(one.body).type === 'flight.approved').length >= 2
            ? true
            : undefined,
        'the approval during the outage',
      )
    },
  )

  await t.test('5: a revoked key gets 401 at once, and the audit log says who did what', async () => {
    await goTo(console, 'Settings', 'API keys')
    await page
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Revoke/ })
      .click()
    await page.getByText('Revoked').first().waitFor()
    const refused = await fetch(`${app.origin}/api/v1/public/flights`, { headers: { 'x-api-key': secret } })
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { error: string }).error],
      [401, 'Invalid or expired API key'],
    )
    await goTo(console, 'Settings', 'Audit log')
    for (const action of ['api_key.revoked', 'flight.approved'])
      await page.getByText(action).first().waitFor()
    await console.picture('5-audit')
  })

  assert.deepEqual(console.errors, [])
})

/** Logs and submits a flight of today. Its page is open afterwards. */
async function logFlight(console: Console, tail: string, off: string, on: string) {
  const { page } = console
  await goTo(console, 'Flights')
  await page
    .getByRole('button', { name: 'Log flight' })
    .or(page.getByRole('link', { name: 'Log flight' }))
    .first()
    .click()
  await choose(console, 'Aircraft', tail)
  await choose(console, 'Crew 1', 'Pete')
  await choose(console, 'From', 'KFNL')
  await choose(console, 'To', 'KGXY')
  await page.getByLabel('Date', { exact: true }).fill('2026-04-05')
  await page.getByLabel('Off block').fill(off)
  await page.getByLabel('On block').fill(on)
  await page.getByRole('button', { name: 'Submit flight' }).click()
  await page.getByRole('button', { name: 'Approve flight' }).waitFor()
}

async function approve(console: Console, tail: string, off: string, on: string) {
  await logFlight(console, tail, off, on)
  await console.page.getByRole('button', { name: 'Approve flight' }).click()
  await console.page.getByText('Approved').first().waitFor()
}

async function choose({ page }: Console, label: string, text: string) {
  const field = page.getByRole('combobox', { name: label, exact: true })
  await field.click()
  await field.fill(text)
  await page
    .getByRole('option', { name: new RegExp(text) })
    .first()
    .click()
}

async function createKey(console: Console): Promise<string> {
  const { page } = console
  await goTo(console, 'Settings', 'API keys')
  await page.getByRole('button', { name: 'New API key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Website')
  await dialog.getByText('Read-only').click()
  await dialog.getByText('30 days').click()
  await dialog.getByRole('button', { name: 'Create API key' }).click()
  await page.getByText(/curl/).first().waitFor()
  await console.picture('4-key')
  const secret = await readSecret(console)
  await page.getByRole('button', { name: "I've stored it" }).click()
  return secret
}

async function createWebhook(console: Console, url: string): Promise<string> {
  const { page } = console
  await goTo(console, 'Settings', 'Webhooks')
  await page.getByRole('button', { name: 'New webhook endpoint' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('URL').fill(url)
  // The long ladder, which is preselected, waits a minute before its first retry.
  await dialog.getByRole('combobox', { name: 'Retries' }).click()
  await page.getByRole('option', { name: /^Short/ }).click()
  await dialog.getByRole('button', { name: 'Create webhook endpoint' }).click()
  await page.getByRole('button', { name: "I've stored it" }).waitFor()
  const secret = await readSecret(console)
  await page.getByRole('button', { name: "I've stored it" }).click()
  return secret
}

async function readSecret({ page }: Console): Promise<string> {
  const dialog = page
    .getByRole('dialog')
    .filter({ has: page.getByRole('button', { name: "I've stored it" }) })
  return dialog.locator('output').first().innerText()
}
