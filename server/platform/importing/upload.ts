import { sql } from '../database/database.ts'
import { type CsvSource, sampleCsv } from './csv.ts'
import type { ImportKind } from './kind.ts'
import { findLayout, type Layout } from './layout.ts'
import { openWorkbook, tableOf } from './workbook.ts'

const SAMPLES = 3
const SAMPLE_LENGTH = 80

/** Reads the head of the file. @returns the statement that begins its dry run. @throws CsvFault */
export async function insertImport(upload: {
  workspaceId: string
  importId: string
  kind: ImportKind
  filename: string
  sizeBytes: number
  source: CsvSource
  createdBy: string | null
  actorName: string
  stated?: Record<string, string>
}) {
  const sheets = (await openWorkbook(upload.source))?.sheets ?? []
  const sheet = sheets[0] ?? null
  const source = tableOf(upload.source, sheet)
  const layout = await findLayout(
    source,
    await sampleCsv(source, { isWorkbook: sheet !== null }),
    upload.kind,
  )
  const { format } = layout
  return sql`
    insert into imports (workspace_id, id, kind, filename, size_bytes, encoding, separator, header_row,
        skips_separator_line, sheet, sheets, table_end, preset, columns, mapping, stated, created_by, actor_name)
    values (${upload.workspaceId}, ${upload.importId}, ${upload.kind.name}, ${upload.filename},
        ${upload.sizeBytes}, ${format.encoding}, ${format.separator}, ${format.headerRow},
        ${format.skipsSeparatorLine}, ${sheet}, ${JSON.stringify(sheets)}::jsonb,
        ${format.tableEnd}, ${layout.preset?.name ?? null},
        ${JSON.stringify(storedColumns(layout))}::jsonb, ${JSON.stringify(layout.mapping)}::jsonb,
        ${JSON.stringify(upload.stated ?? {})}::jsonb, ${upload.createdBy}, ${upload.actorName})`
}

/** The columns as the import shows them, each with a few of its values. */
export function storedColumns({ columns }: Layout) {
  return columns.map(({ header, cells }, index) => ({
    index,
    header,
    samples: [...new Set(cells.map((cell) => cell.slice(0, SAMPLE_LENGTH)))].slice(0, SAMPLES),
  }))
}
