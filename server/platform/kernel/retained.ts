import type { Tx } from '../database/database.ts'
import type { Services } from './installation.ts'
import type { Extension, Module } from './module.ts'

/** What a workspace sets a retention time for. */
export const logs = ['run_logs', 'audit_logs', 'diagnostic_artifacts'] as const
export type Log = (typeof logs)[number]

export const defaultDays: Record<Log, number> = { run_logs: 30, audit_logs: 365, diagnostic_artifacts: 7 }

export interface RetainedRow {
  workspaceId: string | null
  id: string
}

/** Rows that are deleted after the time that a workspace sets. Each module declares its own. */
export interface RetainedRows extends Extension {
  kind: 'retained_rows'
  log: 'run_logs' | 'diagnostic_artifacts'
  /** The name in responses and in the audit log: `webhook_deliveries`. */
  name: string
  /** The name for people. */
  title: string
  /** The table, called `t` in the SQL below. Its rows have an `id`. */
  table: string
  /** The column with the workspace of a row; `workspace_id` by default. Null in it: the row belongs to the installation. */
  workspace?: string
  /** SQL: when the retention time of a row starts. An index begins with the workspace and this. */
  at: string
  /** SQL: which rows are finished. */
  where: string
  /** SQL that erases columns and keeps the row. Its `where` must not match the row again. */
  set?: string
  /** Deletes what belongs to the rows but is stored elsewhere. It may run twice, because the deletion may fail after it. */
  clear?(tx: Tx, rows: readonly RetainedRow[], services: Pick<Services, 'files'>): Promise<void>
}

/**
 * A legal minimum retention time. Audit entries of these types stay at least that long, whatever a workspace
 * sets. A minimum for `*` applies to the whole log.
 */
export interface LegalMinimum extends Extension {
  kind: 'legal_minimum'
  /** What the law is about: "Safety assurance records". */
  records: string
  /** The prefix of the event types (`flight` is `flight.*`), or `*`. By default all types that the module writes. */
  eventTypes?: readonly string[]
  days: number
  /** The days as the regulation says them: "5 years". */
  period: string
  citation: string
}

export const retainedRows = (rows: Omit<RetainedRows, 'kind'>): RetainedRows => ({
  kind: 'retained_rows',
  ...rows,
})
export const legalMinimum = (minimum: Omit<LegalMinimum, 'kind'>): LegalMinimum => ({
  kind: 'legal_minimum',
  ...minimum,
})

/** The minimums that modules declare, each with its event types. */
export function legalMinimums({
  modules,
}: Pick<Services, 'modules'>): (LegalMinimum & { eventTypes: readonly string[] })[] {
  return modules.flatMap((module) =>
    module.extensions
      .filter((extension): extension is LegalMinimum => extension.kind === 'legal_minimum')
      .map((minimum) => ({ ...minimum, eventTypes: minimum.eventTypes ?? kindsOf(module) })),
  )
}

/** The kinds of record that a module writes about. */
function kindsOf({ operations, events }: Module): string[] {
  const types = [
    ...operations.flatMap(({ emits, audits }) => [emits?.type, audits]),
    ...events.map(({ type }) => type),
  ]
  return [...new Set(types.flatMap((type) => type?.split('.')[0] ?? []))].sort()
}
