import type { Tx } from '../database/database.ts'
import { queuedAgain, withoutLease } from '../jobs/lease.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { actorOf, type Principal } from '../kernel/principal.ts'
import { conflict } from '../kernel/problem.ts'
import { Type } from '../kernel/schema.ts'
import { common, Import, ImportInFull, type ImportRecord, inFull, kindOf, refuseOthers } from './import.ts'
import { importStates } from './import-state.ts'
import { fileRemoved } from './retention.ts'
import { readingOf } from './stored-import.ts'

export const runImport = operation({
  ...common,
  id: 'runImport',
  method: 'POST',
  path: '/api/integrations/imports/:id/run',
  summary: 'Start an import',
  description:
    'Imports the good rows of the file. If the file has bad rows, `goodRowsOnly` must be true. A failed import continues after the last row that it wrote.',
  on: Import,
  move: importStates.byState('run', 'resume'),
  audits: 'import.started',
  body: Type.Object({ goodRowsOnly: Type.Boolean() }),
  response: ImportInFull,
  status: 202,
  async handle({ tx, record, body, principal, services, now, emit, move }) {
    refuseOthers(kindOf(record, services), principal.roles)
    const isContinued = move.name === 'resume'
    if (record.fileRemovedAt !== null) throw fileRemoved()
    if (isContinued && record.startedAt === null)
      throw conflict('The dry run of this file failed: change how it is read, or cancel it')
    if (record.error !== null && !isContinued) throw conflict(record.error)
    if (record.rows.good === 0)
      throw conflict('No row of this file can be imported: see the problems of each')
    if (record.rows.bad > 0 && !body.goodRowsOnly) {
      throw conflict(
        `${record.rows.bad} of ${record.rows.total} rows have problems. Fix them in the file, or choose to import the good rows only`,
      )
    }
    const columns = runColumns(body.goodRowsOnly, now)
    if (isContinued) await move.make(keepingProgress(columns))
    else await move.make(columns)
    tx.afterCommit(() => services.wake('imports'))
    const changes = [{ field: 'goodRowsOnly', before: null, after: body.goodRowsOnly }]
    emit({
      type: 'import.started',
      subject: { type: 'import', id: record.id, label: record.filename },
      changes,
    })
    return inFull(await Import.get(tx, record.id), services)
  },
})

export const cancelImport = operation({
  ...common,
  id: 'cancelImport',
  method: 'POST',
  path: '/api/integrations/imports/:id/cancel',
  summary: 'Cancel an import',
  description: 'Stops the import. Rows that are already imported stay: `rows.imported` is their number.',
  on: Import,
  move: importStates.cancel,
  audits: 'import.cancelled',
  response: ImportInFull,
  async handle({ tx, record, principal, services, now, emit, move }) {
    if (record.rows.imported > 0)
      for (const emission of await finishWritten(tx, record, principal, services, now)) emit(emission)
    await move.make({ ...withoutLease, finished_at: now })
    const cancelled = await Import.get(tx, record.id)
    const changes = [
      ...importStates.changes(record, cancelled),
      { field: 'importedRows', before: null, after: record.rows.imported },
    ]
    emit({
      type: 'import.cancelled',
      subject: { type: 'import', id: record.id, label: record.filename },
      changes,
    })
    return inFull(cancelled, services)
  },
})

// What a run does last is due for what it wrote before it was stopped, too.
async function finishWritten(
  tx: Tx,
  record: ImportRecord,
  principal: Principal,
  services: Services,
  now: Date,
) {
  const { id: actorId, name: actorName } = actorOf(principal)
  const kind = kindOf(record, services)
  const reading = readingOf({ options: record.options, timeZone: principal.workspace.timezone }, kind)
  const scope = {
    workspaceId: principal.workspace.uuid,
    importId: record.id,
    actorId,
    actorName,
    mapping: record.mapping,
    reading,
    now,
    services,
  }
  const importer = await kind.open(tx, scope)
  return (await importer.finish?.(tx)) ?? []
}

/** What a run begins with. */
export const runColumns = (goodRowsOnly: boolean, now: Date) => ({
  ...queuedAgain(now),
  good_rows_only: goodRowsOnly,
  started_at: now,
  done_rows: 0,
  imported_rows: 0,
  skipped_rows: 0,
  last_row: 0,
})

/** A run that failed keeps its counts and the row up to which the file is done. */
const keepingProgress = ({
  lease_token,
  lease_until,
  attempts,
  next_attempt_at,
  good_rows_only,
}: ReturnType<typeof runColumns>) => ({
  lease_token,
  lease_until,
  attempts,
  next_attempt_at,
  good_rows_only,
  error: null,
  finished_at: null,
})
