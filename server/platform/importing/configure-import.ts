import { sql } from '../database/database.ts'
import { queuedAgain } from '../jobs/lease.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import type { Principal } from '../kernel/principal.ts'
import { conflict, invalidRequest } from '../kernel/problem.ts'
import { integer, nullable, Type, text } from '../kernel/schema.ts'
import { sourceOf } from './batch.ts'
import { CsvFault, sampleCsv } from './csv.ts'
import { common, Import, ImportInFull, type ImportRecord, inFull, kindOf, refuseOthers } from './import.ts'
import { importStates } from './import-state.ts'
import type { ImportKind } from './kind.ts'
import { findLayout, type Layout } from './layout.ts'
import type { Mapping } from './mapping.ts'
import { fileRemoved } from './retention.ts'
import { storedColumns } from './upload.ts'

export const configureImport = operation({
  ...common,
  id: 'configureImport',
  method: 'PATCH',
  path: '/api/integrations/imports/:id',
  summary: 'Update an import',
  description:
    'Sets the row of the headings, which column each field is read from and how dates and numbers are read, then repeats the dry run.',
  on: Import,
  move: importStates.configure,
  audits: 'import.configured',
  body: Type.Object({
    sheet: Type.Optional(text(1, 200, 'A sheet of the workbook. Its headings and columns are found again.')),
    headerRow: Type.Optional(
      integer(
        1,
        10_000,
        'The row of the headings. The columns are found again, before `mapping` is applied.',
      ),
    ),
    mapping: Type.Optional(Type.Record(text(1, 60), nullable(Type.Integer({ minimum: 0 })))),
    options: Type.Optional(
      Type.Record(text(1, 60), nullable(text(1, 254)), {
        description: '`null` goes back to what the file shows.',
      }),
    ),
  }),
  response: ImportInFull,
  async handle({ tx, record, body, principal, services, now, emit, move }) {
    const kind = kindOf(record, services)
    refuseOthers(kind, principal.roles)
    if (record.startedAt !== null)
      throw conflict('Rows of this file are imported already: run the import again, or cancel it')
    const { sheet = record.sheet, headerRow } = body
    const layout =
      headerRow === undefined && sheet === record.sheet
        ? null
        : await readLayout(services, principal, record, kind, { sheet, headerRow })
    const columns = layout ? storedColumns(layout) : record.columns
    const standing = layout?.mapping ?? record.mapping
    checkMapping(kind, { columns, mapping: standing }, body.mapping ?? {})
    checkOptions(kind, body.options ?? {})
    const mapping = { ...standing, ...body.mapping }
    const stated = JSON.stringify(body.options ?? {})
    await tx.run(sql`update imports set stated = stated || ${stated}::jsonb where id = ${record.id}`)
    await move.make({
      ...queuedAgain(now),
      ...(layout ? { sheet, ...layoutColumns(layout) } : {}),
      mapping: JSON.stringify(mapping),
      error: null,
      preview: '[]',
      done_rows: 0,
      good_rows: 0,
      bad_rows: 0,
    })
    tx.afterCommit(() => services.wake('imports'))
    const changes = [
      ...(sheet === record.sheet ? [] : [{ field: 'sheet', before: record.sheet, after: sheet }]),
      ...(layout ? [{ field: 'headerRow', before: record.headerRow, after: layout.format.headerRow }] : []),
      ...(body.mapping ? [{ field: 'mapping', before: record.mapping, after: mapping }] : []),
      ...(body.options ? [{ field: 'options', before: record.options, after: body.options }] : []),
    ]
    emit({
      type: 'import.configured',
      subject: { type: 'import', id: record.id, label: record.filename },
      changes,
    })
    return inFull(await Import.get(tx, record.id), services)
  },
})

/** Reads the head of the file again, with the headings in the row that a person chose. */
async function readLayout(
  services: Services,
  principal: Principal,
  record: ImportRecord,
  kind: ImportKind,
  { sheet, headerRow }: { sheet: string | null; headerRow: number | undefined },
): Promise<Layout> {
  if (record.fileRemovedAt !== null) throw fileRemoved()
  if (sheet !== null && !record.sheets.includes(sheet)) {
    const message =
      record.sheets.length > 0
        ? `must be one of ${record.sheets.join(', ')}`
        : 'is for workbooks, and this is none'
    throw invalidRequest('The file has no such sheet', { details: [{ field: 'sheet', message }] })
  }
  const source = sourceOf(services.files, principal.workspace.uuid, record.id, sheet)
  try {
    return await findLayout(source, await sampleCsv(source, { isWorkbook: sheet !== null }), kind, headerRow)
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    const details = [
      {
        field: headerRow === undefined ? 'sheet' : 'headerRow',
        message: 'must have a row of headings near the beginning of the file',
      },
    ]
    throw invalidRequest('There are no headings in this row', { details })
  }
}

const layoutColumns = (layout: Layout) => ({
  header_row: layout.format.headerRow,
  table_end: layout.format.tableEnd ?? null,
  preset: layout.preset?.name ?? null,
  columns: JSON.stringify(storedColumns(layout)),
})

function checkMapping(
  kind: ImportKind,
  { columns, mapping }: Pick<ImportRecord, 'columns' | 'mapping'>,
  changed: Mapping,
) {
  const details = Object.entries(changed).flatMap(([name, column]) => {
    const field = `mapping.${name}`
    if (!Object.hasOwn(kind.fields, name))
      return [{ field, message: `is not known here; known are ${Object.keys(kind.fields).join(', ')}` }]
    if (column !== null && column >= columns.length)
      return [{ field, message: `must be at most ${columns.length - 1}, the last column` }]
    const twin = Object.entries({ ...mapping, ...changed }).find(
      ([other, at]) => other !== name && at !== null && at === column,
    )
    return twin ? [{ field, message: `names the column of ${twin[0]}; a column holds one thing` }] : []
  })
  if (details.length > 0) throw invalidRequest('The mapping does not fit the file', { details })
}

export function checkOptions(kind: ImportKind, options: Record<string, string | null>) {
  const details = Object.entries(options).flatMap(([name, value]) => {
    const field = `options.${name}`
    const values = valuesOf(kind, name)
    if (!values && name !== 'timeZone')
      return [
        {
          field,
          message: `is not known here; known are timeZone, dateOrder, decimalSeparator, ${Object.keys(kind.options).join(', ')}`,
        },
      ]
    if (value === null) return []
    if (name === 'timeZone')
      return isTimeZone(value) || (value === 'airport' && kind.knowsAirports)
        ? []
        : [{ field, message: 'must be UTC or an IANA zone such as America/Denver' }]
    return values?.length === 0 || values?.includes(value)
      ? []
      : [{ field, message: `must be one of ${values?.join(', ')}` }]
  })
  if (details.length > 0) throw invalidRequest('These options cannot be set', { details })
}

function valuesOf(kind: ImportKind, name: string): readonly string[] | undefined {
  if (name === 'dateOrder') return ['ymd', 'dmy', 'mdy']
  if (name === 'decimalSeparator') return ['.', ',']
  return Object.hasOwn(kind.options, name) ? kind.options[name]?.values : undefined
}

function isTimeZone(value: string) {
  // An offset is no zone: it knows no daylight saving.
  if (/^[+-]/.test(value)) return false
  try {
    Temporal.Now.zonedDateTimeISO(value)
    return true
  } catch {
    return false
  }
}
