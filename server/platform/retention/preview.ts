import { previewSegments } from '../audit/purge-segment.ts'
import type { Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { legalMinimums, type RetainedRows } from '../kernel/retained.ts'
import { instant, nullable, Type } from '../kernel/schema.ts'
import { changedDays, type Days, floorOf, readRetention } from './log-retention.ts'
import { isOld } from './purge.ts'

const Found = {
  count: Type.Integer({ description: 'How many would be deleted.' }),
  oldest_at: nullable(instant('Of those, the oldest.')),
}
const Part = Type.Object({ name: Type.String(), title: Type.String(), ...Found })
const parts = Type.Object({ days: Type.Integer(), ...Found, parts: Type.Array(Part) })

export const previewLogRetention = operation({
  id: 'previewLogRetention',
  method: 'GET',
  path: '/api/settings/log-retention/preview',
  summary: 'Preview a log retention',
  description: 'Counts what the given retention times would delete, and what the law requires to keep.',
  scope: 'settings:read',
  roles: ['auditor', 'accountable_executive', 'safety_manager'],
  query: changedDays,
  response: Type.Object({
    run_logs: parts,
    audit_logs: Type.Object({
      days: Type.Integer(),
      ...Found,
      kept_by_law: Type.Integer({
        description: 'Entries that are older and stay, because the law keeps them or one beside them.',
      }),
      minimum_days: Type.Integer({ description: 'The least that may be chosen.' }),
      legal_minimums: Type.Array(
        Type.Object({
          records: Type.String(),
          event_types: Type.Array(Type.String()),
          days: Type.Integer(),
          period: Type.String(),
          citation: Type.String(),
        }),
      ),
    }),
    diagnostic_artifacts: parts,
  }),
  async handle({ tx, query, principal, services }) {
    await services.refusals.flush()
    const days = { ...(await readRetention(tx)), ...query }
    const { uuid } = principal.workspace
    return {
      run_logs: await previewRows(tx, services, 'run_logs', days, uuid),
      audit_logs: {
        days: days.audit_logs_days,
        ...(await previewSegments(tx, uuid, days.audit_logs_days)),
        minimum_days: floorOf(services)?.days ?? 1,
        legal_minimums: legalMinimums(services).map(
          ({ records, eventTypes, days: least, period, citation }) => ({
            records,
            event_types: [...eventTypes],
            days: least,
            period,
            citation,
          }),
        ),
      },
      diagnostic_artifacts: await previewRows(tx, services, 'diagnostic_artifacts', days, uuid),
    }
  },
})

async function previewRows(
  tx: Tx,
  services: Services,
  log: RetainedRows['log'],
  days: Days,
  workspaceUuid: string,
) {
  const kept = days[`${log}_days`]
  const found = []
  for (const rows of services.extensions<RetainedRows>('retained_rows')) {
    if (rows.log !== log) continue
    const [row] = await tx.composed<{ count: number; oldest: Date | null }>(
      `select count(*) as count, min(${rows.at}) as oldest from ${rows.table} t where ${isOld(rows)}`,
      [kept, workspaceUuid],
    )
    found.push({
      name: rows.name,
      title: rows.title,
      count: row?.count ?? 0,
      oldest_at: row?.oldest?.toISOString() ?? null,
    })
  }
  return {
    days: kept,
    count: found.reduce((sum, { count }) => sum + count, 0),
    oldest_at: found.flatMap(({ oldest_at }) => oldest_at ?? []).sort()[0] ?? null,
    parts: found,
  }
}
