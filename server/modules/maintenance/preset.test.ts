import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, addMonths, daysBetween } from '#rules/calendar.ts'
import { items, ok, read, today } from './testing/plane.ts'

const app = await startTestApp({}, { work: false })

/** An aircraft with common inspections, and a tach that stands there. */
async function inspected(space: TestWorkspace, tachHundredths: number, ...presets: object[]) {
  const { id: aircraftId } = await space.aircraft()
  await read(space, aircraftId, tachHundredths)
  const added = ok(await space.owner.post(`${items}/presets`, { aircraftId, presets }))
  return { aircraftId, added }
}
const certificate = { certificateKind: 'IA', certificateNumber: '2718281' }
const complete = (space: TestWorkspace, id: string, body: object) =>
  space.owner.post(`${items}/${id}/complete`, { ...certificate, ...body })
const itemOf = async (space: TestWorkspace, id: string) => ok(await space.owner.get(`${items}/${id}`))

test('an annual inspection also completes the 100-hour, with an entry of its own that is corrected with it', async (t) => {
  const space = await workspace(t, app)
  const { added } = await inspected(
    space,
    100_000,
    { preset: 'annual', lastDoneOn: addDays(today, -300) },
    { preset: 'hundred_hour', lastDoneHundredths: 91_000 },
  )
  const [annual, hundredHour] = added
  assert.deepEqual(annual.alsoCompletes, ['hundred_hour'])
  ok(await complete(space, annual.id, { tachHundredths: 100_000, performedBy: 'Harriet Stanwood' }))
  const after = await itemOf(space, hundredHour.id)
  assert.deepEqual([after.dueAtHundredths, after.lastDoneOn], [110_000, today])
  const { items: entries } = ok(await space.owner.get(`${items}/${hundredHour.id}/history`))
  assert.deepEqual([entries.length, entries[0].performedBy], [1, 'Harriet Stanwood'])
  // The annual was at 995.00: both entries are replaced.
  const { lastCompletionId } = await itemOf(space, annual.id)
  ok(
    await complete(space, annual.id, {
      tachHundredths: 99_500,
      corrects: lastCompletionId,
      note: 'Misread the tach',
    }),
  )
  assert.equal((await itemOf(space, hundredHour.id)).dueAtHundredths, 109_500)
  assert.equal(ok(await space.owner.get(`${items}/${hundredHour.id}/history`)).total, 2)
})

test('an annual that was done before the last 100-hour leaves that one alone', async (t) => {
  const space = await workspace(t, app)
  const { added } = await inspected(space, 100_000, { preset: 'annual' }, { preset: 'hundred_hour' })
  const [annual, hundredHour] = added
  ok(await complete(space, hundredHour.id, { tachHundredths: 100_000 }))
  ok(await complete(space, annual.id, { doneOn: addDays(today, -10), tachHundredths: 99_000 }))
  assert.equal((await itemOf(space, hundredHour.id)).dueAtHundredths, 110_000)
})

test('by ML.A.302(d) the next interval starts when the inspection takes place, and the tolerance is one month', async (t) => {
  const space = await workspace(t, app)
  const lastDoneOn = addMonths(addDays(today, -10), -12)
  const { added } = await inspected(space, 105_000, {
    preset: 'easa_annual',
    lastDoneOn,
    lastDoneHundredths: 100_000,
  })
  const [annual] = added
  const [hours, calendar] = annual.limits
  assert.deepEqual([calendar.dueOn, calendar.toleranceMonths], [addMonths(lastDoneOn, 12), 1])
  assert.deepEqual([annual.state, hours.dueAtHundredths], ['due', 110_000])
  const done = ok(await complete(space, annual.id, { tachHundredths: 105_000 }))
  assert.deepEqual([done.dueOn, done.limits[0].dueAtHundredths], [addMonths(today, 12), 115_000])
  const both = await space.owner.patch(`${items}/${annual.id}`, {
    limits: [{ counter: 'calendar', intervalMonths: 12, toleranceDays: 30, toleranceMonths: 1 }],
  })
  assert.deepEqual([both.status, both.body.details[0].field], [400, 'limits.0.toleranceMonths'])
})

test('a tolerance of one month is a calendar month', async (t) => {
  const space = await workspace(t, app)
  const { id: aircraftId } = await space.aircraft()
  const stateOf = async (dueOn: string) =>
    ok(
      await space.owner.post(items, {
        aircraftId,
        title: 'Inspection',
        kind: 'inspection',
        limits: [{ counter: 'calendar', intervalMonths: 12, toleranceMonths: 1, dueOn }],
      }),
    ).state
  const due = addMonths(today, -1)
  // Where the month before is shorter, today is beyond its same day.
  assert.equal(await stateOf(due), addMonths(due, 1) < today ? 'overdue' : 'due')
  assert.equal(await stateOf(addDays(due, -4)), 'overdue')
  assert.ok(daysBetween(due, today) <= 31)
})

test('the suggested inspections follow the operating rules', async (t) => {
  const space = await workspace(t, app)
  const suggested = async (...operatingRules: string[]) => {
    if (operatingRules.length > 0) await space.owner.patch('/api/v1/admin/workspace', { operatingRules })
    return ok(await space.owner.get('/api/v1/maintenance/presets'))
      .filter((one: { isSuggested: boolean }) => one.isSuggested)
      .map((one: { preset: string }) => one.preset)
  }
  assert.deepEqual(await suggested(), [])
  assert.deepEqual(await suggested('faa_91'), ['annual', 'altimeter', 'transponder', 'elt'])
  assert.deepEqual(await suggested('faa_141'), ['annual', 'hundred_hour', 'altimeter', 'transponder', 'elt'])
  assert.deepEqual(await suggested('easa_nco'), ['easa_annual'])
  assert.deepEqual(await suggested('uk'), ['easa_annual'])
})

test('an ELT battery is due at half of its useful life, which its maker states', async (t) => {
  const space = await workspace(t, app)
  const { id: aircraftId } = await space.aircraft()
  const add = (input: object) =>
    space.owner.post(`${items}/presets`, { aircraftId, presets: [{ preset: 'elt_battery', ...input }] })
  const refused = await add({})
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'presets.0.intervalMonths'])
  const [battery] = ok(await add({ intervalMonths: 60, lastDoneOn: addDays(today, -30) }))
  assert.deepEqual(
    [battery.dueOn, battery.kind, battery.reference.slice(0, 16)],
    [addMonths(addDays(today, -30), 60), 'component', '14 CFR 91.207(c)'],
  )
})

test('a completion says what the law asks of its inspection: each missing field is a detail of its own', async (t) => {
  const space = await workspace(t, app)
  const presets = ['vor', 'altimeter', 'elt', 'annual'].map((preset) => ({ preset }))
  const { added } = await inspected(space, 100_000, ...presets)
  const idOf = (key: string) => added.find(({ preset }: { preset: string }) => preset === key).id
  const refused = async (key: string, body: object) => {
    const { status, body: answer } = await space.owner.post(`${items}/${idOf(key)}/complete`, body)
    return [status, answer.details.map(({ field }: { field: string }) => field)]
  }
  assert.deepEqual(await refused('vor', {}), [
    400,
    ['findings.place', 'findings.vorMethod', 'findings.bearingErrorDegrees'],
  ])
  assert.deepEqual(await refused('altimeter', {}), [
    400,
    ['certificateKind', 'certificateNumber', 'findings.testedToFt'],
  ])
  assert.deepEqual(await refused('annual', { ...certificate, certificateKind: 'A&P' }), [
    422,
    ['certificateKind'],
  ])
  assert.deepEqual(await refused('elt', { ...certificate, findings: { eltChecks: ['signal'] } }), [
    422,
    ['findings.eltChecks'],
  ])
  const check = { place: 'KFNL', vorMethod: 'vot', bearingErrorDegrees: 4 }
  assert.deepEqual(await refused('vor', { findings: { ...check, bearingErrorDegrees: 5 } }), [
    422,
    ['findings.bearingErrorDegrees'],
  ])
  const done = ok(await space.owner.post(`${items}/${idOf('vor')}/complete`, { findings: check }))
  assert.equal(done.lastDoneOn, today)
  assert.deepEqual(done.completionFields, [
    'findings.place',
    'findings.vorMethod',
    'findings.bearingErrorDegrees',
  ])
  assert.match(done.completionHint, /91\.171\(d\)/)
  const { items: history } = ok(await space.owner.get(`${items}/${idOf('vor')}/history`))
  assert.deepEqual(history[0].findings, check)
})
