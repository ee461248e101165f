import { sql } from '../database/database.ts'
import { type CsvFormat, type CsvSource, detectCsv, readCsv } from './csv.ts'
import type { ImportKind } from './kind.ts'
import { matchHeaders } from './mapping.ts'

const SAMPLES = 3

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
  const format = await detectCsv(upload.source)
  const columns = await sampleColumns(upload.source, format)
  const mapping = matchHeaders(upload.kind.fields, format.header)
  return sql`
    insert into imports (workspace_id, id, kind, filename, size_bytes, encoding, separator, header_row,
        skips_separator_line, columns, mapping, stated, created_by, actor_name)
    values (${upload.workspaceId}, ${upload.importId}, ${upload.kind.name}, ${upload.filename},
        ${upload.sizeBytes}, ${format.encoding}, ${format.separator}, ${format.headerRow},
        ${format.skipsSeparatorLine}, ${JSON.stringify(columns)}::jsonb, ${JSON.stringify(mapping)}::jsonb,
        ${JSON.stringify(upload.stated ?? {})}::jsonb, ${upload.createdBy}, ${upload.actorName})`
}

async function sampleColumns(source: CsvSource, format: CsvFormat) {
  const columns = format.header.map((header, index) => ({ index, header, samples: new Set<string>() }))
  let rows = 0
  for await (const { cells } of readCsv(source, format)) {
    for (const { index, samples } of columns) {
      const cell = (cells[index] ?? '').trim()
      if (cell !== '' && samples.size < SAMPLES) samples.add(cell.slice(0, 80))
    }
    rows += 1
    if (rows === 100) break
  }
  return columns.map(({ samples, ...column }) => ({ ...column, samples: [...samples] }))
}
