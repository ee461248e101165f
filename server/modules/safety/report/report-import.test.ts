import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const realFile = join(import.meta.dirname, '../../../../../shared/data/safecom-uas.csv')
const narrative =
  'The hose of the self-serve pump lay across the taxi line after dark and nobody had seen it.'

test('reports of another system are imported with number, time, type and outcome, under any known headings', async (t) => {
  const space = await workspace(t)
  await space.aircraft({ registration: 'N77AB' })
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const file = `Tracking #,Event date,Local Time,Event type,Area,Location,Tail number,Description,Corrective Action\nA-1,7/25/2025,8::02pm AM,Close call,Ramp,KFNL,n77ab,${narrative},A reel was fitted\n`
  const { id, problems } = await analyzed(manager, 'safety-reports', file, { timeZone: 'America/Denver' })
  assert.deepEqual(problems, [])
  await ran(manager, id)
  const [report] = (await manager.get('/api/v1/sms/reports')).data.items
  const {
    code,
    type,
    category,
    status,
    occurredAt,
    place,
    externalReference,
    outcome,
    aircraftRegistration,
  } = report
  assert.deepEqual(
    { code, type, category, status, occurredAt, place, externalReference, outcome, aircraftRegistration },
    {
      code: 'NMS-2025-00001',
      type: 'near_miss',
      category: 'ground_operations',
      status: 'closed',
      occurredAt: '2025-07-26T02:02:00.000Z',
      place: 'KFNL',
      externalReference: 'A-1',
      outcome: 'A reel was fitted',
      aircraftRegistration: 'N77AB',
    },
  )
  assert.equal(report.title, narrative.slice(0, 120))
})

test('an export of ASRS comes in: two lines of headings, months without days, quarters of a day', async (t) => {
  const space = await workspace(t)
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const file = [
    ',Time,Time,Place,Place,Aircraft 1,Report 1,Report 1,Report 1.2,Report 1.2',
    'ACN,Date,Local Time Of Day,Locale Reference,State Reference,Make Model Name,Narrative,Callback,Narrative,Synopsis',
    `2000001,202507,1201-1800,FNL.Airport,CO,Small Aircraft,${narrative},,,The hose of a fuel pump lay across a taxi line.`,
    `2000002,202508,0001-0600,FNL.Airport,CO,Small Aircraft,${narrative},,,${'A long synopsis. '.repeat(20)}`,
  ].join('\n')
  const { id, preset, problems, questions, notes } = await analyzed(manager, 'safety-reports', file, {
    timeZone: 'America/Denver',
  })
  assert.deepEqual([preset, problems, questions], ['ASRS', [], []])
  assert.ok(notes.includes('Reports that give a month without its day are dated the first of it: 2.'))
  await ran(manager, id)
  const { items } = (await manager.get('/api/v1/sms/reports?sort=occurredAt')).data
  assert.deepEqual(
    items.map((item: Record<string, string>) => [
      item.externalReference,
      item.occurredAt,
      item.title?.length,
    ]),
    [
      ['2000001', '2025-07-01T18:01:00.000Z', 47],
      ['2000002', '2025-08-01T06:01:00.000Z', 200],
    ],
  )
})

test('a report names the aircraft that had the registration on its day, with or without hyphens', async (t) => {
  const space = await workspace(t)
  const former = await space.aircraft({ registration: 'G-ABCD' })
  await space.owner.patch(`/api/v1/ops/aircraft/${former.id}`, { registration: 'G-NEWW' })
  await space.aircraft({ registration: 'G-ABCD' })
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const row = (number: string, day: string, tail: string) => `${number},${day},${tail},${narrative}`
  const file = [
    'Number,Date,Tail number,Description',
    row('A-1', '2025-07-25', 'gabcd'),
    row('A-3', '2025-07-25', 'G-NONE'),
  ].join('\n')
  const { id, problems } = await analyzed(manager, 'safety-reports', file, { timeZone: 'UTC' })
  assert.deepEqual(problems, [])
  await ran(manager, id)
  const { items } = (await manager.get('/api/v1/sms/reports')).data
  const byNumber = new Map(
    items.map((item: Record<string, string>) => [item.externalReference, item.aircraftId]),
  )
  assert.equal(byNumber.get('A-1'), former.id)
  assert.equal(byNumber.get('A-3'), null)
})

test('a number that already exists and a date in the future are reported', async (t) => {
  const { owner } = await workspace(t)
  const file = `Number,Date,Narrative\nA-1,2025-07-25,${narrative}\nA-1,2025-07-25,${narrative}\nA-2,2125-07-25,${narrative}\n`
  const { problems } = await analyzed(owner, 'safety-reports', file)
  assert.deepEqual(problems, [
    '3 Number: The number A-1 is already in row 2: each report needs its own',
    '4 Date: Date is in the future: enter when it happened',
  ])
})

test('a report of one line is imported as a short report', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Number,Title,Narrative\nA-1,Flat,Flat tire on landing\n'
  const { id, problems } = await analyzed(owner, 'safety-reports', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const [report] = (await owner.get('/api/v1/sms/reports')).data.items
  assert.deepEqual(
    [report.title, report.description, report.isBrief],
    ['Flat: Flat tire on landing', 'Flat tire on landing', true],
  )
})

test('members who import other data cannot see an import of reports', async (t) => {
  const space = await workspace(t)
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const dispatcher = await space.as('dispatcher', { roles: ['dispatcher'] })
  const { id } = await analyzed(manager, 'safety-reports', `Number,Narrative\nA-1,${narrative}\n`)
  for (const part of ['', '/problems', '/preview', '/result'])
    assert.equal((await dispatcher.get(`/api/integrations/imports/${id}${part}`)).status, 404, part)
  assert.equal((await dispatcher.get('/api/integrations/imports')).data.total, 0)
  assert.equal((await manager.get('/api/integrations/imports')).data.total, 1)
})

test('every row of 180 real reports is accounted for', {
  skip: existsSync(realFile) ? false : 'safecom-uas.csv of the shared data is not there',
}, async (t) => {
  const { owner } = await workspace(t)
  const { id, rows, problems } = await analyzed(owner, 'safety-reports', readFileSync(realFile), {
    timeZone: 'America/Denver',
  })
  assert.deepEqual(rows, { total: 180, good: 179, bad: 1, done: 180, imported: 0, skipped: 0 })
  assert.deepEqual(problems.length, 1)
  assert.match(problems[0] ?? '', /Narrative/)
  const done = await ran(owner, id, true)
  assert.deepEqual([done.rows.imported, done.rows.skipped], [179, 1])
  assert.equal((await owner.get('/api/v1/sms/reports')).data.total, 179)
  const result = await owner.get(`/api/integrations/imports/${id}/result`)
  assert.match(result.text, /21-0859/)
  assert.equal(result.text.trim().split('\n').length, 2, 'the row that stayed behind, and the headings')
  const again = await analyzed(owner, 'safety-reports', readFileSync(realFile), {
    timeZone: 'America/Denver',
  })
  assert.deepEqual([again.rows.good, again.rows.bad], [0, 180])
})
