import { operation } from '#platform/kernel/operation.ts'
import { id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { tellOfReport } from './announce.ts'
import { fileReport } from './file-report.ts'
import { likelihood, Report, reportModes, reportSubmitted, severity, toldFields } from './report.ts'
import { reportEvent } from './report-event.ts'

export const submitReport = operation({
  id: 'submitReport',
  method: 'POST',
  path: '/api/v1/sms/reports',
  summary: 'Submit a safety report',
  description:
    'Standard: the safety manager sees who sent it. Confidential: who sent it is encrypted, and every look at it is audited. Anonymous: nothing of who sent it is kept. The tracking code is shown once.',
  scope: 'safety:write',
  roles: 'staff',
  creates: Report,
  emits: reportSubmitted,
  stability: 'beta',
  secret: true,
  // Of these two modes nobody may find out from logs, audit or stored answers who sent them.
  anonymous: (body) =>
    ['confidential', 'anonymous'].includes((body as { mode?: string } | undefined)?.mode ?? ''),
  body: Type.Object({
    ...toldFields,
    mode: Type.Optional(oneOf(reportModes, { description: 'standard unless told.' })),
    aircraftId: Type.Optional(nullable(id('acf'))),
    flightId: Type.Optional(nullable(id('flt'))),
    projectId: Type.Optional(nullable(id('prj'))),
    initialSeverity: Type.Optional(nullable(severity)),
    initialLikelihood: Type.Optional(nullable(likelihood)),
  }),
  response: Type.Object({
    ...Report.schema.properties,
    trackingCode: Type.String({
      description:
        'Follows the report without an account. Only its hash is kept, so it cannot be shown again.',
    }),
  }),
  async handle({ tx, body: { mode = 'standard', ...told }, principal, services, now, emit }) {
    const { workspace } = principal
    const filed = await fileReport(tx, services.secrets, {
      workspace,
      mode,
      principal,
      source: 'api',
      told,
      now,
    })
    const report = await Report.get(tx, filed.reportId)
    // An anonymous report is announced later, when its hour is over.
    if (mode !== 'anonymous') {
      emit(reportEvent(reportSubmitted, report))
      await tellOfReport(tx, workspace.uuid, report)
    }
    return { ...report, trackingCode: filed.trackingCode }
  },
})
