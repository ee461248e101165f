import { sql, type Tx } from '../database/database.ts'
import { queuedAgain, withoutLease } from '../jobs/lease.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { actorOf, type Principal } from '../kernel/principal.ts'
import { conflict, invalidRequest } from '../kernel/problem.ts'
import { nullable, Type, text } from '../kernel/schema.ts'
import { common, Import, ImportInFull, type ImportRecord, inFull, kindOf, refuseOthers } from './import.ts'
import { importStates } from './import-state.ts'
import type { ImportKind } from './kind.ts'
import type { Mapping } from './mapping.ts'
import { fileRemoved } from './retention.ts'
import { readingOf } from './stored-import.ts'

export const configureImport = operation({
  ...common,
  id: 'configureImport',
  method: 'PATCH',
  path: '/api/integrations/imports/:id',
  summary: 'Update an import',
  description:
    'Sets which column each field is read from and how dates and numbers are read, then repeats the dry run.',
  on: Import,
  move: importStates.configure,
  audits: 'import.configured',
  body: Type.Object({
    mapping: Type.Optional(Type.Record(text(1, 60), nullable(Type.Integer({ minimum: 0 })))),
    options: Type.Optional(
      Type.Record(text(1, 60), nullable(text(1, 60)), {
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
    checkMapping(kind, record, body.mapping ?? {})
    checkOptions(kind, body.options ?? {})
    const mapping = { ...record.mapping, ...body.mapping }
    const stated = JSON.stringify(body.options ?? {})
    await tx.run(sql`update imports set stated = stated || ${stated}::jsonb where id = ${record.id}`)
    await move.make({
      ...queuedAgain(now),
      mapping: JSON.stringify(mapping),
      error: null,
      preview: '[]',
      done_rows: 0,
      good_rows: 0,
      bad_rows: 0,
    })
    tx.afterCommit(() => services.wake('imports'))
    const changes = [
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
  const reading = readingOf({ options: record.options, timeZone: principal.workspace.timezone })
  const scope = {
    workspaceId: principal.workspace.uuid,
    importId: record.id,
    actorId,
    actorName,
    reading,
    now,
    services,
  }
  const importer = await kindOf(record, services).open(tx, scope)
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

function checkMapping(kind: ImportKind, { columns, mapping }: ImportRecord, changed: Mapping) {
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
      return isTimeZone(value)
        ? []
        : [{ field, message: 'must be UTC or an IANA zone such as America/Denver' }]
    return values?.includes(value) ? [] : [{ field, message: `must be one of ${values?.join(', ')}` }]
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
