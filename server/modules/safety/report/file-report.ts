import { sql, type Tx } from '#platform/database/database.ts'
import { toTheHour } from '#platform/kernel/hidden-caller.ts'
import { newId, newIdAt } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import type { Secrets } from '#platform/kernel/secrets.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { openClocks } from './clock.ts'
import { codePrefixes, type ReportForm } from './report.ts'
import { newTrackingCode, secretHash } from './tracking-code.ts'
import { reporterMark } from './visibility.ts'

export const maxPhotosPerAnonymousReport = 6

export interface ReportInput {
  type: ReportForm['type']
  title: string
  description: string
  category: ReportForm['category']
  occurredAt?: string | null
  place?: string | null
  aircraftRegistration?: string | null
  aircraftId?: string | null
  flightId?: string | null
  projectId?: string | null
  initialSeverity?: ReportForm['initialSeverity']
  initialLikelihood?: number | null
  isBrief?: boolean
}

export interface FiledReport {
  reportId: string
  code: string
  trackingCode: string
  uploadToken: string
}

/** Writes a new report. @returns the codes with which the sender comes back. Only their hashes are stored. */
export async function fileReport(
  tx: Tx,
  secrets: Secrets,
  options: {
    workspace: { uuid: string; timezone: string }
    mode: ReportForm['mode']
    principal: Principal | null
    source: 'api' | 'public'
    input: ReportInput
    now: Date
  },
): Promise<FiledReport> {
  const { workspace, mode, principal, input } = options
  const isAnonymous = mode === 'anonymous'
  const isHidden = mode !== 'standard'
  const kept = (instant: Date) => (isHidden ? toTheHour(instant) : instant)
  const at = kept(options.now)
  const reportId = isHidden ? newIdAt('rpt', at) : newId('rpt')
  const occurredAt = input.occurredAt ? kept(new Date(input.occurredAt)) : null
  const by = mode === 'standard' && principal ? actorOf(principal) : null
  const userId = principal?.kind === 'user' ? principal.userId : null
  const sealed = mode === 'confidential' && principal ? actorOf(principal) : null
  const code = await nextCode(tx, {
    workspaceUuid: workspace.uuid,
    prefix: codePrefixes[input.type],
    at,
    timezone: workspace.timezone,
  })
  const aircraftId = input.aircraftId ?? (await aircraftOf(tx, workspace.uuid, input.aircraftRegistration))
  await tx.run(sql`
    insert into safety_reports (workspace_id, id, code, type, mode, title, description, category, occurred_at,
        place, initial_severity, initial_likelihood, aircraft_id, aircraft_registration, flight_id,
        project_id, is_brief, submitted_by, submitted_by_name, submitted_by_key, reporter_sealed, reporter_mark, source,
        announced, created_at, updated_at)
    values (${workspace.uuid}, ${reportId}, ${code}, ${input.type}, ${mode}, ${input.title},
        ${input.description}, ${input.category}, ${occurredAt},
        ${input.place ?? null}, ${input.initialSeverity ?? null}, ${input.initialLikelihood ?? null},
        ${aircraftId}, ${input.aircraftRegistration?.toUpperCase() ?? null}, ${input.flightId ?? null},
        ${input.projectId ?? null}, ${input.isBrief ?? false},
        ${by?.type === 'user' ? by.id : null}, ${by?.name ?? null},
        ${by?.type === 'api_key' ? by.id : null},
        ${sealed ? secrets.seal(JSON.stringify(sealed), reportId) : null},
        ${sealed && userId ? reporterMark(secrets, reportId, userId) : null}, ${options.source}, ${!isHidden},
        ${at}, ${at})`)
  await openClocks(tx, workspace, reportId, { ...input, occurredAt }, at)
  const [trackingCode, uploadToken] = [newTrackingCode(), newTrackingCode()]
  await tx.run(sql`
    insert into safety_report_followups (workspace_id, report_id, code_hash, upload_hash, uploads_left)
    values (${workspace.uuid}, ${reportId}, ${secretHash(trackingCode)},
        ${isAnonymous ? secretHash(uploadToken) : null}, ${isAnonymous ? maxPhotosPerAnonymousReport : 0})`)
  return { reportId, code, trackingCode, uploadToken }
}

async function aircraftOf(tx: Tx, workspaceUuid: string, registration: string | null | undefined) {
  if (!registration) return null
  const aircraft = await tx.first(sql<'reportedAircraft'>`
    select min(id) as id from apron.aircraft_named(${registration}, ${workspaceUuid}::uuid) as a(id)
    having count(*) = 1`)
  return aircraft?.id ?? null
}
