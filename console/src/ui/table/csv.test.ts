import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Column } from './column.ts'
import { toCsv } from './csv.ts'

type Row = { name: string; hours: number | null }
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', cell: () => null, text: (row) => row.name },
  { id: 'hours', header: 'Hobbs', unit: 'h', cell: () => null, text: (row) => row.hours },
]

test('a cell that a spreadsheet would run is escaped, and a negative number is unchanged', () => {
  const text = toCsv(columns, [
    { name: '=HYPERLINK("x")', hours: -1.1 },
    { name: 'Cole, "Ben"', hours: null },
  ])
  assert.equal(text, 'Name,Hobbs (h)\r\n"\'=HYPERLINK(""x"")",-1.1\r\n"Cole, ""Ben""",')
})
