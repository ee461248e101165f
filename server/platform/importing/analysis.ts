import { sql } from '../database/database.ts'
import { renewLease } from '../jobs/lease.ts'
import type { Complete } from '../jobs/leased-work.ts'
import type { Services } from '../kernel/installation.ts'
import { checkBatch, isGood, problemsOf, readBatches, sourceOf } from './batch.ts'
import { type CsvSource, readCsv } from './csv.ts'
import { type DateClues, dateOrderOf, noteDate } from './date.ts'
import { importStates } from './import-state.ts'
import type { ImportKind } from './kind.ts'
import { missingFields } from './mapping.ts'
import { IgnoredRows, notesOn } from './note.ts'
import { type DecimalClues, decimalSeparatorOf, noteDecimal } from './number.ts'
import { SharedReason } from './shared-reason.ts'
import { type Job, mostReasons, readingOf, scopeOf, withNeeds, writeProblems } from './stored-import.ts'

const PREVIEW_ROWS = 50
const LEASE_EVERY_ROWS = 20_000

/**
 * The dry run: reads all rows, checks them as the run will, writes the problems and nothing else.
 * @returns what ends it.
 */
export async function analyze(
  services: Services,
  claimed: Job,
  kind: ImportKind,
  signal: AbortSignal,
): Promise<Complete> {
  const job = withNeeds(claimed, kind)
  const source = sourceOf(services.files, job.workspaceId, job.id, job.format.sheet)
  const preset = kind.presets?.find(({ name }) => name === job.preset)
  const missing = missingFields(kind.fields, job.mapping, preset?.lacks)
  const { totalRows, ignored, options } = await readClues(services, job, kind, source, signal)
  const notes = [...notesOn(kind, { ...job, header: job.format.header }), ...ignored.sentences()]
  const tenant = { workspaceId: job.workspaceId }
  await services.database.tenant(tenant, async (tx) => {
    await renewLease(tx, job.lease)
    await tx.run(sql`delete from import_problems where import_id = ${job.id}`)
    await tx.run(sql`
      update imports
         set options = ${JSON.stringify(options)}::jsonb, total_rows = ${totalRows}, preview = '[]',
           done_rows = 0, good_rows = 0, bad_rows = 0, error = null, ignored_rows = ${ignored.count},
           notes = ${JSON.stringify(notes)}::jsonb, questions = '[]', creates = '{}'
       where id = ${job.id}`)
  })
  if (missing.length > 0) {
    const titles = missing.map(([, field]) => field.title).join(', ')
    return finish(job, `Say which column holds ${titles}: every row needs it`)
  }
  if (totalRows === 0) return finish(job, 'The file has headings and no rows')
  const found = await dryRun(services, { ...job, options }, kind, source, signal)
  return finish(job, found.error, { ...found, notes: [...notes, ...found.notes] })
}

// One pass before the check: whether 03/04 is in March or April may stand in the last row only.
async function readClues(
  services: Services,
  job: Job,
  kind: ImportKind,
  source: CsvSource,
  signal: AbortSignal,
) {
  const dates: DateClues = { dayFirst: null, monthFirst: null, unclear: null }
  const decimals: DecimalClues = { point: null, comma: null }
  const columnsThatShow = (what: 'date_order' | 'decimal_separator') =>
    Object.entries(kind.fields).flatMap(([name, field]) => {
      const column = job.mapping[name]
      return field.shows === what && typeof column === 'number' ? [column] : []
    })
  const dateColumns = columnsThatShow('date_order')
  const decimalColumns = columnsThatShow('decimal_separator')
  let totalRows = 0
  const ignored = new IgnoredRows()
  for await (const { cells } of readCsv(source, job.format, ignored.note)) {
    totalRows += 1
    for (const column of dateColumns) noteDate(dates, cells[column] ?? '')
    for (const column of decimalColumns) noteDecimal(decimals, (cells[column] ?? '').trim())
    if (totalRows % LEASE_EVERY_ROWS === 0) {
      signal.throwIfAborted()
      await services.database.tenant({ workspaceId: job.workspaceId }, (tx) => renewLease(tx, job.lease))
    }
  }
  return { totalRows, ignored, options: optionsOf(job, kind, { dates, decimals }) }
}

// What somebody chose goes first, then what the file shows, then what is usual for the product it comes from.
function optionsOf(
  job: Job,
  kind: ImportKind,
  { dates, decimals }: { dates: DateClues; decimals: DecimalClues },
): Record<string, string | null> {
  const usual = kind.presets?.find(({ name }) => name === job.preset)?.options ?? {}
  const defaults = Object.entries(kind.options).map(([name, { values }]) => [name, values[0] ?? null])
  return {
    timeZone: job.timeZone,
    ...Object.fromEntries(defaults),
    ...usual,
    dateOrder: dateOrderOf(dates) ?? usual.dateOrder ?? null,
    decimalSeparator: decimalSeparatorOf(decimals) ?? usual.decimalSeparator ?? null,
    ...Object.fromEntries(Object.entries(job.stated).filter(([, value]) => value !== null)),
  }
}

async function dryRun(
  services: Services,
  job: Job,
  kind: ImportKind,
  source: CsvSource,
  signal: AbortSignal,
) {
  const tenant = { workspaceId: job.workspaceId }
  const reading = readingOf(job, kind)
  const importer = await services.database.tenant(tenant, (tx) => kind.open(tx, scopeOf(services, job, kind)))
  const preview: unknown[] = []
  const rowsByOption = new Map<string, number>()
  const shared = new SharedReason()
  let badRows = 0
  for await (const rows of readBatches(source, job.format, {
    fields: kind.fields,
    mapping: job.mapping,
    reading,
    afterRow: 0,
  })) {
    signal.throwIfAborted()
    shared.look(rows)
    await services.database.tenant(tenant, async (tx) => {
      await renewLease(tx, job.lease)
      await checkBatch(tx, importer, rows, services.log)
      const bad = rows.filter((row) => !isGood(row))
      for (const { problems } of bad)
        for (const option of new Set(problems.flatMap(({ option }) => option ?? [])))
          rowsByOption.set(option, (rowsByOption.get(option) ?? 0) + 1)
      await writeProblems(
        tx,
        job,
        bad.map((row) => ({ row: row.row, problems: problemsOf(row, kind, job.mapping, job.format.header) })),
        badRows,
      )
      tx.afterCommit(() => {
        badRows += bad.length
      })
      for (const { row, values, problems } of rows.slice(0, PREVIEW_ROWS - preview.length))
        preview.push({ row, values, problems })
      await tx.run(sql`
        update imports
           set done_rows = done_rows + ${rows.length}, good_rows = good_rows + ${rows.length - bad.length},
             bad_rows = bad_rows + ${bad.length}, preview = ${JSON.stringify(preview)}::jsonb
         where id = ${job.id}`)
    })
    if (shared.isEnough) break
  }
  const questions = [...rowsByOption].map(([option, rows]) => ({ option, rows }))
  const notes = [...(importer.notes?.() ?? [])]
  if (badRows > mostReasons)
    notes.push(`Reasons are kept for the first ${mostReasons} rows with problems, of ${badRows}`)
  return { error: shared.sentence(), notes, questions, creates: importer.creates?.() ?? {} }
}

const finish =
  (
    job: Job,
    error: string | null,
    found?: {
      notes: readonly string[]
      questions: readonly { option: string; rows: number }[]
      creates: Record<string, readonly string[]>
    },
  ): Complete =>
  async (tx) => {
    await tx.run(sql`
      update imports set done_rows = total_rows,
        bad_rows = case when ${error}::text is null then bad_rows else total_rows end
       where id = ${job.id}`)
    if (found)
      await tx.run(sql`
        update imports set notes = ${JSON.stringify(found.notes)}::jsonb,
               questions = ${JSON.stringify(found.questions)}::jsonb,
               creates = ${JSON.stringify(found.creates)}::jsonb
         where id = ${job.id}`)
    await importStates.finishReading.apply(tx, job, { error, attempts: 0 })
  }
