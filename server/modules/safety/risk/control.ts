import { crud } from '#platform/kernel/crud.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, happenedOn, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'

const status = oneOf(['planned', 'in_place', 'ineffective', 'retired'])
const kind = oneOf(['elimination', 'substitution', 'engineering', 'procedure', 'training', 'protection'], {
  description: 'From the most to the least effective.',
})
const fields = {
  hazardId: id('haz'),
  title: text(3, 200),
  kind,
  description: nullable(text(1, 10_000)),
  owner: nullable(text(1, 200)),
  dueOn: nullable(date()),
}
const later = {
  status,
  inPlaceOn: nullable(happenedOn()),
  effectiveness: nullable(text(1, 5_000, 'Whether it does what it should, and how that was seen.')),
}

/** A measure that reduces the risk of a hazard. */
export const RiskControl = resource({
  name: 'risk_control',
  prefix: 'rct',
  title: { one: 'risk control', many: 'risk controls' },
  page: { of: 'hazardId' },
  table: 'risk_controls',
  label: 'title',
  schema: Type.Object({
    id: id('rct'),
    ...fields,
    ...later,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const { hazardId, title, ...optional } = fields
const { kind: _, ...rest } = optional

export const controls = crud({
  of: RiskControl,
  name: 'RiskControl',
  path: '/api/v1/safety/risk-controls',
  scope: 'safety',
  readers: safetyReaders,
  writers: riskRoles,
  required: { hazardId, title, kind },
  optional: { ...rest, status, inPlaceOn: later.inPlaceOn },
  later: { effectiveness: later.effectiveness },
  list: {
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.title', 't.owner'],
    indexed: true,
    filters: {
      hazard_id: { schema: id('haz'), sql: (value) => `t.hazard_id = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      due_before: {
        schema: date('Planned controls that are due before this day.'),
        sql: (value) => `t.status = 'planned' and t.due_on < ${value}`,
      },
    },
  },
})
