import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { writeXlsx } from '../kernel/xlsx-writer.ts'
import { workspace } from '../testing/workspace.ts'
import { CsvFault } from './csv.ts'
import { analyzed, ran, settled, upload } from './testing/try-import.ts'
import { openWorkbook } from './workbook.ts'
import { kindOf } from './workbook-format.ts'

const sheetXml = (rows: string) =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData></worksheet>`

/** A workbook as Excel writes it: two sheets, shared texts, styles of dates and times. */
function workbook(files: Zippable = {}): Uint8Array {
  return zipSync({
    'xl/workbook.xml': strToU8(
      '<workbook><workbookPr/><sheets><sheet name="Cover &amp; more" sheetId="1" r:id="rId1"/><sheet name="Fleet" sheetId="2" r:id="rId2"/><sheet name="Secret" sheetId="3" state="hidden" r:id="rId3"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Target="worksheets/sheet3.xml"/></Relationships>',
    ),
    'xl/sharedStrings.xml': strToU8(
      '<sst><si><t>Registration</t></si><si><r><t>Ty</t></r><r><t>pe</t></r><rPh><t>x</t></rPh></si><si><t>N11AP</t></si><si/></sst>',
    ),
    'xl/styles.xml': strToU8(
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
    ),
    'xl/worksheets/sheet1.xml': strToU8(
      sheetXml('<row r="1"><c r="A1" t="inlineStr"><is><t>Nothing</t></is></c></row>'),
    ),
    'xl/worksheets/sheet2.xml': strToU8(
      sheetXml(
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" t="str"><f>1+1</f><v>Hobbs</v></c></row>' +
          '<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4" t="inlineStr"><is><t>C172, "S"</t></is></c><c r="D4"><v>1204.3000000000002</v></c><c r="E4" t="b"><v>1</v></c><c r="F4" t="s"><v>3</v></c></row>' +
          '<row r="5"><c r="A5" s="1"><v>46331</v></c><c r="B5" s="2"><v>0.375</v></c><c r="C5" s="3"><v>46331.375</v></c><c r="D5" s="4"><v>50.179166666666667</v></c></row>',
      ),
    ),
    'xl/worksheets/sheet3.xml': strToU8(sheetXml('')),
    ...files,
  })
}

async function linesOf(bytes: Uint8Array, sheet: string) {
  const book = await openWorkbook(async function* () {
    yield bytes
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of book?.read(sheet)() ?? []) chunks.push(chunk)
  return { sheets: book?.sheets, lines: Buffer.concat(chunks).toString().split('\n') }
}

test('the cells of a sheet are texts as people see them, on the rows of the spreadsheet', async () => {
  const { sheets, lines } = await linesOf(workbook(), 'Fleet')
  assert.deepEqual(sheets, ['Cover & more', 'Fleet'])
  assert.deepEqual(lines, [
    '',
    'Registration,Type,,Hobbs',
    '',
    'N11AP,"C172, ""S""",,1204.3,yes,',
    '2026-11-05,09:00:00,2026-11-05 09:00:00,1204:18',
    '',
  ])
})

test('formats of cells say what their numbers are', () => {
  const cases: [string, string][] = [
    ['General', 'number'],
    ['0.00', 'number'],
    ['#,##0.00 "h"', 'number'],
    ['dd/mm/yyyy', 'date'],
    ['mmm-yy', 'date'],
    ['[$-409]d mmm yyyy;@', 'date'],
    ['h:mm AM/PM', 'time'],
    ['yyyy-mm-dd hh:mm', 'date_time'],
    ['[hh]:mm', 'elapsed'],
  ]
  for (const [code, kind] of cases) assert.equal(kindOf(code), kind, code)
})

test('the first sheet is read, or the one that is chosen', async (t) => {
  const { owner } = await workspace(t)
  const book = workbook({
    'xl/worksheets/sheet1.xml': strToU8(
      sheetXml('<row r="1"><c r="A1" t="inlineStr"><is><t>Prepared for the club</t></is></c></row>'),
    ),
    'xl/worksheets/sheet2.xml': strToU8(
      sheetXml(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>C172</t></is></c></row>',
      ),
    ),
  })
  const uploaded = await upload(owner, 'aircraft', book, 'fleet.xlsx')
  assert.equal(uploaded.status, 201, uploaded.text)
  assert.deepEqual([uploaded.data.sheet, uploaded.data.sheets], ['Cover & more', ['Cover & more', 'Fleet']])
  const path = `/api/integrations/imports/${uploaded.data.id}`
  const refused = await owner.patch(path, { sheet: 'Secret' })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'sheet'])
  assert.equal((await owner.patch(path, { sheet: 'Fleet' })).status, 200)
  const ready = await settled(owner, uploaded.data.id)
  assert.deepEqual([ready.error, ready.sheet, ready.rows.good], [null, 'Fleet', 1])
  await ran(owner, uploaded.data.id)
  assert.equal((await owner.get('/api/v1/ops/aircraft')).data.items[0].registration, 'N11AP')
})

test('a list that was downloaded as a workbook comes in again elsewhere', async (t) => {
  const from = await workspace(t)
  await from.aircraft({ registration: 'N172AP', typeDesignator: 'C172', make: 'Cessna', seats: 4 })
  const { bytes } = await from.owner.get('/api/v1/ops/aircraft?format=xlsx')
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'aircraft', bytes)
  assert.deepEqual(seen.problems, [])
  await ran(owner, seen.id)
  const [aircraft] = (await owner.get('/api/v1/ops/aircraft')).data.items
  assert.deepEqual([aircraft.registration, aircraft.make, aircraft.seats], ['N172AP', 'Cessna', 4])
})

test('workbooks made to fill the memory, and those that are none, are refused in words', async (t) => {
  const { owner } = await workspace(t)
  const bomb = workbook({ 'xl/worksheets/sheet1.xml': new Uint8Array(60_000_000) })
  const entities =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
  const wide = sheetXml('<row r="1"><c r="XFD1"><v>1</v></c></row>')
  const cut = workbook()
  const cases: [string, Uint8Array, RegExp][] = [
    ['a bomb', bomb, /unpacks to too much/],
    [
      'entities',
      workbook({ 'xl/worksheets/sheet1.xml': strToU8(entities) }),
      /not one that a spreadsheet wrote/,
    ],
    ['too wide', workbook({ 'xl/worksheets/sheet1.xml': strToU8(wide) }), /more than 1000 columns/],
    ['another archive', zipSync({ 'readme.txt': strToU8('hello') }), /no Excel workbook/],
    ['a half', cut.subarray(0, cut.length / 2), /damaged/],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /before 2007/],
  ]
  for (const [name, bytes, expected] of cases) {
    const refused = await upload(owner, 'aircraft', bytes, 'x.xlsx')
    assert.deepEqual([refused.status, refused.body.code], [422, 'file_unreadable'], name)
    assert.match(refused.body.error, expected, name)
  }
})

test('rows out of order are refused, whatever they claim', async () => {
  const rows = '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
  const book = workbook({ 'xl/worksheets/sheet2.xml': strToU8(sheetXml(rows)) })
  await assert.rejects(linesOf(book, 'Fleet'), CsvFault)
})

test('a workbook of ours holds what it was given', async () => {
  const rows = async function* () {
    yield ['=1+1', 1204.3, true, null, ' spaced ', 'a\u0000b <&> "c"']
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of writeXlsx(['A', 'B', 'C', 'D', 'E', 'F'], rows())) chunks.push(chunk)
  const { lines } = await linesOf(Buffer.concat(chunks), 'List')
  assert.deepEqual(lines, ['A,B,C,D,E,F', '=1+1,1204.3,yes,, spaced ,"ab <&> ""c"""', ''])
})
