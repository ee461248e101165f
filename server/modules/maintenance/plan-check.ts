import { aircraftOutlook, sessionCheck } from '#modules/planning/index.ts'
import { sql } from '#platform/database/database.ts'
import { meterText } from './words.ts'

/** The inspection or part that limits each aircraft next, for the schedule. */
export const nextLimit = aircraftOutlook(async (tx, aircraftIds) => {
  const items = await tx.rows(sql<'aircraftOutlooks'>`
    select distinct on (aircraft_id) aircraft_id as "aircraftId", title, state,
           case when binding_counter = 'cycles' then null else remaining_hundredths end as "remainingHundredths",
           remaining_days as "remainingDays"
      from maintenance_items
     where aircraft_id = any(${aircraftIds}) and is_active and state <> 'insufficient_data'
       and binding_counter is distinct from 'cycles'
     order by aircraft_id, urgency, id`)
  return new Map(
    items.map(({ aircraftId, title, state, remainingHundredths, remainingDays }) => [
      aircraftId,
      { title, remainingHundredths, remainingDays, isOverdue: state === 'overdue' },
    ]),
  )
})

/**
 * Warns where the bookings of an aircraft use up what is left to its next inspection. What is planned is longer than
 * what its meter will run, so it does not refuse.
 */
export const warnOfHours = sessionCheck('book', async (tx, planned, { now }) => {
  if (planned.aircraftId === null || planned.type !== 'flight') return []
  const items = await tx.rows(sql<
    'hoursLeft',
    { remainingHundredths: number; bindingCounter: string; plannedMinutes: number }
  >`
    select i.id, i.title, i.reference, i.remaining_hundredths as "remainingHundredths",
           i.binding_counter as "bindingCounter", a.registration,
           coalesce((select sum(extract(epoch from t.ends_at - greatest(t.starts_at, ${now}::timestamptz)) / 60)
                       from planning_sessions t
                      where t.aircraft_id = i.aircraft_id and t.type = 'flight'
                        and t.status in ('confirmed', 'checked_out')
                        and t.id is distinct from ${planned.id}
                        and t.ends_at > ${now} and t.starts_at < ${planned.startsAt}::timestamptz), 0)::integer
             as "plannedMinutes"
      from maintenance_items i
      join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
     where i.aircraft_id = ${planned.aircraftId} and i.is_active
       and i.binding_counter in ('hobbs', 'tach', 'air') and i.remaining_hundredths is not null
     order by i.urgency, i.id`)
  const ownMinutes = (Date.parse(planned.endsAt) - Date.parse(planned.startsAt)) / 60_000
  return items.flatMap((item) => {
    const usedHundredths = Math.round((item.plannedMinutes + ownMinutes) / 0.6)
    if (usedHundredths <= item.remainingHundredths) return []
    const left = meterText(item.bindingCounter, item.remainingHundredths)
    const used = meterText(item.bindingCounter, usedHundredths)
    return [
      {
        field: 'aircraftId',
        message: `${item.registration} has ${left} left to ${item.title}; ${used} are booked up to the end of this`,
        isBlocking: false,
        facts: {
          maintenanceItemId: item.id,
          citation: item.reference,
          remainingHundredths: item.remainingHundredths,
          plannedHundredths: usedHundredths,
        },
      },
    ]
  })
})
