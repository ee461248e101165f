import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCsvLine } from '../kernel/csv-line.ts'
import { CsvFault, firstRow, formatOf, readCsv, sampleCsv } from './csv.ts'

test('a plain file comes with its header and the row numbers of a spreadsheet', async () => {
  const { format, rows } = await read('reg,make\nN01AP,Cessna\nN02AP,Piper\n')
  assert.deepEqual(format.header, ['reg', 'make'])
  assert.deepEqual(rows, [
    { row: 2, cells: ['N01AP', 'Cessna'], fault: null },
    { row: 3, cells: ['N02AP', 'Piper'], fault: null },
  ])
})

test('a byte order mark is no part of the first heading', async () => {
  const { format } = await read(
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('reg,make\nA,B\n')]),
  )
  assert.equal(format.encoding, 'utf-8')
  assert.equal(format.header[0], 'reg')
})

test('Latin-1 is detected even when the only accented letter is in the last row', async () => {
  const filler = 'Smith,KFNL\n'.repeat(40_000)
  const { format, rows } = await read(Buffer.from(`name,base\n${filler}Müller,LSZH\n`, 'latin1'))
  assert.equal(format.encoding, 'windows-1252')
  assert.equal(rows.at(-1)?.cells[0], 'Müller')
})

test('UTF-8 stays UTF-8 when a letter is cut by the end of a chunk', async () => {
  const bytes = Buffer.from('name\nMüller\nGüler\n')
  const { format, rows } = await read(bytes, 1)
  assert.equal(format.encoding, 'utf-8')
  assert.deepEqual(
    rows.map((row) => row.cells[0]),
    ['Müller', 'Güler'],
  )
})

test('UTF-16 as spreadsheets save it is read', async () => {
  const bytes = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from('name\tbase\r\nMüller\tLSZH\r\n', 'utf16le'),
  ])
  const { format, rows } = await read(bytes, 7)
  assert.equal(format.encoding, 'utf-16le')
  assert.equal(format.separator, '\t')
  assert.deepEqual(format.header, ['name', 'base'])
  assert.deepEqual(rows[0]?.cells, ['Müller', 'LSZH'])
})

for (const [name, end] of [
  ['Windows', '\r\n'],
  ['old Macintosh', '\r'],
  ['Unix', '\n'],
] as const) {
  test(`${name} line ends leave nothing in the last cell`, async () => {
    const { rows } = await read(`reg,make${end}N01AP,Cessna${end}N02AP,Piper`, 3)
    assert.deepEqual(
      rows.map((row) => row.cells),
      [
        ['N01AP', 'Cessna'],
        ['N02AP', 'Piper'],
      ],
    )
  })
}

for (const separator of [',', ';', '\t', '|']) {
  test(`the separator ${JSON.stringify(separator)} is found`, async () => {
    const { format } = await read(
      `${['reg', 'hours'].join(separator)}\n${['N01AP', '"1,3"'].join(separator)}\n`,
    )
    assert.equal(format.separator, separator)
  })
}

test('a decimal comma does not outvote the semicolon', async () => {
  const { format, rows } = await read('reg;hobbs;tach\nN01AP;1,3;1,1\nN02AP;2,5;2,2\n')
  assert.equal(format.separator, ';')
  assert.deepEqual(rows[1]?.cells, ['N02AP', '2,5', '2,2'])
})

test('the separator that a spreadsheet states in its first line is obeyed, and the line is not counted', async () => {
  const { format, rows } = await read('sep=;\r\nreg;note\r\nN01AP;a,b,c\r\n')
  assert.equal(format.headerRow, 1)
  assert.deepEqual(rows, [{ row: 2, cells: ['N01AP', 'a,b,c'], fault: null }])
})

test('quoted cells keep separators, doubled quotes and line breaks, and count as one row', async () => {
  const { rows } = await read('reg,remarks\nN01AP,"first, then\nsecond ""loud"""\nN02AP,fine\n', 5)
  assert.deepEqual(
    rows.map(({ row, cells }) => [row, cells[1]]),
    [
      [2, 'first, then\nsecond "loud"'],
      [3, 'fine'],
    ],
  )
})

test('blank rows are left out, and the rows after them keep their numbers', async () => {
  const { format, rows } = await read('\n,\nreg,make\n\nN01AP,Cessna\n , \nN02AP,Piper\n\n')
  assert.equal(format.headerRow, 3)
  assert.deepEqual(
    rows.map((row) => row.row),
    [5, 7],
  )
})

test('a row with more cells than headings is a fault of that row alone', async () => {
  const { rows } = await read('reg,make,note\nN01AP,Cessna,good,really\nN02AP,Piper,fine\n')
  assert.match(rows[0]?.fault ?? '', /has 4 cells and the header has 3/)
  assert.equal(rows[1]?.fault, null)
})

test('empty cells beyond the header, and missing ones at the end, are no fault', async () => {
  const { rows } = await read('reg,make,note\nN01AP,Cessna,good,,\nN02AP,Piper\n')
  assert.deepEqual(
    rows.map((row) => row.fault),
    [null, null],
  )
})

test('a quotation mark that swallows rows is a fault that says so', async () => {
  const { rows } = await read(
    'reg,make,note\nN01AP,Cessna,"oops\nN02AP,Piper,fine\nN03AP,Piper,"fine"\nN04AP,Piper,x\n',
  )
  assert.match(rows[0]?.fault ?? '', /quotation mark/)
})

test('a quotation mark that is never closed names its row', async () => {
  await assert.rejects(read('reg,make\nN01AP,Cessna\nN02AP,"Piper\nN03AP,Piper\n'), {
    message: /^Row 3 opens a quotation mark that is never closed/,
  })
})

test('a quotation mark within an unquoted cell is text', async () => {
  const { rows } = await read('reg,note\nN01AP,5" prop nick\n')
  assert.equal(rows[0]?.cells[1], '5" prop nick')
})

test('a workbook, a picture and an empty file are refused in words', async () => {
  await assert.rejects(read(Buffer.from('PK\u0003\u0004\u0000')), CsvFault)
  await assert.rejects(read(Buffer.from([0x89, 0x50, 0, 0, 1])), CsvFault)
  await assert.rejects(read(''), /empty/)
  await assert.rejects(read('\r\n\r\n'), /empty/)
})

test('a large file passes through without being held', async () => {
  const line = Buffer.from(`N01AP,${'x'.repeat(90)}\n`)
  const chunk = Buffer.concat(Array.from({ length: 1000 }, () => line))
  let asked = 0
  const source = async function* () {
    yield Buffer.from('reg,note\n')
    for (let i = 0; i < 300; i += 1) {
      asked += 1
      yield chunk
    }
  }
  const format = await detect(source)
  asked = 0
  let rows = 0
  let ahead = 0
  for await (const _ of readCsv(source, format)) {
    rows += 1
    ahead = Math.max(ahead, asked - rows / 1000)
  }
  assert.equal(rows, 300_000)
  assert.ok(ahead < 20, `read ${Math.round(ahead)} pieces of 100 kB ahead of the rows that were taken`)
})

test('a reader that stops early leaves nothing open', async () => {
  let isClosed = false
  const source = async function* () {
    try {
      for (let i = 0; i < 10_000; i += 1) yield Buffer.from(`a,b\n${'1,2\n'.repeat(1000)}`)
    } finally {
      isClosed = true
    }
  }
  const format = {
    encoding: 'utf-8',
    separator: ',',
    header: ['a', 'b'],
    headerRow: 1,
    skipsSeparatorLine: false,
  } as const
  for await (const row of readCsv(source, { ...format, header: [...format.header] })) if (row.row > 5) break
  await new Promise((resolve) => setImmediate(resolve))
  assert.ok(isClosed)
})

test('a cell that a spreadsheet could run is marked as text, and what could split is quoted', () => {
  for (const sign of ['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    assert.equal(formatCsvLine([`${sign}cmd()`]), `'${sign}cmd()\r\n`)
  assert.equal(formatCsvLine(['+49 170 1234567', '-3.5']), '+49 170 1234567,-3.5\r\n')
  assert.equal(formatCsvLine(['a;=cmd()', 'b']), '"a;=cmd()",b\r\n')
})

test('a written line reads back as the cells it came from', async () => {
  const cells = ['plain', 'a;b', 'say "hi"', 'two\r\nlines', ' spaced ', '']
  const { rows } = await read(`1;2;3;4;5;6\r\n${formatCsvLine(cells, ';')}`)
  assert.deepEqual(rows[0]?.cells, cells)
})

async function detect(source: Parameters<typeof sampleCsv>[0]) {
  const sample = await sampleCsv(source)
  return formatOf(sample, firstRow(sample))
}

async function read(content: string | Buffer, chunkBytes = 65_536) {
  const bytes = Buffer.from(content)
  const source = async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
  }
  const format = await detect(source)
  const rows = []
  for await (const row of readCsv(source, format)) rows.push(row)
  return { format, rows }
}
