import type { Tx } from '../database/database.ts'
import type { Services } from './installation.ts'
import type { Extension, Module } from './operation.ts'

/** What a workspace sets a time for. */
export const logs = ['run_logs', 'audit_logs', 'diagnostic_artifacts'] as const
export type Log = (typeof logs)[number]

export const defaultDays: Record<Log, number> = { run_logs: 30, audit_logs: 365, diagnostic_artifacts: 7 }

export interface RetainedRow {
  workspaceId: string | null
  id: string
}

/** Rows that are kept for as long as a workspace says, and then deleted. A module declares its own. */
export interface RetainedRows extends Extension {
  kind: 'retained_rows'
  log: 'run_logs' | 'diagnostic_artifacts'
  /** As the answers and the audit log name it: `webhook_deliveries`. */
  name: string
  /** As people name it. */
  title: string
  /** The table is `t` in what follows; its rows have an `id`. */
  table: string
  /** The column that says whose the rows are; `workspace_id` unless told. Null there: the installation's. */
  workspace?: string
  /** SQL: from when on a row is counted. An index begins with the workspace and this. */
  at: string
  /** SQL: which rows are over and done with. */
  where: string
  /** SQL: what is forgotten of a row that itself stays. Its `where` must not find it again. */
  set?: string
  /** Clears what belongs to the rows and lies elsewhere. It may be done twice: the deletion may fail after it. */
  clear?(tx: Tx, rows: readonly RetainedRow[], services: Pick<Services, 'files'>): Promise<void>
}

/**
 * A time that the law wants records kept for. The entries of the audit log with these types stay for that
 * long whatever a workspace says; a minimum over `*` is the least that may be said for the whole log.
 */
export interface LegalMinimum extends Extension {
  kind: 'legal_minimum'
  /** What the law is about: "Safety assurance records". */
  records: string
  /** What the types of the events begin with (`flight` is `flight.*`), or `*`; all that the module writes unless told. */
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

/** What the modules declare, each with the types that it means. */
export function legalMinimums({
  modules,
}: Pick<Services, 'modules'>): (LegalMinimum & { eventTypes: readonly string[] })[] {
  return modules.flatMap((module) =>
    (module.extensions ?? [])
      .filter((one): one is LegalMinimum => one.kind === 'legal_minimum')
      .map((minimum) => ({ ...minimum, eventTypes: minimum.eventTypes ?? kindsOf(module) })),
  )
}

/** The kinds of record that a module writes about. */
function kindsOf({ operations, events = [] }: Module): string[] {
  const types = [
    ...operations.flatMap(({ emits, audits }) => [emits?.type, audits]),
    ...events.map(({ type }) => type),
  ]
  return [...new Set(types.flatMap((type) => type?.split('.')[0] ?? []))].sort()
}
