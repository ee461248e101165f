import { aircraftOutlook, type Finding, sessionCheck } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import { type BookedFlight, hoursVerdict } from '#rules/hours-left.ts'
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
 * Warns where the bookings of an aircraft use up what is left to its next inspection, and names the first later one
 * that no longer fits.
 */
export const warnOfHours = sessionCheck('book', async (tx, planned, { now }) => {
  if (planned.aircraftId === null || planned.type !== 'flight') return []
  const items = await tx.rows(sql<'hoursLeft', { remainingHundredths: number; bindingCounter: string }>`
    select i.id, i.title, i.reference, i.remaining_hundredths as "remainingHundredths",
           i.binding_counter as "bindingCounter", a.registration
      from maintenance_items i
      join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
     where i.aircraft_id = ${planned.aircraftId} and i.is_active
       and i.binding_counter in ('hobbs', 'tach', 'air') and i.remaining_hundredths is not null
     order by i.urgency, i.id`)
  if (items.length === 0) return []
  const booked = await bookedFlights(tx, { aircraftId: planned.aircraftId, except: planned.id, now })
  const startsAt = Date.parse(planned.startsAt)
  const added = { startsAt, minutes: (Date.parse(planned.endsAt) - startsAt) / 60_000 }
  return items.flatMap((item): Finding[] => {
    const { isOver, firstPushedOver, bookedHundredths } = hoursVerdict(
      booked,
      added,
      item.remainingHundredths,
    )
    if (!isOver && firstPushedOver === null) return []
    const left = `${item.registration} has ${meterText(item.bindingCounter, item.remainingHundredths)} left to ${item.title}`
    const later = booked.find(({ id }) => id === firstPushedOver)
    const message = isOver
      ? `${left}; ${meterText(item.bindingCounter, bookedHundredths)} are booked up to the end of this`
      : `${left}; with this, the booking of ${localTime(new Date(later?.startsAt ?? 0), planned.timezone)} no longer fits`
    return [
      {
        field: 'aircraftId',
        message,
        isBlocking: false,
        facts: {
          maintenanceItemId: item.id,
          citation: item.reference,
          remainingHundredths: item.remainingHundredths,
          bookedHundredths,
          firstLaterBooking: later
            ? { id: later.id, startsAt: new Date(later.startsAt).toISOString() }
            : null,
        },
      },
    ]
  })
})

/** The flights that an aircraft is booked for from now on. */
async function bookedFlights(
  tx: Tx,
  { aircraftId, except, now }: { aircraftId: string; except: string | null; now: Date },
): Promise<BookedFlight[]> {
  const rows = await tx.rows(sql<'bookedFlights', { startsAt: Date; minutes: number }>`
    select id, starts_at as "startsAt",
           (extract(epoch from ends_at - greatest(starts_at, ${now}::timestamptz)) / 60)::integer as minutes
      from planning_sessions
     where aircraft_id = ${aircraftId} and type = 'flight' and status in ('confirmed', 'checked_out')
       and id is distinct from ${except} and ends_at > ${now}
     order by starts_at, id`)
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime() }))
}
