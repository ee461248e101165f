import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest, problem } from '#platform/kernel/problem.ts'
import { nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { sealedColumn } from '#platform/kernel/sealed.ts'
import { Report } from './report.ts'
import { reporterMark, safetyManagers } from './visibility.ts'

const reporterUnknown = problem('reporter_unknown', 422, {
  meaning: 'The sender of this report is not stored',
  fix: 'Write to the reporter in the mailbox of the report; they read it with their tracking code.',
})

export const sealedReporter = sealedColumn({
  table: 'safety_reports',
  column: 'reporter_sealed',
  key: ['workspace_id', 'id'],
  context: 't.id',
  derived: {
    column: 'reporter_mark',
    of: (secrets, plain, reportId) => {
      const { type, id } = JSON.parse(plain) as { type: string; id: string }
      return type === 'user' ? reporterMark(secrets, reportId, id) : null
    },
  },
})

export const revealReporter = operation({
  id: 'revealReporter',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/reveal-reporter',
  summary: 'Reveal the reporter of a confidential report',
  description:
    'Returns who sent the report. Each reveal is in the audit log with its reason. API keys cannot reveal a reporter.',
  access: 'session',
  roles: safetyManagers,
  // A reveal cannot be undone, so a session that was left open must confirm again.
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
    // A dry run would reveal the reporter without an audit entry.
    if ((query as { dry_run?: boolean }).dry_run)
      throw invalidRequest('Revealing a reporter has no dry run: leave dry_run out')
    const reporter = await tx.one(sql<'sealedReporter'>`
      select reporter_sealed as sealed, submitted_by as id, submitted_by_name as name, submitted_by_key as key
        from safety_reports where id = ${record.id}`)
    emit({
      type: 'safety_report.reporter_revealed',
      subject: { type: 'safety_report', id: record.id, label: record.code, projectId: record.projectId },
      changes: [{ field: 'reason', before: null, after: body.reason }],
    })
    if (reporter.sealed) {
      const { type, id, name } = JSON.parse(services.secrets.open(reporter.sealed, record.id)) as {
        type: 'user' | 'api_key'
        id: string
        name: string
      }
      return { type, id, name }
    }
    if (reporter.name === null) throw reporterUnknown()
    return {
      type: reporter.key ? ('api_key' as const) : ('user' as const),
      id: reporter.id ?? reporter.key,
      name: reporter.name,
    }
  },
})
