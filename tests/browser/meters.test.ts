import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goTo, openConsole, pictures, post, signUp } from './browser.ts'

test('the form offers the last known meters, and says whose flight they are from', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Dora Director', workspace: 'Tidewater Flying' })
  const [plane, other] = [
    await post(console, '/api/v1/ops/aircraft', { registration: 'N172TW', typeDesignator: 'C172' }),
    await post(console, '/api/v1/ops/aircraft', { registration: 'N28TW', typeDesignator: 'P28A' }),
  ]
  const read = (aircraftId: string, body: object) =>
    post(console, `/api/v1/ops/aircraft/${aircraftId}/readings`, body)
  const readAt = '2026-01-01T00:00:00Z'
  await read(plane.id, { kind: 'hobbs', readingHundredths: 123_450, readAt })
  await read(plane.id, { kind: 'cycles', readingHundredths: 1_200_000, readAt })
  await read(other.id, { kind: 'hobbs', readingHundredths: 50_000, readAt })
  const pilot = await post(console, '/api/v1/ops/crew', { displayName: 'Dana Wu' })
  await post(console, '/api/v1/ops/flights', {
    aircraftId: plane.id,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    fromAirport: 'KFNL',
    toAirport: 'KGXY',
    offBlockAt: '2026-01-10T12:00:00Z',
    onBlockAt: '2026-01-10T13:00:00Z',
    hobbsOutHundredths: 123_450,
    hobbsInHundredths: 123_570,
  })

  await t.test(
    'the page of the aircraft says what is not posted, and counts landings as landings',
    async () => {
      await goTo(console, 'Aircraft')
      await page.getByRole('link', { name: 'N172TW' }).first().click()
      await page.getByRole('link', { name: '1 flight not posted yet' }).waitFor()
      await page.getByText(/Hobbs 1235\.7 h \(Flight of Dana Wu, .*, not posted yet\)/).waitFor()
      await page.getByText('12000 cycles').first().waitFor()
      await pictures(console, 'aircraft-meters')
    },
  )

  await t.test('the form starts with the last known value; another aircraft has its own', async () => {
    await page.getByRole('button', { name: 'Log flight' }).click()
    const hobbsOut = page.getByLabel('Hobbs out')
    await page.getByText(/Flight of Dana Wu, .*, not posted yet/).waitFor()
    assert.equal(await hobbsOut.inputValue(), '1235.7')
    await page.getByLabel('Aircraft', { exact: true }).fill('N28')
    await page.getByRole('option', { name: 'N28TW · P28A' }).click()
    await page.getByText(/^Read /).waitFor()
    assert.equal(await hobbsOut.inputValue(), '500.0')
    await hobbsOut.fill('501.5')
    await page.getByLabel('Aircraft', { exact: true }).fill('N172')
    await page.getByRole('option', { name: 'N172TW · C172' }).click()
    await page.getByLabel('Tach out').focus()
    assert.equal(await hobbsOut.inputValue(), '501.5')
    await pictures(console, 'log-flight-meters')
  })

  await t.test('it offers one take-off and one landing, by day or at night as the sun says', async () => {
    const type = async (label: string, text: string) => {
      await page.getByLabel(label, { exact: true }).fill(text)
      await page.keyboard.press('Tab')
    }
    const counts = async () => {
      const fields = ['Day take-offs', 'Night take-offs', 'Day landings', 'Night landings']
      return Promise.all(fields.map((label) => page.getByLabel(label, { exact: true }).inputValue()))
    }
    await type('From', 'loveland')
    await page.locator('input[value="KFNL"]').waitFor()
    await type('To', 'GXY')
    await type('Date', '2026-11-20')
    await type('Take-off', '2300')
    await type('Landing', '0030')
    await page.getByText('Take-off by day, landing at night (civil twilight)').waitFor()
    assert.deepEqual(await counts(), ['1', '', '', '1'])
    await type('Night landings', '3')
    await type('Landing', '2330')
    await page.getByText('Take-off by day, landing by day (civil twilight)').waitFor()
    assert.deepEqual(await counts(), ['1', '', '', '3'])
  })
})
