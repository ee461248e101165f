import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { goTo, openConsole, pictures, post, signUp } from './browser.ts'

const sessions = '/api/v1/planning/sessions'
const block = (page: Page, name: RegExp) => page.getByRole('button', { name })

test('a dispatcher books, moves by keyboard and by pointer, and cannot drop on what is taken', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Dee Dispatch', workspace: 'Meadow Flying' })
  const aircraft = await post(console, '/api/v1/ops/aircraft', {
    registration: 'N123AP',
    typeDesignator: 'C172',
  })
  const other = await post(console, '/api/v1/ops/aircraft', {
    registration: 'N456AP',
    typeDesignator: 'C172',
  })
  const at = (time: string) => `2027-03-09T${time}:00.000Z`
  const book = (title: string, from: string, to: string) =>
    post(console, sessions, {
      type: 'flight',
      title,
      aircraftId: aircraft.id,
      startsAt: at(from),
      endsAt: at(to),
    })
  await book('Survey', '12:00', '13:00')
  const second = await page.context().newPage()
  /** The other screen follows by itself. How long it took is printed, not judged: the machine may be busy. */
  const shown = async (what: string, locator: Locator, state: 'visible' | 'detached' = 'visible') => {
    const began = performance.now()
    await locator.waitFor({ state })
    t.diagnostic(`${what}: the other screen showed it after ${Math.round(performance.now() - began)} ms`)
  }
  let boardsRead = 0
  second.on('request', (request) => {
    if (request.url().includes('/planning/board')) boardsRead += 1
  })

  await t.test('a booking that is made on the schedule shows on the other screen', async () => {
    await goTo(console, 'Schedule')
    await page.getByRole('textbox', { name: 'Day' }).fill('2027-03-09')
    await block(page, /^N123AP, Tue 12:00 to 13:00, Survey/).waitFor()
    await second.goto(`${app.origin}/app/meadow-flying/schedule?date=2027-03-09`)
    await block(second, /Survey/).waitFor()
    await page.getByRole('button', { name: 'New booking' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Aircraft').click()
    await page.getByRole('option', { name: /N123AP/ }).click()
    await dialog.getByLabel('From').fill('12:15')
    await dialog.getByLabel('To', { exact: true }).fill('13:45')
    await dialog.getByLabel('Title').fill('Lesson')
    await dialog.getByRole('button', { name: 'Book' }).click()
    await dialog
      .getByText(/N123AP is taken by Survey/)
      .first()
      .waitFor()
    await pictures(console, 'schedule-book')
    // What is possible instead fills the form.
    await dialog.getByRole('button', { name: /^N123AP.*13:15 to 14:45/ }).click()
    assert.equal(await dialog.getByLabel('From').inputValue(), '13:15')
    await dialog.getByLabel('From').fill('09:00')
    await dialog.getByLabel('To', { exact: true }).fill('10:30')
    await dialog.getByRole('button', { name: 'Book' }).click()
    await shown('booked', block(second, /^N123AP, Tue 09:00 to 10:30, Lesson/))
    await page.getByRole('button', { name: 'New booking' }).click()
    await dialog.getByLabel('Wait on standby').check()
    await dialog.getByLabel('Type to wait for').fill('C172')
    await dialog.getByLabel('From').fill('13:00')
    await dialog.getByLabel('To', { exact: true }).fill('14:00')
    await dialog.getByLabel('Title').fill('Waits')
    await dialog.getByRole('button', { name: 'Book' }).click()
    await shown('put on standby', second.getByRole('link', { name: 'C172, number 1' }))
    await pictures(console, 'schedule-day')
  })

  await t.test('the keyboard moves a booking, and hears what is in the way', async () => {
    const status = page.getByRole('status').filter({ hasText: /AP,|drop/ })
    await block(page, /Lesson/).focus()
    await page.keyboard.press('Enter')
    // Six quarters of an hour later it would end at noon; with seven, it meets the survey.
    for (let step = 0; step < 7; step++) await page.keyboard.press('ArrowRight')
    await status
      .filter({ hasText: "Can't drop here: N123AP is taken by Survey, Tue 12:00 to 13:00" })
      .waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowLeft')
    boardsRead = 0
    await page.keyboard.press('Enter')
    await shown('moved by keyboard', block(second, /^N123AP, Tue 10:30 to 12:00, Lesson/))
    // The other screen read the board because of the change, and does not read it now and then.
    assert.equal(boardsRead, 1)
    // What was dropped keeps the focus, also on another row.
    const focused = page.locator('button[data-type]:focus')
    await focused.and(block(page, /^N123AP, Tue 10:30 to 12:00, Lesson/)).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Enter')
    await focused.and(block(page, /^N456AP, Tue 10:30 to 12:15, Lesson/)).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await status.filter({ hasText: 'Given back' }).waitFor()
  })

  await t.test(
    'the pointer moves a booking to another aircraft, and nothing is dropped on a taken time',
    async () => {
      const box = async (name: RegExp) => {
        const found = await block(page, name).boundingBox()
        assert.ok(found)
        return found
      }
      const drag = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
        await page.mouse.move(from.x + 20, from.y + 12)
        await page.mouse.down()
        await page.mouse.move(to.x + 30, to.y + 12, { steps: 6 })
        await page.mouse.move(to.x + 20, to.y + 12)
        await page.mouse.up()
      }
      // A tab in the background draws once a second.
      await page.bringToFront()
      await drag(await box(/Lesson/), await box(/Survey/))
      await page.getByRole('status').filter({ hasText: 'is taken by Survey' }).waitFor()
      const { x, y } = await box(/Lesson/)
      await drag({ x, y }, { x: x + 120, y })
      await shown('moved by pointer', block(second, /^N456AP, Tue 12:30 to 14:15, Lesson/))
    },
  )

  await t.test('a trip is released, and the other screen shows it', async () => {
    const pilot = await post(console, '/api/v1/ops/crew', { displayName: 'Ada Holm' })
    const { id: tripId } = await post(console, '/api/v1/ops/trips', {
      type: 'owner',
      legs: [
        {
          ...{ fromAirport: 'KBJC', toAirport: 'KASE', aircraftId: other.id },
          ...{ plannedOffBlockAt: at('16:00'), plannedOnBlockAt: at('17:00') },
          crew: [{ crewId: pilot.id, role: 'pic' }],
        },
      ],
    })
    await post(console, `/api/v1/ops/trips/${tripId}/confirm`, {})
    await shown('trip confirmed', block(second, /^N456AP, Tue 16:00 to 17:00, T-.*KBJC–KASE/))
    // What is not a booking opens its own page.
    await block(page, /T-.*KBJC–KASE/).focus()
    await page.keyboard.press('Space')
    await page.getByRole('heading', { name: 'Release checklist' }).waitFor()
    await second.goto(`${app.origin}/app/meadow-flying/trips/${tripId}`)
    await second.getByText('Dispatcher: not yet authorized').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Release trip' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Weather and NOTAMs are reviewed').check()
    await dialog.getByRole('button', { name: 'Release' }).click()
    await shown('released', second.getByText('Dispatcher: not yet authorized'))
    for (const screen of [page, second])
      await screen.goto(`${app.origin}/app/meadow-flying/schedule?date=2027-03-09`)
    await block(second, /Lesson/).waitFor()
  })

  await t.test(
    'the bookings of a grounded aircraft are replanned in one act, and the other screen shows it',
    async () => {
      const grounded = await page.evaluate(async (id) => {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify({ status: 'aog' })
        return (await fetch(`/api/v1/ops/aircraft/${id}`, { method: 'PATCH', headers, body })).status
      }, aircraft.id)
      assert.equal(grounded, 200)
      await shown('grounded', block(second, /^N123AP, Tue 12:00 to 13:00, Survey, Confirmed, N123AP is AOG/))
      await pictures(console, 'schedule-grounded')
      await page.getByRole('button', { name: 'Replan the bookings of N123AP' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Not available from').fill('2027-03-09T00:00')
      await dialog.getByLabel('Expected back').fill('2027-03-12T00:00')
      await dialog.getByRole('button', { name: 'Find alternatives' }).click()
      await page.getByRole('heading', { name: 'Replan N123AP' }).waitFor()
      const choice = page.getByLabel(/^What becomes of Survey/).first()
      assert.match(await choice.inputValue(), /^N456AP, .* 11:30 to 12:30$/)
      await pictures(console, 'schedule-replan')
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Moved', { exact: true }).waitFor()
      await shown('replanned', block(second, /^N456AP, Tue 11:30 to 12:30, Survey/))
      await page.getByRole('link', { name: 'Schedule' }).last().click()
      await page.getByRole('textbox', { name: 'Day' }).fill('2027-03-09')
    },
  )

  await t.test(
    'a booking is cancelled, a standby gets its aircraft, and a phone shows the day of one aircraft',
    async () => {
      await block(page, /Lesson/).focus()
      await page.keyboard.press('Space')
      await page.getByRole('heading', { name: 'Lesson' }).waitFor()
      await pictures(console, 'schedule-booking')
      await page.getByRole('button', { name: 'More', exact: false }).last().click()
      await page.getByRole('menuitem', { name: /Cancel/ }).click()
      await page.getByRole('dialog').getByLabel('Reason').fill('Weather')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /Cancel booking/ })
        .click()
      await shown('cancelled', block(second, /Lesson/), 'detached')
      await shown('standby promoted', block(second, /^N456AP, Tue 13:00 to 14:00, Waits, Confirmed/))
      await second.setViewportSize({ width: 360, height: 800 })
      await second.getByLabel('Row', { exact: true }).first().click()
      await second.getByRole('option', { name: /N456AP/ }).click()
      await second.getByText('11:30 – 12:30').waitFor()
      await second.getByText('Free').first().waitFor()
    },
  )
  assert.deepEqual(console.errors, [])
})
