import { sql, type Tx } from '../database/database.ts'
import type { CsvFormat } from './csv.ts'
import type { Mapping } from './mapping.ts'
import type { Reading } from './value.ts'

// An import as background work sees it, under the lease that its token proves.
export type Job = {
  workspaceId: string
  id: string
  kind: string
  filename: string
  status: 'analysing' | 'running'
  format: CsvFormat
  mapping: Mapping
  stated: Record<string, string | null>
  options: Record<string, string | null>
  goodRowsOnly: boolean
  totalRows: number
  lastRow: number
  attempts: number
  createdBy: string | null
  actorName: string
  timeZone: string
  leaseToken: string
}

// Longer than a batch takes by far, and short enough that a killed process is soon replaced.
export const LEASE_SECONDS = 20

type JobRow = Omit<Job, 'format'> & Omit<CsvFormat, 'header'> & { columns: { header: string }[] }

/** Takes the oldest import that nobody works on; `importId` takes that one alone. */
export async function claimJob(
  tx: Tx,
  token: string,
  importId: string | null = null,
): Promise<Job | undefined> {
  const row = await tx.first(sql<'claimedImport', JobRow>`
    update imports i set lease_token = ${token}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = attempts + 1
      from workspaces w
     where w.workspace_id = i.workspace_id and (i.workspace_id, i.id) = (
       select q.workspace_id, q.id from imports q
        where q.status in ('analysing', 'running') and (q.lease_until is null or q.lease_until < now()
          -- Taken by a clock that was wrong.
          or q.lease_until > now() + interval '1 hour')
          and (${importId}::text is null or q.id = ${importId})
        order by q.created_at limit 1 for update skip locked)
    returning i.workspace_id as "workspaceId", i.id, i.kind, i.filename, i.status, i.encoding, i.separator,
      i.header_row as "headerRow", i.skips_separator_line as "skipsSeparatorLine", i.columns, i.mapping, i.stated, i.options,
      i.good_rows_only as "goodRowsOnly", i.total_rows as "totalRows", i.last_row as "lastRow", i.attempts,
      i.created_by as "createdBy", i.actor_name as "actorName", w.timezone as "timeZone", i.lease_token as "leaseToken"`)
  if (!row) return undefined
  const { encoding, separator, headerRow, skipsSeparatorLine, columns, ...job } = row
  const header = columns.map((column) => column.header)
  return { ...job, format: { encoding, separator, headerRow, skipsSeparatorLine, header } }
}

// Somebody cancelled or changed the import, or another process took it over: what was not committed is void.
export class LeaseLost extends Error {}

/**
 * Locks the import for the rest of the transaction and prolongs the lease. First of all locks, so
 * that a request which changes the import waits instead of dying in a deadlock over the event head.
 */
export async function holdLease(tx: Tx, job: Job) {
  const held =
    await tx.run(sql`update imports set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where id = ${job.id} and lease_token = ${job.leaseToken} and status = ${job.status}`)
  if (held !== 1) throw new LeaseLost(`The import ${job.id} is no longer ours`)
}

/** Gives the import back, for this process is ending: another goes on where the last commit stands. */
export function releaseLease(tx: Tx, job: Job) {
  return tx.run(sql`update imports set lease_token = null, lease_until = null, attempts = greatest(attempts - 1, 0)
    where id = ${job.id} and lease_token = ${job.leaseToken}`)
}

export function readingOf(job: Pick<Job, 'options' | 'timeZone'>): Reading {
  const { timeZone, dateOrder, decimalSeparator, ...options } = job.options
  return {
    timeZone: timeZone ?? job.timeZone,
    dateOrder: (dateOrder ?? null) as Reading['dateOrder'],
    decimalSeparator: (decimalSeparator ?? null) as Reading['decimalSeparator'],
    options: Object.fromEntries(
      Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
  }
}

export async function writeProblems(tx: Tx, job: Job, rows: { row: number; problems: unknown[] }[]) {
  if (rows.length === 0) return
  await tx.run(sql`insert into import_problems (workspace_id, import_id, "row", problems)
    select ${job.workspaceId}::uuid, ${job.id}, r."row", r.problems
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("row" integer, problems jsonb)`)
}
