import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { initialRatingFields, readInitialRating } from '../risk/rating.ts'
import { notifyOfReport } from './announce.ts'
import { fileReport, type ReportInput } from './file-report.ts'
import { Report, type ReportMode, reporterFields, reportModes, reportSubmitted } from './report.ts'
import { reportEvent } from './report-event.ts'

const modeOf = ({ mode = 'standard' }: { mode?: ReportMode }) => mode

const shared = {
  method: 'POST',
  scope: 'safety:write',
  roles: 'staff',
  creates: Report,
  emits: reportSubmitted,
  stability: 'beta',
  secret: true,
  // Until the body is known to be that of a standard report, logs and stored refusals must not show its sender.
  anonymous: ({ body }: { body?: unknown }) =>
    body === undefined || modeOf(body as { mode?: ReportMode }) !== 'standard',
  response: Type.Object({
    ...Report.schema.properties,
    trackingCode: Type.String({
      description:
        'Follows the report without an account. Only its hash is kept, so it cannot be shown again.',
    }),
  }),
} as const
const mode = Type.Optional(oneOf(reportModes, { description: 'By default, standard.' }))

interface Submission {
  tx: Tx
  principal: Principal
  services: Services
  now: Date
  emit(emission: Emission): void
}

async function submit(context: Submission, body: ReportInput & { mode?: ReportMode }) {
  const { tx, principal, services, now, emit } = context
  const { workspace } = principal
  const { mode: _, ...input } = body
  const chosen = modeOf(body)
  const filed = await fileReport(tx, services.secrets, {
    workspace,
    mode: chosen,
    principal,
    source: 'api',
    input,
    now,
  })
  const report = await Report.get(tx, filed.reportId)
  // The others are announced when their hour is over.
  if (chosen === 'standard') {
    emit(reportEvent(reportSubmitted, report))
    await notifyOfReport(tx, workspace.uuid, report)
  }
  return { ...report, trackingCode: filed.trackingCode }
}

export const submitReport = operation({
  ...shared,
  id: 'submitReport',
  path: '/api/v1/sms/reports',
  summary: 'Submit a safety report',
  description:
    'standard: the safety manager sees the sender. confidential: the sender is encrypted, and each reveal is audited. anonymous: nothing about the sender is kept. The tracking code is shown once.',
  body: Type.Object({
    ...reporterFields,
    mode,
    aircraftId: Type.Optional(nullable(id('acf'))),
    flightId: Type.Optional(nullable(id('flt'))),
    projectId: Type.Optional(nullable(id('prj'))),
    ...initialRatingFields,
  }),
  handle: ({ body, ...context }) => submit(context, readInitialRating(body)),
})

export const submitBriefReport = operation({
  ...shared,
  id: 'submitBriefReport',
  path: '/api/v1/sms/reports/brief',
  summary: 'Submit a short safety report',
  description:
    'For a report from the ramp in a minute: one line is enough. Without a type and a category it is a hazard in ground operations. Add the rest in its mailbox.',
  body: Type.Object({
    title: text(3, 200, 'What happened, in one line, such as "Flat tire on landing".'),
    description: Type.Optional(text(1, 10_000, 'What else there is to say.')),
    mode,
    type: Type.Optional(reporterFields.type),
    category: Type.Optional(reporterFields.category),
    occurredAt: reporterFields.occurredAt,
    place: reporterFields.place,
    aircraftRegistration: reporterFields.aircraftRegistration,
    aircraftId: Type.Optional(nullable(id('acf'))),
    flightId: Type.Optional(nullable(id('flt'))),
  }),
  handle: ({ body, ...context }) =>
    submit(context, {
      type: 'hazard',
      category: 'ground_operations',
      ...body,
      description: body.description ?? body.title,
      isBrief: true,
    }),
})
