import { test } from 'node:test'
import { addDays, localDate } from '#rules/calendar.ts'
import { goTo, openConsole, signUp } from './browser.ts'

test('a chief pilot reads who may fly what and why, sets a minimum, and checks a go sheet', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Cleo Chief', workspace: 'Meadow Eligibility' })
  const today = localDate(new Date(), 'UTC')
  const make = async (path: string, data: object) => {
    const response = await page.request.post(app.origin + path, { headers: { origin: app.origin }, data })
    return (await response.json()).data
  }
  const person = await make('/api/v1/ops/crew', { displayName: 'Ada Holm' })
  const records = '/api/v1/compliance/records'
  await make(records, { crewId: person.id, kind: 'certificate', title: 'Private pilot, ASEL' })
  await make(records, { crewId: person.id, kind: 'flight_review', issuedOn: addDays(today, -50) })
  await make(records, {
    crewId: person.id,
    kind: 'medical',
    medicalClass: 'third',
    issuedOn: addDays(today, -50),
    ageAtExam: 30,
  })
  const plane = await make('/api/v1/ops/aircraft', { registration: 'N172SP', typeDesignator: 'C172' })

  await t.test('the wall says yes for the one who holds everything', async () => {
    await goTo(console, 'People', 'Who may fly what')
    const row = page.getByRole('row').filter({ hasText: 'Ada Holm' })
    await row.getByText('Yes').waitFor()
    await console.picture('eligibility-wall')
  })

  await t.test(
    'a minimum is asked for at once, and the wall of the person says which and what helps',
    async () => {
      await goTo(console, 'People', 'Minimums')
      await page.getByRole('button', { name: 'New minimum' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('Ten hours on type')
      await dialog.getByLabel('Hours needed').fill('600')
      await dialog.getByRole('button', { name: 'Add minimum' }).click()
      await page.getByRole('row').filter({ hasText: 'Ten hours on type' }).waitFor()
      await goTo(console, 'People', 'Who may fly what')
      await page.getByRole('row').filter({ hasText: 'Ada Holm' }).getByText('No', { exact: true }).waitFor()
      await page.getByRole('link', { name: 'Ada Holm' }).click()
      await page.getByRole('heading', { name: 'What Ada Holm may fly' }).waitFor()
      await page.getByText('C172', { exact: true }).click()
      await page.getByText('10.0 h more on C172 with an instructor aboard').waitFor()
      await page.getByText('14 CFR 61.57(a)').waitFor()
      await console.picture('eligibility-person')
    },
  )

  await t.test('the go sheet names the first reason why not, with a code that checks again', async () => {
    await page.goto(
      `${app.origin}${new URL(page.url()).pathname.replace(/\/compliance.*/, '')}/compliance/go?aircraft=${plane.id}&person=${person.id}`,
    )
    await page.getByRole('heading', { name: 'No go' }).waitFor()
    await page.getByText('0.0 h on C172, and 10.0 h are needed').first().waitFor()
    await page.getByText('Scan to check again').waitFor()
    await console.picture('go-sheet')
  })
})
