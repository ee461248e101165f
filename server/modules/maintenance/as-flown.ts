import { flightCheck } from '#modules/flights/index.ts'
import { sql } from '#platform/database/database.ts'
import { localDate } from '#rules/calendar.ts'
import { dueStanding } from '#rules/due-state.ts'
import { type Limit, ruleLimit } from './limit.ts'

/**
 * The items that were overdue when the aircraft left. The limits of then are those before the first completion after
 * the flight; an inspection on the day of the flight is taken to be done before it. The meters are those of the last
 * entry before it.
 */
export const overdueAsFlown = flightCheck(async (tx, { aircraftId, offBlockAt }) => {
  const items = await tx.rows(sql<'itemsAsFlown', { limits: Limit[] }>`
    select i.title, i.reference, i.zone, coalesce(later.limits, i.limits) as limits
      from maintenance_items i
      left join lateral (
        select c.limits_before as limits from maintenance_completions c
         where c.item_id = i.id and c.done_on > (${offBlockAt}::timestamptz at time zone i.zone)::date
         order by c.done_on, c.id limit 1) later on true
     where i.aircraft_id = ${aircraftId} and (i.is_active or later.limits is not null)
     order by lower(i.title), i.id`)
  if (items.length === 0) return []
  const meters = await tx.rows(sql<'metersAsFlown'>`
    select distinct on (r.kind) r.kind, r.total_hundredths as "standsAt"
      from meter_readings r
     where r.aircraft_id = ${aircraftId} and r.read_at <= ${offBlockAt}::timestamptz
       and r.total_hundredths is not null
     order by r.kind, r.read_at desc, r.id desc`)
  const counters = Object.fromEntries(
    meters.map(({ kind, standsAt }) => [kind, { standsAt: standsAt ?? 0, ran: 0, overDays: 0 }]),
  )
  return items.flatMap(({ title, reference, zone, limits }) => {
    const today = localDate(new Date(offBlockAt), zone)
    const { state } = dueStanding(limits.map(ruleLimit), { today, counters })
    if (state !== 'overdue') return []
    const message = `${title} was overdue when the aircraft was flown${reference ? ` (${reference})` : ''}`
    return [{ code: 'inspection_overdue', message }]
  })
})
