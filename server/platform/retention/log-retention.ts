import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { problem } from '../kernel/problem.ts'
import { recordKind } from '../kernel/record-kind.ts'
import { defaultDays, type LegalMinimum, type Log, legalMinimums } from '../kernel/retained.ts'
import { instant, integer, nullable, Type } from '../kernel/schema.ts'

const belowMinimum = problem('retention_below_minimum', 422, {
  meaning: 'The law wants these records kept for longer',
  fix: 'Choose at least as many days as the message says; it names the regulation.',
})

/** Ten years, and a hundred for who wants to keep the audit log for good. */
const days = {
  run_logs_days: integer(1, 3650, 'Deliveries of webhooks with their attempts, mails, import runs.'),
  audit_logs_days: integer(1, 36_500, 'Entries of the audit log. They go in whole signed segments.'),
  diagnostic_artifacts_days: integer(
    1,
    3650,
    'Why requests were refused, files of imports and what was wrong in them.',
  ),
}
export type Days = { [field in keyof typeof days]: number }
const fields = Object.keys(days) as (keyof Days)[]
export const changedDays = Type.Partial(Type.Object(days))

const LogRetention = Type.Object({
  ...days,
  updated_at: nullable(instant('null: as it came; nobody has chosen yet.')),
})

export const logRetentionKind = recordKind({
  name: 'log_retention',
  prefix: null,
  title: { one: 'log retention', many: 'log retention' },
  page: '/settings/log-retention',
})

export const getLogRetention = operation({
  id: 'getLogRetention',
  method: 'GET',
  path: '/api/settings/log-retention',
  summary: 'Get the log retention',
  description: 'How many days each kind of log is kept, and the legal minimum.',
  scope: 'settings:read',
  roles: ['auditor', 'accountable_executive', 'safety_manager'],
  response: LogRetention,
  handle: ({ tx }) => readRetention(tx),
})

export const updateLogRetention = operation({
  id: 'updateLogRetention',
  method: 'PUT',
  path: '/api/settings/log-retention',
  summary: 'Update the log retention',
  description:
    'Sets how many days each kind of log is kept. Older entries are deleted permanently within the hour. Fields that you leave out keep their value. A time below the legal minimum is refused with the regulation.',
  access: 'session',
  roles: [],
  audits: 'log_retention.updated',
  body: changedDays,
  response: LogRetention,
  async handle({ tx, body, principal, services, emit }) {
    refuseBelowMinimum(body.audit_logs_days, services)
    // Two who change it at once take turns, so that the audit log says what each found.
    await tx.run(
      sql`select from workspaces where workspace_id = ${principal.workspace.uuid} for no key update`,
    )
    const before = await readRetention(tx)
    const after = { ...before, ...body }
    await tx.run(sql`
      insert into log_retention (workspace_id, run_logs_days, audit_logs_days, diagnostic_artifacts_days)
      values (${principal.workspace.uuid}, ${after.run_logs_days}, ${after.audit_logs_days},
          ${after.diagnostic_artifacts_days})
      on conflict (workspace_id)
        do update set run_logs_days = excluded.run_logs_days, audit_logs_days = excluded.audit_logs_days,
          diagnostic_artifacts_days = excluded.diagnostic_artifacts_days, updated_at = now()`)
    emit({
      type: 'log_retention.updated',
      subject: { type: logRetentionKind.name, id: principal.workspace.id, label: principal.workspace.name },
      changes: fields
        .filter((field) => before[field] !== after[field])
        .map((field) => ({ field, before: before[field], after: after[field] })),
    })
    return readRetention(tx)
  },
})

export async function readRetention(tx: Tx): Promise<Days & { updated_at: string | null }> {
  const row = await tx.first(sql<'logRetention'>`
    select run_logs_days, audit_logs_days, diagnostic_artifacts_days, updated_at from log_retention`)
  return row ? { ...row, updated_at: row.updated_at.toISOString() } : { ...defaultsByField, updated_at: null }
}

const field = (log: Log) => `${log}_days` as keyof Days
const defaultsByField = Object.fromEntries(
  Object.entries(defaultDays).map(([log, count]) => [field(log as Log), count]),
) as Days

/** The least that may be chosen for the whole audit log, and who says so; null: nobody does. */
export function floorOf(services: Pick<Services, 'modules'>): LegalMinimum | null {
  const minimums = legalMinimums(services).filter(({ eventTypes }) => eventTypes.includes('*'))
  return minimums.sort((a, b) => b.days - a.days)[0] ?? null
}

function refuseBelowMinimum(wanted: number | undefined, services: Pick<Services, 'modules'>): void {
  const floor = floorOf(services)
  if (wanted === undefined || floor === null || wanted >= floor.days) return
  const message = `must be at least ${floor.days}: ${floor.records} are kept for ${floor.period} (${floor.citation}), and the audit log is what vouches for them`
  throw belowMinimum(`audit_logs_days ${message}`, { details: [{ field: 'audit_logs_days', message }] })
}
