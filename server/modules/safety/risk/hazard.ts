import { crud } from '#platform/kernel/crud.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, fieldsOf, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { tolerabilities } from '#rules/risk-matrix.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'
import { todayOf } from '../today.ts'

export const categories = [
  'flight_operations',
  'ground_operations',
  'maintenance',
  'cabin_safety',
  'airspace',
  'weather',
  'human_factors',
  'organizational',
] as const

const judgment = {
  assessmentId: id('ras'),
  severity: Type.String(),
  likelihood: Type.Integer(),
  icaoCell: Type.String(),
  reversedCell: Type.String(),
  tolerability: oneOf(tolerabilities),
  createdAt: instant(),
}
const Judged = nullable(Type.Object({ ...judgment, acceptedByName: nullable(Type.String()) }))
const judged = (
  kind: 'initial' | 'residual',
) => `(select json_build_object('assessmentId', a.id, 'severity', a.severity, 'likelihood', a.likelihood,
                'icaoCell', a.likelihood::text || a.severity,
                'reversedCell', (strpos('EDCBA', a.severity))::text || substr('ABCDE', a.likelihood, 1),
                'tolerability', a.tolerability, 'acceptedByName', a.accepted_by_name,
                'createdAt', to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         from risk_assessments a
        where a.workspace_id = t.workspace_id and a.hazard_id = t.id and a.kind = '${kind}' order by a.id desc
        limit 1)`

const status = oneOf(['open', 'monitored', 'closed'])
const fields = {
  title: text(3, 200),
  consequence: text(3, 2_000, 'What it could lead to.'),
  category: oneOf(categories),
  description: nullable(text(1, 10_000)),
  owner: nullable(text(1, 200, 'Who sees to it.')),
  reviewOn: nullable(date('When the register looks at it again.')),
  reportId: nullable(id('rpt', 'The report that identified it.')),
}

/** A line of the risk register: a hazard, its consequence, and its risk before and after its controls. */
export const Hazard = resource({
  name: 'hazard',
  prefix: 'haz',
  title: { one: 'hazard', many: 'hazards' },
  page: '/safety/risks/:id',
  table: 'hazards',
  label: 'title',
  schema: Type.Object({
    id: id('haz'),
    ...fields,
    status,
    closedReason: nullable(Type.String()),
    initial: Judged,
    residual: Judged,
    controlCount: Type.Integer({ description: 'Controls that are planned or in place.' }),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    initial: judged('initial'),
    residual: judged('residual'),
    controlCount: `(select count(*)
                      from risk_controls c
                     where c.workspace_id = t.workspace_id
                       and c.hazard_id = t.id
                       and c.status in ('planned', 'in_place'))`,
  },
})

/** What events say of a hazard: its risk and status, without text and people. */
export const HazardData = Type.Object({
  ...fieldsOf(
    Hazard.schema,
    'id',
    'category',
    'status',
    'reportId',
    'reviewOn',
    'controlCount',
    'createdAt',
    'updatedAt',
    'version',
  ),
  initial: nullable(Type.Object(judgment)),
  residual: nullable(Type.Object(judgment)),
})
const hazardIdentified = eventType('hazard.identified', {
  stability: 'beta',
  when: 'a hazard is entered in the risk register',
  subject: 'hazard',
  data: HazardData,
  scope: 'safety:read',
})

const latestAssessment = (kind: 'initial' | 'residual', column: string) => `(
      select ${column}
        from risk_assessments a
       where a.workspace_id = t.workspace_id and a.hazard_id = t.id and a.kind = '${kind}' order by a.id desc
       limit 1)`
// The current assessment: the residual one if there is one, otherwise the initial one.
const currentAssessment = (column: string) =>
  `coalesce(${latestAssessment('residual', column)}, ${latestAssessment('initial', column)})`

// Shared by the list filters and the metrics, so that a count always matches its list.
export const isLive = "t.status <> 'closed'"
export const isReviewOverdue = `(${isLive} and coalesce(t.review_on < ${todayOf('t')}, false))`
export const isUnassessed = `(${isLive}
      and not exists (select
                        from risk_assessments a where a.workspace_id = t.workspace_id and a.hazard_id = t.id))`
export const hasOverdueControl = `(${isLive}
      and exists (select
                    from risk_controls c
                   where c.workspace_id = t.workspace_id
                     and c.hazard_id = t.id
                     and c.status = 'planned'
                     and c.due_on < ${todayOf('t')}))`
const cell = Type.String({ pattern: '^[1-5][A-E]$', description: 'In ICAO notation, such as 4E.' })

export const hazards = crud({
  of: Hazard,
  name: 'Hazard',
  path: '/api/v1/safety/hazards',
  scope: 'safety',
  readers: safetyReaders,
  writers: riskRoles,
  required: { title: fields.title, consequence: fields.consequence, category: fields.category },
  optional: {
    description: fields.description,
    owner: fields.owner,
    reviewOn: fields.reviewOn,
    reportId: fields.reportId,
  },
  author: 'created_by_name',
  emits: hazardIdentified,
  list: {
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.title', 't.consequence', 't.owner'],
    indexed: true,
    // A hazard becomes overdue with the date, without a write.
    volatile: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      live: {
        schema: Type.Boolean({ description: 'Hazards that are not closed.' }),
        sql: (value) => `(${isLive}) = ${value}::boolean`,
      },
      report_id: { schema: id('rpt'), sql: (value) => `t.report_id = ${value}` },
      category: { schema: oneOf(categories), sql: (value) => `t.category = ${value}` },
      cell: {
        schema: cell,
        sql: (value) => `${currentAssessment('a.likelihood::text || a.severity')} = ${value}`,
      },
      initial_cell: {
        schema: cell,
        sql: (value) => `${latestAssessment('initial', 'a.likelihood::text || a.severity')} = ${value}`,
      },
      residual_cell: {
        schema: cell,
        sql: (value) => `${latestAssessment('residual', 'a.likelihood::text || a.severity')} = ${value}`,
      },
      tolerability: {
        schema: oneOf(tolerabilities),
        sql: (value) => `${currentAssessment('a.tolerability')} = ${value}`,
      },
      unassessed: {
        schema: Type.Boolean({ description: 'Not closed, and without an assessment.' }),
        sql: (value) => `${isUnassessed} = ${value}::boolean`,
      },
      review_overdue: {
        schema: Type.Boolean({ description: 'Not closed, and past its review date.' }),
        sql: (value) => `${isReviewOverdue} = ${value}::boolean`,
      },
      control_overdue: {
        schema: Type.Boolean({ description: 'Not closed, with a planned control past its due date.' }),
        sql: (value) => `${hasOverdueControl} = ${value}::boolean`,
      },
      review_before: {
        schema: date('Open hazards whose review is due before this day.'),
        sql: (value) => `t.status <> 'closed' and t.review_on < ${value}`,
      },
    },
  },
})
