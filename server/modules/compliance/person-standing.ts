import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, pageOf, Type } from '#platform/kernel/schema.ts'
import { complianceKind, complianceStatuses } from './record.ts'
import { personOf, seesAll } from './visibility.ts'

const Holding = Type.Object({
  requirementId: nullable(id('cmq', 'The requirement that it meets. Null: no requirement asks for it.')),
  title: Type.String(),
  kind: complianceKind,
  status: oneOf(complianceStatuses),
  recordId: nullable(id('cmr', 'The record that meets it. Of several, the one that is valid longest.')),
  expiresOn: nullable(date('For a medical, the expiry for the privileges that the requirement names.')),
})

/** An active person with the status of all that they must hold or do hold. */
const PersonStanding = resource({
  name: 'compliance_person',
  prefix: 'crw',
  title: { one: 'person', many: 'people' },
  page: '/people/:id',
  table: 'crew',
  schema: Type.Object({
    id: id('crw'),
    displayName: Type.String(),
    functions: Type.Array(Type.String()),
    status: nullable(
      oneOf(complianceStatuses, {
        description: 'The worst status of all holdings. Null: nothing is required and nothing is held.',
      }),
    ),
    compliant: Type.Integer(),
    expiring: Type.Integer(),
    expired: Type.Integer(),
    missing: Type.Integer(),
    lastFlownAt: nullable(instant('The off-block time of the last flight, simulators left out.')),
    holdings: Type.Array(Holding),
  }),
  joins: `cross join lateral (
    select (count(*) filter (where h.status = 'compliant'))::int as compliant,
           (count(*) filter (where h.status = 'expiring'))::int as expiring,
           (count(*) filter (where h.status = 'expired'))::int as expired,
           (count(*) filter (where h.status = 'missing'))::int as missing,
           coalesce(json_agg(json_build_object(
             'requirementId', h.requirement_id, 'title', h.title, 'kind', h.kind, 'status', h.status,
             'recordId', h.record_id, 'expiresOn', h.expires_on)
             order by (h.requirement_id is null), lower(h.title), h.record_id), '[]') as holdings
      from compliance_holdings h where h.workspace_id = t.workspace_id and h.crew_id = t.id) s`,
  expressions: {
    status: `case when s.expired > 0 then 'expired' when s.missing > 0 then 'missing'
                  when s.expiring > 0 then 'expiring' when s.compliant > 0 then 'compliant' end`,
    compliant: 's.compliant',
    expiring: 's.expiring',
    expired: 's.expired',
    missing: 's.missing',
    lastFlownAt: `(select max(f.off_block_at)
                     from flight_crew c
                     join flights f on f.workspace_id = c.workspace_id and f.id = c.flight_id
                     join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
                    where c.workspace_id = t.workspace_id and c.crew_id = t.id
                      and a.category is distinct from 'simulator'
                      and f.status in ('draft', 'submitted', 'approved'))`,
    holdings: 's.holdings',
  },
})

const common = {
  of: PersonStanding,
  where: "t.status = 'active'",
  defaultSort: 'displayName',
  sorts: {
    displayName: { sql: 'lower(t.display_name)', type: 'text' as const },
    // The most urgent comes first.
    urgency: {
      sql: '-(s.expired * 1000000 + s.missing * 1000 + s.expiring)::bigint',
      type: 'bigint' as const,
    },
  },
  filters: {
    status: {
      schema: oneOf(complianceStatuses, { description: 'People with at least one holding of this status.' }),
      sql: (value: string) =>
        `case ${value} when 'expired' then s.expired when 'missing' then s.missing
           when 'expiring' then s.expiring else s.compliant end > 0`,
    },
    function: {
      schema: Type.String({ maxLength: 20 }),
      sql: (value: string) => `${value} = any(t.functions)`,
    },
    person: { schema: id('crw'), sql: (value: string) => `t.id = ${value}` },
  },
  search: ['t.display_name', 't.employee_number'],
  indexed: true,
  overJoins: true,
}
const allPeople = list(common)
const ownPerson = list({
  ...common,
  within: { param: 'user', sql: (value) => `t.id = ${personOf('t', value)}` },
})

export const listCompliancePeople = operation({
  id: 'listCompliancePeople',
  method: 'GET',
  path: '/api/v1/compliance/people',
  summary: 'List the compliance of active people',
  description:
    'What each active person must hold and does hold, with its status. Members who may not see all records see only themselves.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  query: allPeople.query,
  response: pageOf(PersonStanding.schema),
  handle: ({ tx, query, principal }) =>
    principal.kind === 'user' && !seesAll(principal)
      ? runList(tx, ownPerson, query, principal, { user: principal.userId })
      : runList(tx, allPeople, query, principal),
})
