import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, addMonths, localDate } from '#rules/calendar.ts'
import { goTo, openConsole, pictures, post, signUp } from './browser.ts'

test('operating rules are chosen, and medicals, deadlines and inspections follow them', async (t) => {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Elsa Flieger', workspace: 'Flugschule Nord' })
  const today = localDate(new Date(), 'UTC')
  const person = await post(console, '/api/v1/ops/crew', { displayName: 'Ada Holm' })
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }

  await t.test('the settings say that they are missing, and keep what is chosen', async () => {
    await goTo(console, 'Settings', 'Organization')
    await page.getByText('Choose the rules you fly under.').waitFor()
    await page.getByRole('combobox', { name: 'Operating rules' }).click()
    await page.getByRole('option', { name: 'EASA training organization (ATO, DTO)' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save organization' }).click()
    await page.getByText('Organization saved').waitFor()
    await page.getByText('Decide medicals, report deadlines and suggested inspections.').waitFor()
    await pictures(console, 'operating-rules')
  })

  await t.test(
    'a birth date is kept with the person, and a Class 2 medical is calculated by it',
    async () => {
      await page.goto(`${page.url().replace(/\/settings.*/, '')}/people/${person.id}`)
      await page.getByRole('button', { name: 'Change birth date' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Birth date').fill('1996-01-01')
      await dialog.getByRole('button', { name: 'Save birth date' }).click()
      await page.getByText('Birth date saved').waitFor()
      await page.getByText('Only this person and those who keep medicals see it.').waitFor()
      await pictures(console, 'birth-date')
      await page.getByRole('button', { name: 'New record' }).click()
      await choose('Medical class', 'Class 2 (EASA, UK)')
      await page.getByLabel('Examined on').fill(addDays(today, -10))
      await page.getByRole('button', { name: 'Create record' }).click()
      await page.getByText('By MED.A.045(a)(3)(i).').waitFor()
      const { expiresOn } = await page.evaluate(async (id) => {
        const response = await fetch(`/api/v1/compliance/records?person=${id}`)
        return ((await response.json()) as { data: { items: { expiresOn: string }[] } }).data.items[0] as {
          expiresOn: string
        }
      }, person.id)
      assert.equal(expiresOn, addMonths(addDays(today, -10), 60))
      await pictures(console, 'european-medical')
    },
  )

  await t.test('a deadline says what it runs from, and gets another start with a reason', async () => {
    const report = await post(console, '/api/v1/sms/reports', {
      type: 'incident',
      category: 'flight_operations',
      title: 'Runway incursion at the holding point',
      description: 'We crossed the holding point without a clearance, and the tower sent us back at once.',
      occurredAt: `${addDays(today, -9)}T10:00:00Z`,
    })
    await page.goto(`${page.url().replace(/\/compliance.*/, '')}/safety/reports/${report.id}`)
    const deadline = page.getByRole('listitem').filter({ hasText: 'Art. 4(7)' })
    await deadline.getByText('From: when you became aware').waitFor()
    await deadline.getByRole('button', { name: 'Change start' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Start').fill(`${addDays(today, -1)}T08:00`)
    await dialog.getByLabel('Reason').fill('The tower called us the day before')
    await dialog.getByRole('button', { name: 'Change start' }).click()
    await deadline.getByText('The tower called us the day before').waitFor()
    await pictures(console, 'deadline-start')
  })

  await t.test('a short report needs one line', async () => {
    await page.goto(`${page.url().replace(/\/reports\/.*/, '')}/reports/new`)
    await page.getByRole('switch', { name: 'Short report' }).press('Space')
    await page.getByLabel('What happened, in one line').fill('Flat tire on landing')
    await pictures(console, 'short-report')
    await page.getByRole('button', { name: 'Submit report' }).click()
    await page.getByRole('heading', { name: /Flat tire on landing/ }).waitFor()
  })

  await t.test('the inspections that its operators need are chosen already', async () => {
    await goTo(console, 'Maintenance')
    await page.getByRole('button', { name: 'Add common inspections' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: 'Annual or 100-hour inspection (EASA)' }).waitFor()
    const checked = await dialog.getByRole('checkbox', { checked: true }).count()
    assert.equal(checked, 1)
    await dialog.getByRole('checkbox', { name: 'ELT battery' }).check()
    await dialog.getByLabel('ELT battery: every').waitFor()
    await pictures(console, 'elt-battery')
  })

  assert.deepEqual(console.errors, [])
})
