import { meterMoved } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { deferralStanding } from '#rules/deferral.ts'
import { maintenanceAlert } from '../assess.ts'
import { groundAircraft } from '../squawk/grounding.ts'
import { Squawk, squawkStates } from '../squawk/squawk.ts'
import { squawkEmission } from '../squawk/squawk-event.ts'
import { Deferral, type DeferralForm, deferralStates } from './deferral.ts'

/** Looks at the deferrals each day, after midnight at the base: alerts before they expire, and grounds the day after. */
export const expireDeferrals = sweep({
  name: 'maintenance.deferrals',
  everyMs: 60_000,
  table: 'deferrals',
  due: ({ now }) => sql`t.status in ('active', 'extended') and t.judge_at <= ${now}`,
  judge: (tx, { id, now }) => judgeDeferral(tx, id, now),
})

/** Deferrals that are counted in hours or flights are judged when the aircraft has flown. */
export const judgeFlown = meterMoved(async (tx, { aircraftId, now }) => {
  const deferrals = await tx.rows(sql<'deferralsByUse'>`
    select id from deferrals
     where aircraft_id = ${aircraftId} and status in ('active', 'extended') and interval_unit in ('hours', 'flights')
     order by id for no key update`)
  const emissions: Emission[] = []
  for (const { id } of deferrals) emissions.push(...(await judgeDeferral(tx, id, now)))
  return emissions
})

/** Sends the alert that is due, or expires the deferral and grounds its aircraft. @returns what to emit. */
export async function judgeDeferral(tx: Tx, deferralId: string, now: Date): Promise<Emission[]> {
  const { alertedDays, isUsedUp } = await tx.one(sql<'deferralClock', { isUsedUp: boolean }>`
    select d.alerted_days as "alertedDays",
           coalesce(d.expires_at_hundredths < (select m.reading_hundredths + m.offset_hundredths from meters m
                                                where m.aircraft_id = d.aircraft_id and m.kind = d.counter), false)
           or coalesce(d.interval_unit = 'flights' and d.interval_count <= (
                select count(*) from flights f
                 where f.aircraft_id = d.aircraft_id and f.status = 'approved'
                   and f.off_block_at > d.created_at), false)
           as "isUsedUp"
      from deferrals d where d.id = ${deferralId}`)
  const deferral = await Deferral.get(tx, deferralId)
  const today = localDate(now, deferral.zone)
  const { isExpired, daysLeft, alert } = deferralStanding(
    { expiresOn: deferral.expiresOn, alertedDays },
    today,
  )
  if (isExpired || isUsedUp) return expire(tx, deferral)
  await tx.run(sql`
    update deferrals
       set judge_at = (${addDays(today, 1)}::date)::timestamp at time zone zone,
         alerted_days = coalesce(${alert}::integer, alerted_days)
     where id = ${deferralId}`)
  return alert === null ? [] : [alertOf(deferral, daysLeft ?? 0)]
}

async function expire(tx: Tx, deferral: DeferralForm): Promise<Emission[]> {
  await deferralStates.expire.apply(tx, deferral)
  const squawk = await Squawk.get(tx, deferral.squawkId)
  if (squawkStates.lapse.allows(squawk)) await squawkStates.lapse.apply(tx, squawk)
  const grounded = await groundAircraft(tx, {
    squawkId: squawk.id,
    aircraftId: deferral.aircraftId,
    reason: `The deferral of ${squawk.number} has expired: ${squawk.title}`,
  })
  return [...grounded, squawkEmission('squawk.deferral_expired', squawk, await Squawk.get(tx, squawk.id))]
}

function alertOf(deferral: DeferralForm, daysLeft: number): Emission {
  const { id, aircraftId, aircraftRegistration, squawkNumber, squawkTitle, expiresOn } = deferral
  const left =
    daysLeft === 0 ? 'today is its last day' : daysLeft === 1 ? '1 day is left' : `${daysLeft} days are left`
  return {
    type: maintenanceAlert,
    subject: { type: Deferral.name, id, label: `${aircraftRegistration}: ${squawkNumber}` },
    data: {
      id,
      about: 'deferral',
      aircraftId,
      aircraftRegistration,
      title: squawkTitle,
      dueOn: expiresOn,
      daysLeft,
      stateBefore: 'upcoming',
      stateAfter: daysLeft === 0 ? 'due' : 'upcoming',
      message: `${aircraftRegistration}: the deferral of ${squawkNumber} (${squawkTitle}) ends on ${expiresOn}, ${left}.`,
    },
  }
}
