import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EndorsementTemplate, endorsementEnd, endorsementTemplates } from './endorsement.ts'

const counting = (ninetyDaysFrom: 'day_before' | 'day_of_flight') => ({
  ninetyDaysFrom,
  countsSameMonth: false,
})
const cases: [EndorsementTemplate['validity'], string, 'day_before' | 'day_of_flight', string | null][] = [
  ['90_days', '2026-08-02', 'day_of_flight', '2026-10-30'],
  ['90_days', '2026-08-02', 'day_before', '2026-10-31'],
  ['2_calendar_months', '2026-05-31', 'day_before', '2026-07-31'],
  ['2_calendar_months', '2026-12-01', 'day_before', '2027-02-28'],
  [null, '2026-08-02', 'day_before', null],
]
for (const [validity, trainedOn, reading, end] of cases)
  test(`${validity ?? 'no limit'} from ${trainedOn}, counted from the ${reading}, ends ${end}`, () =>
    assert.equal(endorsementEnd({ validity }, trainedOn, counting(reading)), end))

test('every template names the student, its rule, and what it is for', () => {
  for (const { code, citation, needs, text } of endorsementTemplates) {
    const facts = {
      studentName: 'Ada Martin',
      typeDesignators: ['C172'],
      airports: ['KGXY'],
      conditions: 'No wind',
    }
    const written = text(facts)
    const paragraph = /61\.\d+/.exec(citation)?.[0] ?? ''
    assert.ok(
      written.includes('Ada Martin') && written.includes(paragraph) && written.includes('No wind'),
      code,
    )
    assert.equal(written.includes('C172'), needs.includes('typeDesignators'), code)
    assert.equal(written.includes('KGXY'), needs.includes('airports'), code)
  }
})
