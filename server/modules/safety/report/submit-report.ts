import { operation } from '#platform/kernel/operation.ts'
import { id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { initialRatingFields, readInitialRating } from '../risk/rating.ts'
import { notifyOfReport } from './announce.ts'
import { fileReport } from './file-report.ts'
import { Report, type ReportMode, reporterFields, reportModes, reportSubmitted } from './report.ts'
import { reportEvent } from './report-event.ts'

const modeOf = ({ mode = 'standard' }: { mode?: ReportMode }) => mode

export const submitReport = operation({
  id: 'submitReport',
  method: 'POST',
  path: '/api/v1/sms/reports',
  summary: 'Submit a safety report',
  description:
    'standard: the safety manager sees the sender. confidential: the sender is encrypted, and each reveal is audited. anonymous: nothing about the sender is kept. The tracking code is shown once.',
  scope: 'safety:write',
  roles: 'staff',
  creates: Report,
  emits: reportSubmitted,
  stability: 'beta',
  secret: true,
  // Until the body is known to be that of a standard report, logs and stored refusals must not show its sender.
  anonymous: ({ body }) => body === undefined || modeOf(body as { mode?: ReportMode }) !== 'standard',
  body: Type.Object({
    ...reporterFields,
    mode: Type.Optional(oneOf(reportModes, { description: 'By default, standard.' })),
    aircraftId: Type.Optional(nullable(id('acf'))),
    flightId: Type.Optional(nullable(id('flt'))),
    projectId: Type.Optional(nullable(id('prj'))),
    ...initialRatingFields,
  }),
  response: Type.Object({
    ...Report.schema.properties,
    trackingCode: Type.String({
      description:
        'Follows the report without an account. Only its hash is kept, so it cannot be shown again.',
    }),
  }),
  async handle({ tx, body, principal, services, now, emit }) {
    const { workspace } = principal
    const { mode: _, ...input } = readInitialRating(body)
    const mode = modeOf(body)
    const filed = await fileReport(tx, services.secrets, {
      workspace,
      mode,
      principal,
      source: 'api',
      input,
      now,
    })
    const report = await Report.get(tx, filed.reportId)
    // The others are announced when their hour is over.
    if (mode === 'standard') {
      emit(reportEvent(reportSubmitted, report))
      await notifyOfReport(tx, workspace.uuid, report)
    }
    return { ...report, trackingCode: filed.trackingCode }
  },
})
