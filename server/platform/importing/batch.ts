import type { Tx } from '../database/database.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Emission } from '../kernel/emission.ts'
import type { Services } from '../kernel/installation.ts'
import { type CsvFormat, type CsvSource, readCsv } from './csv.ts'
import type { Importer, ImportKind, ImportRow } from './kind.ts'
import { type Fields, type Mapping, type RowError, readValues } from './mapping.ts'
import { rowByRowOnFault } from './row-fault.ts'
import { cut, type Reading } from './value.ts'
import { tableOf } from './workbook.ts'

// Large enough that round trips hardly count, and small enough that most of a batch dies young in
// memory: with 1,000 rows of flights the process grew from 230 to 570 MB, with 250 to 390.
const BATCH_ROWS = 250
const UNREADABLE = 'This row cannot be read: look at its cells, or leave it out'

export type FileRow = ImportRow<Fields, unknown> & { cells: string[] }

export type StoredProblem = {
  field: string | null
  column: string | null
  value: string | null
  message: string
  // What would solve it for the whole file.
  option?: string
}

/** The rows of an uploaded file as CSV: those of its sheet, where it is a workbook. */
export function sourceOf(
  files: FileStore,
  workspaceId: string,
  importId: string,
  sheet: string | null = null,
): CsvSource {
  return tableOf(() => files.read(workspaceId, importId), sheet)
}

// The rows below `afterRow`, read by the mapping, a batch at a time.
export async function* readBatches(
  source: CsvSource,
  format: CsvFormat,
  how: { fields: Fields; mapping: Mapping; reading: Reading; afterRow: number },
): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = []
  for await (const { row, cells, fault } of readCsv(source, format)) {
    if (row <= how.afterRow) continue
    // A row that does not fit the header has its values in the wrong columns: reading them would
    // name problems that are none.
    const read = fault
      ? { values: {}, problems: [{ field: null, message: fault }] }
      : readValues(how.fields, how.mapping, cells, how.reading)
    batch.push({ row, cells, ...read, record: null })
    if (batch.length < BATCH_ROWS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

// Rows whose cells do not fit the header are left out: nothing in them can be relied on.
export async function checkBatch(
  tx: Tx,
  importer: Importer<Fields, unknown>,
  rows: FileRow[],
  log: Services['log'],
) {
  await rowByRowOnFault(
    tx,
    rows.filter(({ problems }) => problems.every(({ field }) => field !== null)),
    { work: (some) => importer.check(tx, some), message: UNREADABLE, log },
  )
}

/** Writes the good rows. One that cannot be written is a bad row from then on. @returns what it leads to. */
export async function writeBatch(
  tx: Tx,
  importer: Importer<Fields, unknown>,
  rows: FileRow[],
  log: Services['log'],
): Promise<Emission[]> {
  const good = rows.filter(isGood)
  const emissions: Emission[] = []
  if (good.length === 0) return emissions
  await rowByRowOnFault(tx, good, {
    async work(some) {
      const records = some.map(({ record }) => record)
      const added = await importer.addFirst?.(tx, records)
      await importer.write(tx, records)
      emissions.push(...(added ?? []))
    },
    message: 'This row cannot be written: look at its cells, or leave it out',
    log,
  })
  return emissions
}

export function isGood({ problems, record }: FileRow) {
  return problems.length === 0 && record !== null
}

export function problemsOf(
  { problems, cells }: FileRow,
  kind: ImportKind,
  mapping: Mapping,
  header: string[],
): StoredProblem[] {
  const known: RowError[] = problems.length > 0 ? problems : [{ field: null, message: UNREADABLE }]
  return known.map(({ field, message, option }) => {
    const column = field === null ? null : mapping[field]
    const isMapped = typeof column === 'number'
    return {
      field,
      column: isMapped ? (header[column] ?? null) : field ? (kind.fields[field]?.title ?? null) : null,
      value: isMapped ? cut(cells[column] ?? '', 200) : null,
      message,
      ...(option ? { option } : {}),
    }
  })
}
