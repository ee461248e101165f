import { sql } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import { renewLease } from '../jobs/lease.ts'
import type { Complete } from '../jobs/leased-work.ts'
import type { Services } from '../kernel/installation.ts'
import { checkBatch, isGood, problemsOf, readBatches, sourceOf, writeBatch } from './batch.ts'
import { importStates } from './import-state.ts'
import type { ImportKind } from './kind.ts'
import { contextOf, type Job, readingOf, scopeOf, withNeeds, writeProblems } from './stored-import.ts'

/** A file with more rows changes tables so much that their statistics no longer fit. */
const manyRows = 500

export type OnProgress = (done: number, total: number) => void

/**
 * Writes the good rows, a batch a transaction. The batch that is written and the row up to which
 * the file is done commit together, so a process that dies leaves nothing half and nothing twice.
 * @returns what ends the run, once all rows are there.
 */
export async function run(
  services: Services,
  claimed: Job,
  kind: ImportKind,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Complete> {
  const job = withNeeds(claimed, kind)
  const tenant = { workspaceId: job.workspaceId }
  const reading = readingOf(job, kind)
  const context = contextOf(job)
  const subject = { type: 'import', id: job.id, label: job.filename }
  const source = sourceOf(services.files, job.workspaceId, job.id, job.format.sheet)
  const importer = await services.database.tenant(tenant, (tx) => kind.open(tx, scopeOf(services, job, kind)))
  let done = 0
  let skipped = job.skippedRows
  for await (const rows of readBatches(source, job.format, {
    fields: kind.fields,
    mapping: job.mapping,
    reading,
    afterRow: job.lastRow,
  })) {
    signal.throwIfAborted()
    const [first, last] = [rows[0]?.row ?? 0, rows.at(-1)?.row ?? 0]
    const skippedHere = await services.database.tenant(tenant, async (tx) => {
      await renewLease(tx, job.lease)
      await checkBatch(tx, importer, rows, services.log)
      const emissions = await writeBatch(tx, importer, rows, services.log)
      const good = rows.filter(isGood)
      const bad = rows.filter((row) => !isGood(row))
      // What was good at the dry run may be bad now: somebody else has added the same aircraft.
      await tx.run(
        sql`delete from import_problems where import_id = ${job.id} and "row" between ${first} and ${last}`,
      )
      await writeProblems(
        tx,
        job,
        bad.map((row) => ({ row: row.row, problems: problemsOf(row, kind, job.mapping, job.format.header) })),
        skipped,
      )
      await tx.run(sql`
        update imports
           set last_row = ${last}, done_rows = done_rows + ${rows.length}, attempts = 0,
             imported_rows = imported_rows + ${good.length}, skipped_rows = skipped_rows + ${bad.length}
         where id = ${job.id}`)
      if (good.length === 0) return bad.length
      // So that `analyzeChanged` sees these rows, which PostgreSQL counts a second later otherwise.
      await tx.run(sql`select pg_stat_force_next_flush()`)
      for (const emission of emissions) await recordEvent(tx, emission, context)
      const changes = [
        { field: 'importedRows', before: null, after: good.length },
        { field: 'fileRows', before: null, after: `${first}–${last}` },
      ]
      const data = { importId: job.id, importedRows: good.length }
      await recordEvent(tx, { type: kind.audits, subject, data, changes }, context)
      return bad.length
    })
    skipped += skippedHere
    services.live.nudge(job.workspaceId)
    done += rows.length
    onProgress?.(done, job.totalRows)
  }
  // The rows are there without it: PostgreSQL does it by itself a minute later.
  if (done > manyRows)
    await services.database
      .analyzeChanged()
      .catch((error) => services.log.warn({ err: error }, 'tables were not analyzed after an import'))
  return async (tx) => {
    const emissions = (await importer.finish?.(tx)) ?? []
    const counts = await tx.one(sql<'importCounts'>`
      update imports set good_rows = imported_rows, bad_rows = skipped_rows where id = ${job.id}
      returning imported_rows as imported, skipped_rows as skipped`)
    await importStates.finishRun.apply(tx, job, { finished_at: new Date() })
    const changes = [
      { field: 'importedRows', before: null, after: counts.imported },
      { field: 'skippedRows', before: null, after: counts.skipped },
    ]
    for (const emission of emissions) await recordEvent(tx, emission, context)
    await recordEvent(tx, { type: 'import.completed', subject, changes }, context)
    tx.afterCommit(() => services.live.nudge(job.workspaceId))
  }
}
