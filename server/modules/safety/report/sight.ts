import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import type { Secrets } from '#platform/kernel/secrets.ts'
import type { Role } from '#server/roles.ts'

/** Who triages, moves and deletes; the owner and admins may as well. */
export const safetyManagers: Role[] = ['safety_manager']
const fullSight: readonly string[] = [
  'account_owner',
  'admin',
  'safety_manager',
  'accountable_executive',
  'auditor',
]
const managing: readonly string[] = ['account_owner', 'admin', 'safety_manager']

/** Whether a caller sees every report. A key does, and never learns who sent one. */
export function seesAll(principal: Principal): boolean {
  return principal.kind === 'api_key' || principal.roles.some((role) => fullSight.includes(role))
}

export function manages(principal: Principal): boolean {
  return principal.kind === 'api_key' || principal.roles.some((role) => managing.includes(role))
}

/** Who may learn the names of people: those who manage, and sign in to do so. */
export function seesNames(principal: Principal): boolean {
  return (
    principal.kind === 'user' &&
    principal.roles.some((role) => managing.includes(role) || role === 'accountable_executive')
  )
}

export function requireManager(principal: Principal): void {
  if (!manages(principal))
    throw roleMissing('This needs one of the roles account_owner, admin, safety_manager')
}

/**
 * By this the sender of a confidential report is known again. It cannot be made without the installation's
 * key, and it differs from report to report, so that two reports of one person cannot be laid side by side.
 */
export function reporterMark(secrets: Secrets, reportId: string, userId: string): Buffer {
  return createHmac('sha256', secrets.derive('safety reporter mark')).update(`${reportId} ${userId}`).digest()
}

/** The reports that this user has sent, other than anonymously. */
export async function ownReportIds(tx: Tx, secrets: Secrets, principal: Principal): Promise<string[]> {
  if (principal.kind !== 'user') return []
  const rows = await tx.rows(sql<'ownReports'>`
    select id, null::bytea as mark from safety_reports where submitted_by = ${principal.userId}
    union all select id, reporter_mark from safety_reports where reporter_mark is not null`)
  return rows
    .filter(
      ({ id, mark }) => mark === null || timingSafeEqual(mark, reporterMark(secrets, id, principal.userId)),
    )
    .map(({ id }) => id)
}

export interface Sight {
  isOwn: boolean
  /** Everything but names; otherwise what was published of it. */
  inFull: boolean
}

/** What a caller sees of one report; null: not even that it is there. */
export async function sightOf(
  tx: Tx,
  reportId: string,
  principal: Principal,
  secrets: Secrets,
): Promise<Sight | null> {
  const found = await tx.first(sql<'reportSight'>`
    select submitted_by as by, reporter_mark as mark, published_at is not null as published
      from safety_reports where id = ${reportId} and deleted_at is null`)
  if (!found) return null
  const isOwn =
    principal.kind === 'user' &&
    (found.by === principal.userId ||
      (found.mark !== null && timingSafeEqual(found.mark, reporterMark(secrets, reportId, principal.userId))))
  const inFull = isOwn || seesAll(principal)
  return inFull || found.published ? { isOwn, inFull } : null
}
