import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Console, openConsole, post, signUp } from './browser.ts'

async function openWorkspace(): Promise<Console> {
  const console = await openConsole()
  const { page } = console
  await signUp(page, { name: 'Dora Director', workspace: 'Meadow Flying' })
  return console
}

test('a form says at each field what the contract refuses, in the words of the API and before anything is sent', async () => {
  const { page, app, errors } = await openWorkspace()
  await page.goto(`${app.origin}/app/meadow-flying/aircraft/new`)
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url())
  })
  await page.getByLabel('Registration').fill('N 172')
  await page.getByLabel('Year').fill('1899')
  await page.getByLabel('Seats').fill('four')
  await page.getByRole('button', { name: 'Create aircraft' }).click()
  const messageOf = async (label: string) => {
    const id = await page.getByLabel(label).getAttribute('id')
    return page.locator(`[id="${id}-error"]`).textContent()
  }
  await page.getByText('Check the marked fields').waitFor()
  assert.deepEqual(
    await Promise.all(['Registration', 'ICAO type designator', 'Year', 'Seats'].map(messageOf)),
    [
      'Must be a registration such as N172SP',
      'ICAO type designator is required',
      'Must be at least 1900',
      'Must be a whole number',
    ],
  )
  assert.equal(
    await page.evaluate('document.activeElement.labels[0].textContent'),
    'Registration',
    'the first of them has the focus',
  )
  assert.deepEqual(sent, [])

  const refused = await page.evaluate(async () => {
    const response = await fetch('/api/v1/ops/aircraft', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ registration: 'N 172', typeDesignator: 'C172' }),
    })
    return ((await response.json()) as { error: string }).error
  })
  assert.equal(refused, 'registration must be a registration such as N172SP')

  await page.getByLabel('Registration').fill('N172SP')
  await page.getByLabel('ICAO type designator').fill('C172')
  await page.getByLabel('Year').fill('1999')
  await page.getByLabel('Seats').fill('')
  await page.getByRole('button', { name: 'Create aircraft' }).click()
  await page.getByRole('heading', { name: 'N172SP', level: 1 }).waitFor()
  assert.deepEqual(errors, [])
})

test('a field that takes the ID of a record is a picker, whose list covers no error', async () => {
  const console = await openWorkspace()
  const { page, app, errors } = console
  await post(console, '/api/v1/safety/hazards', {
    title: 'Birds at the river end',
    consequence: 'A bird strike after take-off',
    category: 'airspace',
  })
  const change = await post(console, '/api/v1/safety/changes', {
    title: 'A second base',
    kind: 'base',
    description: 'We open a base at the river.',
  })
  await page.goto(`${app.origin}/app/meadow-flying/safety/changes/${change.id}`)
  await page.getByRole('button', { name: 'Add hazard' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add hazard' }).click()
  await dialog.getByText('Hazard is required').waitFor()
  assert.equal(await page.getByRole('option').count(), 0)
  await dialog.getByLabel('Hazard').fill('birds')
  await page.getByRole('option', { name: 'Birds at the river end' }).click()
  await dialog.getByRole('button', { name: 'Add hazard' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Birds at the river end' }).waitFor()
  assert.deepEqual(errors, [])
})
