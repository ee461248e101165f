import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import type { Planned } from './session-check.ts'
import { dispatches } from './session-role.ts'

export interface Policy {
  membersBook: boolean
  horizonDays: number
  noticeMinutes: number
  openBookings: number
  cancellationMinutes: number
  overdueMinutes: number
  /** Null: all. */
  aircraftIds: string[] | null
  instructorIds: string[] | null
}

export const defaultPolicy: Policy = {
  membersBook: false,
  horizonDays: 365,
  noticeMinutes: 0,
  openBookings: 20,
  cancellationMinutes: 1_440,
  overdueMinutes: 30,
  aircraftIds: null,
  instructorIds: null,
}

/** How members of the workspace book. */
export async function policyOf(tx: Tx): Promise<Policy> {
  const row = await tx.first(sql<'planningPolicy'>`
    select members_book as "membersBook", horizon_days as "horizonDays", notice_minutes as "noticeMinutes",
           open_bookings as "openBookings", cancellation_minutes as "cancellationMinutes",
           overdue_minutes as "overdueMinutes", aircraft_ids as "aircraftIds", instructor_ids as "instructorIds"
      from planning_policies where workspace_id = apron.workspace()`)
  return row ?? defaultPolicy
}

/** The rules for members. Those who run the schedule are not bound by them. @throws Problem 422 that names the rule. */
export async function requirePolicy(
  tx: Tx,
  principal: Principal,
  planned: Planned,
  now: Date,
): Promise<void> {
  if (principal.kind === 'api_key' || dispatches(principal, planned.type)) return
  const policy = await policyOf(tx)
  const aheadMinutes = (Date.parse(planned.startsAt) - now.getTime()) / 60_000
  const refuse = (message: string, field = 'startsAt') =>
    ruleBroken(message, { details: [{ field, message }] })
  if (isLeftOut(policy.aircraftIds, planned.aircraftId))
    throw refuse('Members do not book this aircraft: ask those who run the schedule', 'aircraftId')
  if (isLeftOut(policy.instructorIds, planned.instructorId))
    throw refuse('Members do not book this instructor: ask those who run the schedule', 'instructorId')
  if (aheadMinutes < policy.noticeMinutes)
    throw refuse(`A booking is made at least ${policy.noticeMinutes} minutes before it begins`)
  if (aheadMinutes > policy.horizonDays * 1_440)
    throw refuse(`Bookings are taken up to ${policy.horizonDays} days ahead`)
  const { count } = await tx.one(sql<'openBookings'>`
    select count(*)
      from planning_sessions
     where created_by = ${principal.userId} and id is distinct from ${planned.id}
       and status in ('requested', 'confirmed', 'standby') and ends_at > ${now}`)
  if (count >= policy.openBookings)
    throw ruleBroken(
      `You have ${count} open bookings, and ${policy.openBookings} are allowed. Cancel one first`,
    )
}

const isLeftOut = (allowed: string[] | null, id: string | null) =>
  allowed !== null && id !== null && !allowed.includes(id)
