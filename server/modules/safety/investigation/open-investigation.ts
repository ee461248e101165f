import { sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, ruleBroken } from '#platform/kernel/problem.ts'
import { requireReference } from '#platform/kernel/reference.ts'
import { id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { moveReportAutomatically } from '../report/move-report.ts'
import { Report, reportStates } from '../report/report.ts'
import { requireManager, safetyManagers } from '../report/visibility.ts'
import {
  Investigation,
  investigationEvent,
  investigationOpened,
  investigationStates,
  methodData,
  methods,
  requireInvestigator,
} from './investigation.ts'

export const openInvestigation = operation({
  id: 'openInvestigation',
  method: 'POST',
  path: '/api/v1/sms/investigations',
  summary: 'Open an investigation',
  description:
    'Opens an investigation on its own, or of a report under review, which then moves to investigating. A preliminary report is due after 30 days.',
  scope: 'safety:write',
  roles: safetyManagers,
  creates: Investigation,
  emits: investigationOpened,
  stability: 'beta',
  response: Investigation.schema,
  refusals: {
    safety_investigations_open: () => conflict('This report already has an open investigation'),
  },
  body: Type.Object({
    title: text(3, 200),
    reportId: Type.Optional(nullable(id('rpt'))),
    leadMemberId: Type.Optional(nullable(id('mem', 'The investigator.'))),
    method: Type.Optional(nullable(oneOf(methods))),
  }),
  async handle({ tx, body, principal, now, emit }) {
    const { workspace } = principal
    const report = body.reportId
      ? await requireReference(tx, Report, { field: 'reportId', id: body.reportId, lock: true })
      : null
    if (report && !reportStates.openInvestigation.allows(report))
      throw ruleBroken(
        `${report.code} is ${report.status}. Open an investigation while the report is under review`,
      )
    const investigationId = newId('siv')
    const code = await nextCode(tx, {
      workspaceUuid: workspace.uuid,
      prefix: 'SI',
      at: now,
      timezone: workspace.timezone,
    })
    await tx.run(sql`
      insert into safety_investigations (workspace_id, id, code, title, report_id, lead_member_id, method,
          preliminary_due_on, created_by_name)
      values (${workspace.uuid}, ${investigationId}, ${code}, ${body.title}, ${body.reportId ?? null},
          ${body.leadMemberId ?? null}, ${body.method ?? null},
          (now() at time zone ${workspace.timezone})::date + 30, ${actorOf(principal).name})`)
    const investigation = await Investigation.get(tx, investigationId)
    emit(investigationEvent(investigationOpened, investigation))
    if (report && reportStates.investigate.allows(report))
      emit(
        await moveReportAutomatically(tx, principal, report, reportStates.investigate, `${code} is opened`),
      )
    return investigation
  },
})

export const updateInvestigation = operation({
  id: 'updateInvestigation',
  method: 'PATCH',
  path: '/api/v1/sms/investigations/:id',
  summary: 'Update an investigation',
  description:
    'Changes the narrative, the method, the investigator or the preliminary report, whose first version sets when it was filed.',
  scope: 'safety:write',
  roles: 'staff',
  on: Investigation,
  move: investigationStates.edit,
  audits: 'investigation.updated',
  stability: 'beta',
  response: Investigation.schema,
  body: Type.Object({
    title: Type.Optional(text(3, 200)),
    leadMemberId: Type.Optional(nullable(id('mem'))),
    narrative: Type.Optional(nullable(text(1, 50_000))),
    method: Type.Optional(nullable(oneOf(methods))),
    methodData: Type.Optional(methodData),
    preliminaryReport: Type.Optional(nullable(text(10, 20_000))),
  }),
  async handle({ tx, body: { methodData: steps, ...fields }, record, principal, now, move }) {
    requireInvestigator(principal, record)
    if (fields.leadMemberId !== undefined) requireManager(principal)
    const columns = {
      ...toColumns(fields),
      ...(steps ? { method_data: JSON.stringify(steps) } : {}),
      ...(fields.preliminaryReport && !record.preliminaryAt ? { preliminary_at: now } : {}),
    }
    await move.make(columns)
    return Investigation.get(tx, record.id)
  },
})
