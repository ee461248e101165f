import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { analyzed, settled } from './testing/try-import.ts'

const sheet = [
  'Fleet of Front Range Flying,,,',
  'As of 30 November 2026,,,',
  '',
  'Tail number,Type,Seats,Notes',
  'N11AP,C172,4,-',
  'N12AP,PA28,N/A,two radios',
  'Tail number,Type,Seats,Notes',
  'N13AP,C152,2,—',
  'Total,,10,',
  '',
].join('\n')

test('the headings are found below titles, and rows that are no data are counted and named', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'aircraft', sheet)
  assert.deepEqual(seen.problems, [])
  assert.deepEqual([seen.headerRow, seen.rows.total, seen.rows.good, seen.ignoredRows], [4, 3, 3, 4])
  assert.deepEqual(seen.notes, [
    'Rows 1, 2 are left out: above the headings.',
    'Row 7 is left out: a repeated heading.',
    'Row 9 is left out: a totals row.',
  ])
})

test('the row of headings can be chosen, and one that is none is refused', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Registration,Type,Make\nTail,Kind,Maker\nN11AP,C172,Cessna\n'
  const seen = await analyzed(owner, 'aircraft', file)
  assert.deepEqual([seen.headerRow, seen.rows.total], [1, 2])
  const changed = await owner.patch(`/api/integrations/imports/${seen.id}`, {
    headerRow: 2,
    mapping: { typeDesignator: 1 },
  })
  assert.equal(changed.status, 200)
  const ready = await settled(owner, seen.id)
  assert.deepEqual(
    [ready.headerRow, ready.columns[0].header, ready.rows.total, ready.rows.good, ready.ignoredRows],
    [2, 'Tail', 1, 1, 1],
  )
  const refused = await owner.patch(`/api/integrations/imports/${seen.id}`, { headerRow: 40 })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'headerRow'])
})

test('a heading that stands in two columns is named, with the column that is read', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Registration,Type,Seats,Seats\nN11AP,C172,4,2\n'
  const seen = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(seen.notes, ['The heading “Seats” stands in columns 3, 4; column 3 is read.'])
})

test('what one option would solve for many rows is asked once', async (t) => {
  const { owner } = await workspace(t)
  const file = 'Registration,Type,Hobbs\nN11AP,C172,"1,234"\nN12AP,C172,"2,345"\n'
  const seen = await analyzed(owner, 'aircraft', file)
  assert.deepEqual(seen.questions, [{ option: 'decimalSeparator', rows: 2 }])
})
