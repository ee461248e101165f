import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { safetyReaders } from '#server/roles.ts'
import * as cpa from '../cpa/cpa.ts'
import * as investigation from '../investigation/investigation.ts'
import * as hazard from '../risk/hazard.ts'
import { todayOf } from '../today.ts'
import { hasOpenFinding } from './audit.ts'
import { isInAlert } from './spi.ts'

const counts = Type.Record(Type.String(), Type.Integer())
export const Metrics = Type.Object({
  reports: Type.Object({
    byStatus: counts,
    byCategory: counts,
    byMonth: Type.Array(
      Type.Object({ month: Type.String({ description: 'YYYY-MM, by occurrence.' }), counts }),
    ),
  }),
  investigations: Type.Object({
    byStatus: counts,
    open: Type.Integer(),
    preliminaryOverdue: Type.Integer({
      description: 'Open, and the preliminary report is past its due date.',
    }),
  }),
  cpas: Type.Object({
    byStatus: counts,
    open: Type.Integer(),
    overdue: Type.Integer(),
    awaitingVerification: Type.Integer(),
  }),
  hazards: Type.Object({
    byStatus: counts,
    byTolerability: counts,
    byInitialCell: counts,
    byResidualCell: counts,
    reviewOverdue: Type.Integer(),
    unassessed: Type.Integer(),
    controlOverdue: Type.Integer({ description: 'Hazards with a planned control past its due date.' }),
  }),
  controls: Type.Object({ byStatus: counts, overdue: Type.Integer() }),
  indicators: Type.Object({
    byLevel: counts,
    inAlert: Type.Integer({ description: 'Active, and past a threshold.' }),
  }),
  compliance: Type.Object({ byStatus: counts }),
  audits: Type.Object({ openFindings: Type.Integer(), withOpenFindings: Type.Integer() }),
  changes: Type.Object({ byStatus: counts }),
  notifications: Type.Object({ unacknowledged: Type.Integer() }),
})

export type MetricsForm = Static<typeof Metrics>

const tally = (column: string, from: string) =>
  sql.raw(
    `(select coalesce(json_object_agg(k, n), '{}')
        from (select ${column} as k, count(*) as n from ${from} group by 1) x)`,
  )
const count = (table: string, where: string) => sql.raw(`(select count(*) from ${table} t where ${where})`)
const reports = 'safety_reports r where r.deleted_at is null'
const judged = (kind: 'initial' | 'residual') => `
  hazards h cross join lateral (
    select a.likelihood::text || a.severity as cell from risk_assessments a
     where a.workspace_id = h.workspace_id and a.hazard_id = h.id and a.kind = '${kind}'
     order by a.id desc limit 1) j
  where h.status <> 'closed'`
const standing = `
  hazards h cross join lateral (
    select a.tolerability from risk_assessments a
     where a.workspace_id = h.workspace_id and a.hazard_id = h.id
     order by a.kind = 'initial', a.id desc limit 1) j
  where h.status <> 'closed'`
// Of the months of the last year, `m`, what occurred in each by category.
const byMonth = `
  (select json_agg(json_build_object('month', to_char(m.f, 'YYYY-MM'),
              'counts', (select coalesce(json_object_agg(k, n), '{}')
                           from (select r.category as k, count(*) as n
                                   from safety_reports r
                                  where r.deleted_at is null
                                    and coalesce(r.occurred_at, r.created_at) >= m.f at time zone z.timezone
                                    and coalesce(r.occurred_at, r.created_at) < (m.f + interval '1 month') at
                                      time zone z.timezone
                                  group by 1) x)) order by m.f)
     from workspaces z,
       generate_series(date_trunc('month', now() at time zone z.timezone) - interval '11 months',
         date_trunc('month', now() at time zone z.timezone), interval '1 month') as m(f)
    where z.workspace_id = apron.workspace())`

/** The numbers of safety management. The twelve months count by when things occurred. */
export async function readMetrics(tx: Tx): Promise<MetricsForm> {
  return tx.one(sql<'safetyMetrics', MetricsForm>`
    select json_build_object(
             'byStatus', ${tally('r.status', reports)},
             'byCategory', ${tally('r.category', reports)},
             'byMonth', ${sql.raw(byMonth)}) as reports,
           json_build_object(
             'byStatus', ${tally('t.status', 'safety_investigations t')},
             'open', ${count('safety_investigations', investigation.isOpen)},
             'preliminaryOverdue', ${count('safety_investigations', investigation.isPreliminaryOverdue)}
           ) as investigations,
           json_build_object(
             'byStatus', ${tally('t.status', 'safety_cpas t')},
             'open', ${count('safety_cpas', cpa.isOpen)},
             'overdue', ${count('safety_cpas', cpa.isOverdue)},
             'awaitingVerification', ${count('safety_cpas', "t.status = 'verification'")}) as cpas,
           json_build_object(
             'byStatus', ${tally('h.status', 'hazards h')},
             'byTolerability', ${tally('j.tolerability', standing)},
             'byInitialCell', ${tally('j.cell', judged('initial'))},
             'byResidualCell', ${tally('j.cell', judged('residual'))},
             'reviewOverdue', ${count('hazards', hazard.isReviewOverdue)},
             'unassessed', ${count('hazards', hazard.isUnassessed)},
             'controlOverdue', ${count('hazards', hazard.hasOverdueControl)}) as hazards,
           json_build_object(
             'byStatus', ${tally('c.status', 'risk_controls c')},
             'overdue', ${count('risk_controls', `t.status = 'planned' and t.due_on < ${todayOf('t')}`)}
           ) as controls,
           json_build_object(
             'byLevel', ${tally('s.level', "spis s where s.status = 'active'")},
             'inAlert', ${count('spis', isInAlert)}) as indicators,
           json_build_object('byStatus', ${tally('e.status', 'compliance_elements e')}) as compliance,
           json_build_object(
             'openFindings', ${count('audit_findings', "t.status = 'open'")},
             'withOpenFindings', ${count('safety_audits', hasOpenFinding)}) as audits,
           json_build_object('byStatus', ${tally('c.status', 'safety_changes c')}) as changes,
           json_build_object(
             'unacknowledged', ${count('hazard_notifications', 't.acknowledged_at is null')}
           ) as notifications`)
}

export const getSafetyMetrics = operation({
  id: 'getSafetyMetrics',
  method: 'GET',
  path: '/api/v1/sms/metrics',
  summary: 'Get safety metrics',
  description:
    'Counts of reports, investigations, actions, hazards and indicators, with reports by month. Each count matches the list behind it.',
  scope: 'safety:read',
  roles: safetyReaders,
  response: Metrics,
  handle: ({ tx }) => readMetrics(tx),
})
