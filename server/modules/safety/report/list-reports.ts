import { type Filter, list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { date, id, idOrName, oneOf, pageOf } from '#platform/kernel/schema.ts'
import {
  publishedForm,
  Report,
  reportCategories,
  reportModes,
  reportStatuses,
  reportTypes,
} from './report.ts'
import { ownReportIds, seesAll } from './visibility.ts'

const sorts = {
  createdAt: { sql: 't.created_at', type: 'timestamptz' as const },
  updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
  occurredAt: { sql: 'coalesce(t.occurred_at, t.created_at)', type: 'timestamptz' as const },
}
const openFilters: Record<string, Filter> = {
  status: { schema: oneOf(reportStatuses), sql: (value) => `t.status = ${value}` },
  type: { schema: oneOf(reportTypes), sql: (value) => `t.type = ${value}` },
  category: { schema: oneOf(reportCategories), sql: (value) => `t.category = ${value}` },
}
const occurredFrom: Filter = {
  schema: date('Occurred on or after this date (UTC).'),
  sql: (value) => `coalesce(t.occurred_at, t.created_at) >= ${value}::timestamptz`,
}
const occurredTo: Filter = {
  schema: date('Occurred on or before this date (UTC).'),
  sql: (value) => `coalesce(t.occurred_at, t.created_at) < ${value}::timestamptz + interval '1 day'`,
}
// These filters would reveal hidden fields of a report that is only partly published.
const fullFilters: Record<string, Filter> = {
  mode: { schema: oneOf(reportModes), sql: (value) => `t.mode = ${value}` },
  from: occurredFrom,
  to: occurredTo,
  // The same filters under the names that other lists use.
  date_from: occurredFrom,
  date_to: occurredTo,
  aircraft: {
    schema: idOrName('acf', 'The id or the registration of the aircraft.'),
    sql: (value) =>
      `(t.aircraft_id = any (array(select apron.aircraft_named(${value})))
            or (t.aircraft_id is null
                and replace(upper(t.aircraft_registration), '-', '') = replace(upper(${value}), '-', '')))`,
  },
  handler: {
    schema: id('mem', 'The member who handles it.'),
    sql: (value) => `t.handler_member_id = ${value}`,
  },
  severity: { schema: oneOf(['A', 'B', 'C', 'D', 'E']), sql: (value) => `t.initial_severity = ${value}` },
}

const allReports = list({
  of: Report,
  defaultSort: '-createdAt',
  sorts,
  where: 't.deleted_at is null',
  filters: { ...openFilters, ...fullFilters },
  search: ['t.title', 't.code', 't.description', 't.place', 't.external_reference'],
  indexed: true,
})

/** For callers who do not see all reports: their own, and the published ones. */
const someReports = list({
  of: Report,
  defaultSort: '-createdAt',
  sorts: {
    createdAt: sorts.createdAt,
    updatedAt: sorts.updatedAt,
    occurredAt: { sql: 't.created_at', type: 'timestamptz' },
  },
  where: 't.deleted_at is null',
  within: {
    param: 'own',
    sql: (value) => `(t.id = any (string_to_array(${value}, ',')) or t.published_at is not null)`,
  },
  filters: openFilters,
  search: ['t.code', 't.published_title', 't.published_summary'],
  indexed: true,
})

export const listReports = operation({
  id: 'listReports',
  method: 'GET',
  path: '/api/v1/sms/reports',
  summary: 'List safety reports',
  description:
    'Safety managers, admins, the accountable executive, auditors and API keys see all reports. Other members see their own, and the published part of others.',
  scope: 'safety:read',
  roles: 'staff',
  stability: 'beta',
  query: allReports.query,
  response: pageOf(Report.schema),
  async handle({ tx, query, principal, services }) {
    if (seesAll(principal)) return runList(tx, allReports, query, principal)
    const hidden = Object.keys(fullFilters).find((name) => query[name] !== undefined)
    if (hidden)
      throw invalidRequest(`The filter ${hidden} is only for members who see every report`, {
        details: [{ field: hidden, message: 'is not available to your roles' }],
      })
    const own = await ownReportIds(tx, services.secrets, principal)
    const page = await runList(tx, someReports, query, principal, { own: own.join(',') })
    const items = page.items.map((report) => (own.includes(report.id) ? report : publishedForm(report)))
    return { ...page, items }
  },
})
