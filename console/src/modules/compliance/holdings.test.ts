import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CompliancePerson } from '#api/types.ts'
import { nextEnd, rowsOf } from './holdings.ts'

type Holding = CompliancePerson['holdings'][number]
const held = (values: Partial<Holding>): Holding => ({
  requirementId: null,
  title: 'Medical certificate',
  kind: 'medical',
  status: 'compliant',
  recordId: 'cmr_1',
  expiresOn: '2027-06-30',
  ...values,
})
const required = held({ requirementId: 'cmq_1', title: 'Medical', expiresOn: '2028-06-30' })

test('a medical is one row with both of its ends', () => {
  const rows = rowsOf([required, held({})])
  assert.deepEqual(
    rows.map(({ main, also }) => [main.title, also.map(({ expiresOn }) => expiresOn)]),
    [['Medical', ['2027-06-30']]],
  )
})

test('the row has the more urgent of both states, and the most urgent row is first', () => {
  const rows = rowsOf([
    held({ recordId: 'cmr_2', title: 'C172', kind: 'checkout', expiresOn: null }),
    required,
    held({ status: 'expiring' }),
    held({ requirementId: 'cmq_2', recordId: null, status: 'missing', title: 'Security', expiresOn: null }),
  ])
  assert.deepEqual(
    rows.map(({ main, status }) => [main.title, status]),
    [
      ['Security', 'missing'],
      ['Medical', 'expiring'],
      ['C172', 'compliant'],
    ],
  )
})

test('what ends next is what has not ended', () => {
  const ended = held({ recordId: 'cmr_3', status: 'expired', expiresOn: '2026-01-31' })
  assert.equal(nextEnd([ended, required, held({})])?.expiresOn, '2027-06-30')
  assert.equal(nextEnd([held({ expiresOn: null })]), undefined)
})
