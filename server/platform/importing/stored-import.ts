import { sql, type Tx } from '../database/database.ts'
import type { EventContext } from '../events/record.ts'
import type { Lease } from '../jobs/lease.ts'
import type { Services } from '../kernel/installation.ts'
import type { CsvFormat } from './csv.ts'
import { withStatement } from './heading.ts'
import type { ImportKind, ImportScope } from './kind.ts'
import { neededColumns, statementsOf } from './layout.ts'
import type { Mapping } from './mapping.ts'
import type { Reading } from './value.ts'

// An import as background work sees it, under the lease that its token proves.
export type Job = {
  workspaceId: string
  // The id of the workspace that events show: `org_…`.
  organizationId: string
  id: string
  kind: string
  filename: string
  status: 'analyzing' | 'running'
  format: CsvFormat
  preset: string | null
  mapping: Mapping
  stated: Record<string, string | null>
  options: Record<string, string | null>
  goodRowsOnly: boolean
  totalRows: number
  lastRow: number
  skippedRows: number
  createdBy: string | null
  actorName: string
  timeZone: string
  lease: Lease
}

type JobRow = Omit<Job, 'format' | 'lease'> &
  Omit<CsvFormat, 'header' | 'neededColumns'> & { columns: { header: string }[] }

export async function readJob(tx: Tx, lease: Lease): Promise<Job> {
  const row = await tx.one(sql<'claimedImport', JobRow>`
    select i.workspace_id as "workspaceId", w.id as "organizationId", i.id, i.kind, i.filename, i.status,
           i.encoding, i.separator, i.header_row as "headerRow",
           i.skips_separator_line as "skipsSeparatorLine", i.table_end as "tableEnd", i.sheet, i.preset, i.columns,
           i.mapping, i.stated, i.options,
           i.good_rows_only as "goodRowsOnly", i.total_rows as "totalRows", i.last_row as "lastRow",
           i.skipped_rows as "skippedRows",
           i.created_by as "createdBy", i.actor_name as "actorName", w.timezone as "timeZone"
      from imports i
      join workspaces w on w.workspace_id = i.workspace_id
     where i.workspace_id = ${lease.workspaceUuid} and i.id = ${lease.id}`)
  const { encoding, separator, headerRow, skipsSeparatorLine, tableEnd, sheet, columns, ...job } = row
  const header = columns.map((column) => column.header)
  return {
    ...job,
    lease,
    format: { encoding, separator, headerRow, skipsSeparatorLine, tableEnd, sheet, header },
  }
}

/** The context of events of an import. The actor is the user who uploaded it. */
export function contextOf({ organizationId, createdBy, actorName }: Job): EventContext {
  const type = createdBy ? ('user' as const) : ('system' as const)
  return {
    workspaceId: organizationId,
    actor: { type, id: createdBy, name: actorName },
    request: null,
    now: new Date(),
  }
}

/** The import with the columns that its rows need. */
export function withNeeds(job: Job, kind: ImportKind): Job {
  return { ...job, format: { ...job.format, neededColumns: neededColumns(kind, job.mapping) } }
}

export function readingOf(
  job: Pick<Job, 'options' | 'timeZone'> & Partial<Pick<Job, 'stated' | 'mapping' | 'preset' | 'format'>>,
  kind: ImportKind,
): Reading {
  const { timeZone: chosenZone, dateOrder, decimalSeparator, ...options } = job.options
  const timeZone = chosenZone ?? job.timeZone
  const statedZone = job.stated?.timeZone
  const ownZone = timeZone === 'UTC' ? job.timeZone : timeZone
  const reading: Reading = {
    timeZone,
    // An L behind a time is local at the airport, where nobody named another zone.
    localTimeZone: statedZone && statedZone !== 'UTC' ? statedZone : kind.knowsAirports ? 'airport' : ownZone,
    dateOrder: (dateOrder ?? null) as Reading['dateOrder'],
    decimalSeparator: (decimalSeparator ?? null) as Reading['decimalSeparator'],
    options: Object.fromEntries(
      Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
  }
  const preset = kind.presets?.find(({ name }) => name === job.preset)
  const statements = statementsOf(job.mapping ?? {}, job.format?.header ?? [], preset)
  const byField = statements.map(([field, statement]) => [field, withStatement(reading, statement)] as const)
  return { ...reading, byField: Object.fromEntries(byField) }
}

/** What a kind of import gets to know of the import that it reads or writes for. */
export function scopeOf(services: Services, job: Job, kind: ImportKind): ImportScope {
  return {
    workspaceId: job.workspaceId,
    importId: job.id,
    actorId: job.createdBy,
    actorName: job.actorName,
    mapping: job.mapping,
    reading: readingOf(job, kind),
    now: new Date(),
    services,
  }
}

/**
 * For so many bad rows of an import the reasons are kept: a wrong file of a few megabytes would otherwise fill the disk
 * with sentences that nobody reads. The rows behind them are kept too, without a reason.
 */
export const mostReasons = 5_000

/** @param before how many bad rows were written before these. */
export async function writeProblems(
  tx: Tx,
  job: Job,
  rows: { row: number; problems: unknown[] }[],
  before: number,
) {
  if (rows.length === 0) return
  const kept = rows.map(({ row, problems }, index) => ({
    row,
    problems: before + index < mostReasons ? problems : [],
  }))
  await tx.run(sql`insert into import_problems (workspace_id, import_id, "row", problems)
    select ${job.workspaceId}::uuid, ${job.id}, r."row", r.problems
      from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as r("row" integer, problems jsonb)`)
}
