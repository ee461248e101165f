import { cpus, loadavg } from 'node:os'
import pino from 'pino'
import { chromium, type Page } from 'playwright-core'
import { buildConsole } from '#server/console-build.ts'
import { ensureChromium } from '../scripts/debian.ts'
import { type Running, send, signUp, withServer } from './server.ts'

// How long a click in the navigation takes until the next page is on the screen, with its heading and its rows: the
// first time, when its code and its records are loaded, and afterwards, when both are in the cache.
const port = 18_441
const rounds = 12
const pages = ['Flights', 'Aircraft', 'People', 'Maintenance', 'Training', 'Schedule', 'Today']

const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b)
const at = (times: readonly number[], share: number) =>
  sorted(times)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
const report = (what: string, times: readonly number[], goal: string) =>
  console.log(
    `  ${what}: median ${at(times, 0.5).toFixed(0)} ms, p95 ${at(times, 0.95).toFixed(0)} ms of ${times.length} (goal: ${goal})`,
  )

/** Clicks in the page itself, so that the time has no way to this process and back in it. */
const open = (page: Page, name: string): Promise<number> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const link = [...document.querySelectorAll('nav a')].find((each) => each.textContent.trim() === ${JSON.stringify(name)})
    if (!link) return reject(new Error('There is no link to ${name}'))
    const start = performance.now()
    link.click()
    const look = () => {
      const isThere = document.querySelector('main h1')?.textContent === ${JSON.stringify(name)}
      if (isThere && !document.querySelector('main [aria-busy="true"]'))
        requestAnimationFrame(() => resolve(performance.now() - start))
      else requestAnimationFrame(look)
    }
    look()
  })`)

async function records({ origin }: Running, authorization: string): Promise<void> {
  const tenant = { authorization }
  const post = (path: string, body: object) => send(origin, 'POST', path, body, tenant)
  for (const [icao, name, latitude] of [
    ['KFNL', 'Loveland', 40.45],
    ['KGXY', 'Greeley', 40.44],
  ] as const)
    await post('/api/v1/ops/airports', { icao, name, country: 'US', latitude, longitude: -105 })
  const person = await post('/api/v1/ops/crew', { displayName: 'Ada Holm', functions: ['pilot'] })
  for (let n = 0; n < 50; n++) {
    const aircraft = await post('/api/v1/ops/aircraft', {
      registration: `N${100 + n}NV`,
      typeDesignator: 'C172',
    })
    await post('/api/v1/ops/crew', { displayName: `Person ${n}`, functions: ['pilot'] })
    await post('/api/v1/ops/flights', {
      aircraftId: aircraft.data.id,
      crew: [{ crewId: person.data.id, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: `2026-03-${String(1 + (n % 28)).padStart(2, '0')}T${String(n % 20).padStart(2, '0')}:00:00Z`,
      onBlockAt: `2026-03-${String(1 + (n % 28)).padStart(2, '0')}T${String(n % 20).padStart(2, '0')}:45:00Z`,
    })
  }
}

async function navigate({ origin }: Running): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${origin}/app/`)
    await page.getByLabel('Email').fill('navigator@example.com')
    await page.getByLabel('Password').fill('three quiet herons')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
    const first: number[] = []
    for (const name of pages) first.push(await open(page, name))
    report('the first visit of a page', first, 'none')
    const warm: number[] = []
    for (let round = 0; round < rounds; round++) for (const name of pages) warm.push(await open(page, name))
    report('a page in the cache', warm, 'median below 100 ms')
    for (const [index, name] of pages.entries())
      report(
        `  ${name}`,
        warm.filter((_, visit) => visit % pages.length === index),
        'below 100 ms',
      )
  } finally {
    await browser.close()
  }
}

await buildConsole(pino({ level: 'silent' }))
await withServer(port, async (running) => {
  const { authorization } = await signUp(running.origin, 'navigator')
  await records(running, authorization)
  console.log(
    `navigation in the console: ${pages.length} pages, 50 rows each, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
  )
  await navigate(running)
})
