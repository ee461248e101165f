import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeText } from './changeText.ts'

const stage = (title: string, lessons: number) => ({
  id: 'stg_1',
  title,
  lessons: Array.from({ length: lessons }, (_, at) => ({ id: `les_${at}`, code: `L${at}` })),
})

test('of two lists only what differs is named', () => {
  const [first, second] = [stage('Presolo', 4), stage('Cross-country', 3)]
  assert.deepEqual(
    changeText({ field: 'stages', before: [first, second], after: [first, stage('Navigation', 3)] }),
    { before: 'Cross-country', after: 'Navigation' },
  )
  assert.deepEqual(changeText({ field: 'stages', before: [first], after: [first, second] }), {
    before: '—',
    after: 'Cross-country',
  })
})

test('no value is shown as the text of a program', () => {
  const { before, after } = changeText({
    field: 'minimums',
    before: { kind: 'total_dual', requiredMinutes: 1200, itemId: 'itm_1' },
    after: { address: { town: 'Oslo' } },
  })
  assert.doesNotMatch(`${before}${after}`, /[{}"[\]]|itm_/)
  assert.equal(before, 'Total dual 1200')
})

test('a leg is its route with its aircraft and crew', () => {
  const leg = {
    fromAirport: 'KFNL',
    toAirport: 'KGXY',
    aircraftRegistration: 'N611FS',
    crew: [{ displayName: 'Ada Holm' }],
  }
  assert.equal(changeText({ field: 'legs', before: [], after: [leg] }).after, 'KFNL – KGXY N611FS Ada Holm')
})

test('a value of a list is called what people call it', () => {
  assert.deepEqual(changeText({ field: 'status', before: 'active', after: 'aog' }), {
    before: 'Active',
    after: 'AOG',
  })
  assert.equal(changeText({ field: 'status', before: null, after: 'in_progress' }).after, 'In progress')
})

test('each meter of a reading has its name', () => {
  const meters = { hobbsHundredths: 123450, tachHundredths: 110200, cyclesHundredths: null }
  assert.match(
    changeText({ field: 'meters', before: null, after: meters }).after,
    /^Hobbs 1,?234\.5.* Tach 1,?102\.0/,
  )
})
