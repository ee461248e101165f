import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { consoleDirectory } from '#platform/http/console.ts'
import { until } from '#platform/testing/until.ts'
import { goTo, openConsole, post, signUp } from './browser.ts'

test('the console keeps what people type and where they are', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Pia Pilot', functions: ['pilot'] })
  const [aircraft] = await Promise.all(
    ['N172AP', 'N152AP'].map((registration) =>
      post(console, '/api/v1/ops/aircraft', { registration, typeDesignator: 'C172' }),
    ),
  )
  for (const hour of ['08', '10']) {
    await post(console, '/api/v1/ops/flights', {
      aircraftId: aircraft?.id,
      crew: [{ crewId: person.id, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: `2026-03-01T${hour}:00:00Z`,
      onBlockAt: `2026-03-01T${hour}:45:00Z`,
    })
  }

  await t.test(
    'a typed registration is taken by Tab, and one that matches nothing stays and says so',
    async () => {
      await goTo(console, 'Flights')
      await page
        .getByRole('link', { name: 'Log flight' })
        .or(page.getByRole('button', { name: 'Log flight' }))
        .first()
        .click()
      const field = page.getByRole('combobox', { name: 'Aircraft', exact: true })
      const chosen = (registration: string) =>
        until(
          () => field.inputValue(),
          (value) => value.startsWith(registration),
        )
      await field.click()
      await page.keyboard.type('n172')
      await page.keyboard.press('Tab')
      await chosen('N172AP')
      await field.fill('n9999')
      await page.keyboard.press('Tab')
      await page.getByText('Nothing matches “n9999”. Choose from the list').waitFor()
      assert.equal(await field.inputValue(), 'n9999')
      await field.fill('n152')
      await page.getByRole('option', { name: /N152AP/ }).waitFor()
      await page.keyboard.press('Enter')
      await chosen('N152AP')
      // The lit option is the first match, and not the record that was chosen before.
      const lit = page.locator('[data-combobox-selected]')
      for (const registration of ['N172AP', 'N152AP', 'N152AP']) {
        await field.fill(registration.toLowerCase())
        await lit.filter({ hasText: registration }).waitFor()
        await page.keyboard.press('Enter')
        await chosen(registration)
      }
      await field.click()
      await page.getByRole('option', { name: /N152AP/ }).click()
      await chosen('N152AP')
    },
  )

  await t.test('the rows stay where they are when one is picked', async () => {
    await goTo(console, 'Flights')
    const row = page.locator('tbody tr').first()
    await row.waitFor()
    const before = (await row.boundingBox())?.y
    await row.getByRole('checkbox').check()
    await page.getByRole('toolbar', { name: '1 selected' }).waitFor()
    assert.equal((await row.boundingBox())?.y, before)
  })

  await t.test('without the server the frame stays, and the page opens once it answers again', async () => {
    await page.goto(new URL('/app/prairie-flyers', page.url()).href)
    await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
    await page.context().setOffline(true)
    await goTo(console, 'Flights', 'Projects')
    await page.getByText('This page is not loaded yet').waitFor()
    await page.getByText('Reconnecting…').waitFor()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor()
    await page.getByText('Reconnecting…').waitFor({ state: 'detached' })
  })
})

test('without the server pages open, and what people write waits, is sent once, or is shown as refused', async (t) => {
  const console = await openConsole({}, true)
  const { page, app } = console
  await signUp(page, { name: 'Ann Owner', workspace: 'Prairie Flyers' })
  await post(console, '/api/v1/ops/crew', { displayName: 'Pia Pilot', functions: ['pilot'] })
  await post(console, '/api/v1/ops/aircraft', { registration: 'N172AP', typeDesignator: 'C172' })
  const written: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (response.request().method() === 'POST' && /flights|squawks/.test(pathname))
      written.push(`${pathname.replace(/\w+_\w+/, ':id')} ${response.status()}`)
  })
  const home = `${app.origin}/app/prairie-flyers`
  const choose = async (label: string, text: string) => {
    await page.getByRole('combobox', { name: label, exact: true }).fill(text)
    await page
      .getByRole('option', { name: new RegExp(text) })
      .first()
      .click()
  }
  const section = page.getByRole('group', { name: 'Waiting for a signal' })

  const fileCount = readdirSync(join(consoleDirectory, 'assets')).filter((name) =>
    /\.(?:js|css|woff2|json)$/.test(name),
  ).length
  await t.test('the whole console is kept, and nothing of the API', async () => {
    await until(
      () => page.evaluate<number>(keptCount),
      (count) => count > fileCount,
      60_000,
    )
    const kept: string[] = await page.evaluate(keptPaths)
    assert.deepEqual(
      kept.filter((path) => !/^\/app\/(assets\/|$)/.test(path)),
      [],
    )
  })

  await t.test('a flight is written without the server, and a page opens that never was before', async () => {
    await page.goto(`${home}/flights/new`)
    await choose('Aircraft', 'N172AP')
    await choose('Crew 1', 'Pia')
    await choose('From', 'KFNL')
    await choose('To', 'KGXY')
    await page.getByLabel('Date', { exact: true }).fill('2026-03-01')
    await page.getByLabel('Off block').fill('0800')
    await page.getByLabel('On block').fill('0845')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Submit flight' }).click()
    await section.getByText('Flight KFNL–KGXY of 2026-03-01').waitFor()
    await console.picture('outbox')
    await goTo(console, 'Maintenance')
    await page.getByRole('heading', { name: 'Maintenance', level: 1 }).waitFor()
  })

  await t.test(
    'loaded again without the server, the console says how many wait, and goes on by itself',
    async () => {
      await page.reload()
      await page.getByText('1 saved on this device, waiting for a signal').waitFor()
      await console.picture('unreachable')
      await page.context().setOffline(false)
      await page.getByText('Flight KFNL–KGXY of 2026-03-01 sent').waitFor()
      assert.deepEqual(written, ['/api/v1/ops/flights 201', '/api/v1/ops/flights/:id/submit 200'])
      await page.getByRole('button', { name: 'Open', exact: true }).click()
      await page.getByRole('heading', { name: 'N172AP KFNL–KGXY', level: 1 }).waitFor()
      await page.getByText('Submitted', { exact: true }).first().waitFor()
    },
  )

  await t.test('one that is refused says why, and is corrected in its form', async () => {
    await page.goto(`${home}/maintenance/squawks/new`)
    await choose('Aircraft', 'N172AP')
    await page.getByLabel('What is wrong?').fill('Left brake soft')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Report squawk' }).click()
    await section.getByText('Left brake soft').waitFor()
    await app.sql('delete from flight_crew')
    await app.sql('delete from flights')
    await app.sql('delete from aircraft')
    await page.context().setOffline(false)
    await section.getByText(/^Refused: .*aircraft/i).waitFor()
    await console.picture('outbox-refused')
    await section.getByRole('button', { name: 'Correct Left brake soft' }).click()
    await page.getByText('We restored what you typed before').waitFor()
    assert.equal(await page.getByLabel('What is wrong?').inputValue(), 'Left brake soft')
    await section.waitFor({ state: 'detached' })
  })

  await t.test('signing out leaves nothing of the console on the device', async () => {
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page
      .getByRole('dialog', { name: 'Sign out and delete what you typed?' })
      .getByRole('button', { name: 'Sign out' })
      .click()
    await page.getByLabel('Password').waitFor()
    const left = await page.evaluate(
      'caches.keys().then(async (names) => [names, (await navigator.serviceWorker.getRegistrations()).length])',
    )
    assert.deepEqual(left, [[], 0])
  })
})

const eachKept = (what: string) =>
  `caches.keys().then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()))))
    .then((lists) => lists.flat().map(({ url }) => new URL(url).pathname)).then((paths) => ${what})`
const keptCount = eachKept('paths.length')
const keptPaths = eachKept('paths')
