import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest, problem } from '#platform/kernel/problem.ts'
import { nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { Report } from './report.ts'
import { safetyManagers } from './sight.ts'

const reporterUnknown = problem('reporter_unknown', 422, {
  meaning: 'Who sent this report is kept nowhere',
  fix: 'Write to the reporter in the mailbox of the report; they read it with their tracking code.',
})

export const revealReporter = operation({
  id: 'revealReporter',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/reveal-reporter',
  summary: 'Look at who sent a confidential report',
  description: 'Every look is in the audit log, with its reason. A key never looks.',
  access: 'session',
  roles: safetyManagers,
  // It cannot be taken back: an open, forgotten session does not look.
  stepUp: true,
  on: Report,
  audits: 'safety_report.reporter_revealed',
  secret: true,
  stability: 'beta',
  body: Type.Object({ reason: text(10, 500, 'Why you need to know.') }),
  response: Type.Object({
    type: oneOf(['user', 'api_key']),
    id: nullable(Type.String()),
    name: Type.String(),
  }),
  async handle({ tx, query, body, record, services, emit }) {
    // It would be a look that leaves no trace.
    if ((query as { dry_run?: boolean }).dry_run)
      throw invalidRequest('A look at who sent a report cannot be tried: leave dry_run out')
    const found = await tx.one(sql<'sealedReporter'>`
      select reporter_sealed as sealed, submitted_by as id, submitted_by_name as name, submitted_by_key as key
        from safety_reports where id = ${record.id}`)
    emit({
      type: 'safety_report.reporter_revealed',
      subject: { type: 'safety_report', id: record.id, label: record.code, projectId: record.projectId },
      changes: [{ field: 'reason', before: null, after: body.reason }],
    })
    if (found.sealed) {
      const { type, id, name } = JSON.parse(services.secrets.open(found.sealed, record.id)) as {
        type: 'user' | 'api_key'
        id: string
        name: string
      }
      return { type, id, name }
    }
    if (found.name === null) throw reporterUnknown()
    return {
      type: found.key ? ('api_key' as const) : ('user' as const),
      id: found.id ?? found.key,
      name: found.name,
    }
  },
})
