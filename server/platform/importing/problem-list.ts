import { Readable } from 'node:stream'
import { sql } from '../database/database.ts'
import { formatCsvLine } from '../kernel/csv-line.ts'
import type { Services } from '../kernel/installation.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { resource } from '../kernel/resource.ts'
import { nullable, Type } from '../kernel/schema.ts'
import { type StoredProblem, sourceOf } from './batch.ts'
import { type CsvFormat, readCsv } from './csv.ts'
import { Import, importRoles } from './import.ts'
import { fileRemoved } from './retention.ts'
import { mostReasons } from './stored-import.ts'

const PROBLEM_COLUMN = 'apron_problem'
const ROWS_AT_ONCE = 1000
const reasonNotKept = `Has a problem too: reasons are kept for ${mostReasons} rows. Fix those, and import the file again`

const common = {
  access: 'session',
  roles: importRoles,
  on: Import,
} as const

const row = Type.Integer({ description: 'As a spreadsheet counts, the header included.' })
const ImportProblem = resource({
  name: 'import_problem',
  prefix: 'imp',
  title: { one: 'problem of an import', many: 'problems of an import' },
  page: '/settings/integrations/imports/:id',
  table: `(select p.workspace_id, p.import_id, p."row", e.problem, p."row" || '.' || lpad(e.number::text, 3, '0') as id
             from import_problems p
             cross join lateral jsonb_array_elements(p.problems) with ordinality as e (problem, number))`,
  schema: Type.Object({
    id: Type.String(),
    row,
    column: nullable(Type.String({ description: 'The heading in the file.' })),
    field: nullable(Type.String()),
    value: nullable(Type.String()),
    message: Type.String(),
  }),
  expressions: {
    row: 't."row"',
    column: `t.problem ->> 'column'`,
    field: `t.problem ->> 'field'`,
    value: `t.problem ->> 'value'`,
    message: `t.problem ->> 'message'`,
  },
})

export const listImportProblems = operation({
  ...common,
  id: 'listImportProblems',
  method: 'GET',
  path: '/api/integrations/imports/:id/problems',
  summary: 'List the problems of an import',
  description: 'The cells that cannot be imported, by row and column, with the reason for each.',
  list: list({
    of: ImportProblem,
    sorts: { row: { sql: 't."row"', type: 'bigint' } },
    defaultSort: 'row',
    filters: {
      field: { schema: Type.String({ maxLength: 60 }), sql: (value) => `t.problem ->> 'field' = ${value}` },
    },
    within: { param: 'id', sql: (value) => `t.import_id = ${value}` },
    volatile: true,
  }),
  response: ImportProblem.schema,
})

export const previewImport = operation({
  ...common,
  id: 'previewImport',
  method: 'GET',
  path: '/api/integrations/imports/:id/preview',
  summary: 'Preview an import',
  description: 'The first 50 rows, with the values that would be imported and their problems.',
  response: Type.Object({
    rows: Type.Array(
      Type.Object({
        row,
        values: Type.Record(Type.String(), Type.Unknown()),
        problems: Type.Array(Type.Object({ field: nullable(Type.String()), message: Type.String() })),
      }),
    ),
  }),
  async handle({ tx, record }) {
    type Rows = {
      row: number
      values: Record<string, unknown>
      problems: { field: string | null; message: string }[]
    }[]
    const { preview } = await tx.one(
      sql<'importPreview', { preview: Rows }>`select preview from imports where id = ${record.id}`,
    )
    return { rows: preview }
  },
})

export const getImportResult = operation({
  ...common,
  id: 'getImportResult',
  method: 'GET',
  path: '/api/integrations/imports/:id/result',
  summary: 'Download the bad rows of an import',
  description:
    'A CSV file of the rows with problems, unchanged, with the reasons in an added column. It has the separator of the file and is in UTF-8: fix the rows and import the download.',
  answers: 'file',
  fileTypes: ['text/csv'],
  async handle({ tx, record, principal, services }) {
    if (record.fileRemovedAt !== null) throw fileRemoved()
    const stored = await tx.one(sql<'importHeader'>`
      select header_row, skips_separator_line, sheet from imports where id = ${record.id}`)
    const format: CsvFormat = {
      encoding: record.encoding as CsvFormat['encoding'],
      separator: record.separator,
      header: record.columns.map(({ header }) => header),
      headerRow: stored.header_row,
      skipsSeparatorLine: stored.skips_separator_line,
      sheet: stored.sheet,
    }
    const lines = badRows(services, principal.workspace.uuid, record.id, format)
    const filename = `${record.filename.replace(/\.[^.]*$/, '')} problems.csv`
    return { filename, contentType: 'text/csv; charset=utf-8', body: Readable.from(lines) }
  },
})

// The file and the problems lie in the same order, so they are merged in passing: neither is held.
async function* badRows(services: Services, workspaceId: string, importId: string, format: CsvFormat) {
  // Spreadsheets take a file without this mark for Latin-1.
  yield `\ufeff${formatCsvLine([...format.header, PROBLEM_COLUMN], format.separator)}`
  const problems = problemRows(services, workspaceId, importId)
  let next = await problems.next()
  for await (const { row, cells } of readCsv(
    sourceOf(services.files, workspaceId, importId, format.sheet),
    format,
  )) {
    if (next.done) return
    if (next.value.row !== row) continue
    const reasons = next.value.problems.map(({ column, message }) =>
      column === null ? message : `${column}: ${message}`,
    )
    const padded = [
      ...cells,
      ...Array.from({ length: Math.max(0, format.header.length - cells.length) }, () => ''),
    ]
    const reason = reasons.length > 0 ? reasons.join(' · ') : reasonNotKept
    yield formatCsvLine([...padded, reason], format.separator)
    next = await problems.next()
  }
}

async function* problemRows(services: Services, workspaceId: string, importId: string) {
  let after = 0
  for (;;) {
    const rows = await services.database.tenant({ workspaceId }, (tx) =>
      tx.rows(sql<'problemRows', { problems: StoredProblem[] }>`select "row", problems from import_problems
        where import_id = ${importId} and "row" > ${after} order by "row" limit ${ROWS_AT_ONCE}`),
    )
    yield* rows
    after = rows.at(-1)?.row ?? after
    if (rows.length < ROWS_AT_ONCE) return
  }
}
