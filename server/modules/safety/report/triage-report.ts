import { db, sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { initialRatingFields, readInitialRating } from '../risk/rating.ts'
import { Report, reportCategories, reportDeleted, reportPublished, reportWithdrawn } from './report.ts'
import { reportEvent } from './report-event.ts'
import { safetyManagers } from './visibility.ts'

export const triageReport = operation({
  id: 'triageReport',
  method: 'PATCH',
  path: '/api/v1/sms/reports/:id',
  summary: 'Triage a safety report',
  description:
    'Rates the report, links it to records, and assigns it to a member. The text of the reporter cannot be changed.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  audits: 'safety_report.triaged',
  stability: 'beta',
  response: Report.schema,
  body: Type.Object({
    category: Type.Optional(oneOf(reportCategories)),
    ...initialRatingFields,
    aircraftId: Type.Optional(nullable(id('acf'))),
    flightId: Type.Optional(nullable(id('flt'))),
    projectId: Type.Optional(nullable(id('prj'))),
    handlerMemberId: Type.Optional(nullable(id('mem', 'The member who handles it.'))),
    people: Type.Optional(
      Type.Array(id('crw'), {
        maxItems: 50,
        uniqueItems: true,
        description: 'The people involved. Shown only to members who handle reports, and never in events.',
      }),
    ),
  }),
  async handle({ tx, body, record, principal }) {
    const { people, ...fields } = readInitialRating(body)
    if (Object.keys(fields).length > 0)
      await tx.run(db.updateTable('safety_reports').set(toColumns(fields)).where('id', '=', record.id))
    if (people) {
      await tx.run(sql`delete from safety_report_people where report_id = ${record.id}`)
      await tx.run(sql`insert into safety_report_people (workspace_id, report_id, crew_id)
        select ${principal.workspace.uuid}, ${record.id}, crew_id from unnest(${people}::text[]) as crew_id`)
    }
    return Report.get(tx, record.id)
  },
})

export const publishReport = operation({
  id: 'publishReport',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/publish',
  summary: 'Publish a safety report',
  description:
    'All members can then read this title and summary, which must identify nobody. The rest stays hidden.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  emits: reportPublished,
  stability: 'beta',
  response: Report.schema,
  body: Type.Object({ title: text(10, 200), summary: text(50, 10_000) }),
  async handle({ tx, body, record }) {
    await tx.run(sql`
      update safety_reports
         set published_at = coalesce(published_at, now()), published_title = ${body.title},
           published_summary = ${body.summary}
       where id = ${record.id}`)
    return Report.get(tx, record.id)
  },
})

export const withdrawReport = operation({
  id: 'withdrawReport',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/withdraw',
  summary: 'Withdraw a published report',
  description: 'Removes the published title and summary. Other members then no longer see the report.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  emits: reportWithdrawn,
  stability: 'beta',
  response: Report.schema,
  async handle({ tx, record }) {
    await tx.run(sql`
      update safety_reports set published_at = null, published_title = null, published_summary = null
       where id = ${record.id}`)
    return Report.get(tx, record.id)
  },
})

export const deleteReport = operation({
  id: 'deleteReport',
  method: 'DELETE',
  path: '/api/v1/sms/reports/:id',
  summary: 'Delete a safety report',
  description:
    'Needs a reason. The code is not used again, and the audit log keeps who deleted the report and why.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  emits: reportDeleted,
  stability: 'beta',
  query: Type.Object({ reason: text(3, 500) }),
  async handle({ tx, query, record, emit }) {
    await tx.run(sql`
      update safety_reports set deleted_at = now(), deleted_reason = ${query.reason} where id = ${record.id}`)
    emit(reportEvent(reportDeleted, record, [{ field: 'reason', before: null, after: query.reason }]))
  },
})
