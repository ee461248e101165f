import { sql, type Tx } from '#platform/database/database.ts'
import { newId, newIdAt } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import type { Secrets } from '#platform/kernel/secrets.ts'
import { nextCode } from '../series.ts'
import { openClocks } from './clock.ts'
import { codePrefixes, type ReportForm } from './report.ts'
import { reporterMark } from './sight.ts'
import { newTrackingCode, secretHash } from './tracking-code.ts'

export const maxPhotosPerAnonymousReport = 6

export interface Told {
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
}

export interface Filed {
  reportId: string
  code: string
  trackingCode: string
  uploadToken: string
}

/** The hour that an instant lies in: all the time that is kept of somebody who stays unnamed. */
export function toTheHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
}

/** Writes a new report. @returns what its sender comes back with, of which only hashes are kept. */
export async function fileReport(
  tx: Tx,
  secrets: Secrets,
  given: {
    workspace: { uuid: string; timezone: string }
    mode: ReportForm['mode']
    principal: Principal | null
    source: 'api' | 'public'
    told: Told
    now: Date
  },
): Promise<Filed> {
  const { workspace, mode, principal, told } = given
  const unnamed = mode === 'anonymous'
  const at = unnamed ? toTheHour(given.now) : given.now
  const reportId = unnamed ? newIdAt('rpt', at) : newId('rpt')
  const occurredAt = told.occurredAt ? new Date(told.occurredAt) : null
  const by = mode === 'standard' && principal ? actorOf(principal) : null
  const userId = principal?.kind === 'user' ? principal.userId : null
  const sealed = mode === 'confidential' && principal ? actorOf(principal) : null
  const code = await nextCode(tx, workspace.uuid, codePrefixes[told.type], at, workspace.timezone)
  const aircraftId = told.aircraftId ?? (await aircraftOf(tx, workspace.uuid, told.aircraftRegistration))
  await tx.run(sql`
    insert into safety_reports (workspace_id, id, code, type, mode, title, description, category, occurred_at,
        place, initial_severity, initial_likelihood, aircraft_id, aircraft_registration, flight_id,
        project_id, submitted_by, submitted_by_name, submitted_by_key, reporter_sealed, reporter_mark, source,
        announced, created_at, updated_at)
    values (${workspace.uuid}, ${reportId}, ${code}, ${told.type}, ${mode}, ${told.title},
        ${told.description}, ${told.category}, ${occurredAt && unnamed ? toTheHour(occurredAt) : occurredAt},
        ${told.place ?? null}, ${told.initialSeverity ?? null}, ${told.initialLikelihood ?? null},
        ${aircraftId}, ${told.aircraftRegistration?.toUpperCase() ?? null}, ${told.flightId ?? null},
        ${told.projectId ?? null}, ${by?.type === 'user' ? by.id : null}, ${by?.name ?? null},
        ${by?.type === 'api_key' ? by.id : null},
        ${sealed ? secrets.seal(JSON.stringify(sealed), reportId) : null},
        ${sealed && userId ? reporterMark(secrets, reportId, userId) : null}, ${given.source}, ${!unnamed},
        ${at}, ${at})`)
  await openClocks(tx, workspace, reportId, told, at)
  const [trackingCode, uploadToken] = [newTrackingCode(), newTrackingCode()]
  await tx.run(sql`
    insert into safety_report_followups (workspace_id, report_id, code_hash, upload_hash, uploads_left)
    values (${workspace.uuid}, ${reportId}, ${secretHash(trackingCode)},
        ${unnamed ? secretHash(uploadToken) : null}, ${unnamed ? maxPhotosPerAnonymousReport : 0})`)
  return { reportId, code, trackingCode, uploadToken }
}

async function aircraftOf(tx: Tx, workspaceUuid: string, registration: string | null | undefined) {
  if (!registration) return null
  const found = await tx.first(sql<'reportedAircraft'>`
    select id from aircraft where workspace_id = ${workspaceUuid} and registration = upper(${registration})`)
  return found?.id ?? null
}
