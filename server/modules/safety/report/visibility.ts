import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql, type Tx } from '#platform/database/database.ts'
import { isVouchedOnly, type Principal, type SessionPrincipal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import type { Secrets } from '#platform/kernel/secrets.ts'
import type { Role } from '#server/roles.ts'

/** The roles that triage, move and delete reports. The owner and admins may do so too. */
export const safetyManagers: Role[] = ['safety_manager']
export const fullAccessRoles: readonly string[] = [
  'account_owner',
  'admin',
  'safety_manager',
  'accountable_executive',
  'auditor',
]
const managerRoles: readonly string[] = ['account_owner', 'admin', 'safety_manager']

/** Whether a caller sees every report. An API key does, but never learns who sent one. */
export function seesAll(principal: Principal): boolean {
  return principal.kind === 'api_key' || principal.roles.some((role) => fullAccessRoles.includes(role))
}

export function manages(principal: Principal): boolean {
  return principal.kind === 'api_key' || principal.roles.some((role) => managerRoles.includes(role))
}

/** Whether a caller may see the names of people: only signed-in managers and the accountable executive. */
export function seesNames(principal: Principal): boolean {
  return (
    principal.kind === 'user' &&
    principal.roles.some((role) => managerRoles.includes(role) || role === 'accountable_executive')
  )
}

export function requireManager(principal: Principal): void {
  if (!manages(principal))
    throw roleMissing('This needs one of the roles account_owner, admin, safety_manager')
}

/**
 * The mark by which the sender of a confidential report is recognized. It needs the installation's key, and it differs
 * for each report, so that two reports of one person cannot be linked.
 */
export function reporterMark(secrets: Secrets, reportId: string, userId: string): Buffer {
  return markUnder(secrets.derive(purpose), reportId, userId)
}

const purpose = 'safety reporter mark'
const markUnder = (key: Buffer, reportId: string, userId: string) =>
  createHmac('sha256', key).update(`${reportId} ${userId}`).digest()

/**
 * Whether this user sent the report that has this mark. Not for a session that only an identity provider vouches for:
 * its operator could ask, member by member, who sent a report, and no audit entry would show it.
 */
function isReporter(secrets: Secrets, reportId: string, mark: Buffer, principal: SessionPrincipal): boolean {
  return (
    !isVouchedOnly(principal) &&
    secrets
      .deriveEach(purpose)
      .some((key) => timingSafeEqual(mark, markUnder(key, reportId, principal.userId)))
  )
}

/** The reports that this user sent, except anonymous ones. */
export async function ownReportIds(tx: Tx, secrets: Secrets, principal: Principal): Promise<string[]> {
  if (principal.kind !== 'user') return []
  const rows = await tx.rows(sql<'ownReports'>`
    select id, null::bytea as mark from safety_reports where submitted_by = ${principal.userId}
    union all select id, reporter_mark from safety_reports where reporter_mark is not null`)
  return rows
    .filter(({ id, mark }) => mark === null || isReporter(secrets, id, mark, principal))
    .map(({ id }) => id)
}

export interface ReportAccess {
  isOwn: boolean
  /** Whether the caller sees everything except names. If not, only the published part. */
  isFull: boolean
}

/** What a caller may see of a report. Null: the report does not exist for them. */
export async function reportAccess(
  tx: Tx,
  reportId: string,
  principal: Principal,
  secrets: Secrets,
): Promise<ReportAccess | null> {
  const report = await tx.first(sql<'reportSight'>`
    select submitted_by as by, reporter_mark as mark, published_at is not null as published
      from safety_reports where id = ${reportId} and deleted_at is null`)
  if (!report) return null
  const isOwn =
    principal.kind === 'user' &&
    (report.by === principal.userId ||
      (report.mark !== null && isReporter(secrets, reportId, report.mark, principal)))
  const isFull = isOwn || seesAll(principal)
  return isFull || report.published ? { isOwn, isFull } : null
}
