import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { Trip } from './trip.ts'

const keptDays = 365

/** Passengers are people who have no account here: a year after the trip nothing is left of them. */
export const erasePassengers = sweep({
  name: 'trips.erase_passengers',
  everyMs: 60 * 60_000,
  actor: 'Passenger retention',
  table: 'trips',
  due: ({ now }) => sql`t.ends_at < ${now}::timestamptz - make_interval(days => ${keptDays})
      and exists (select from trip_passengers p where p.workspace_id = t.workspace_id and p.trip_id = t.id)`,
  async judge(tx, { id }) {
    await tx.run(sql`delete from trip_passengers where trip_id = ${id}`)
    const { number, projectId } = await Trip.get(tx, id)
    return [{ type: 'trip.passengers_erased', subject: { type: Trip.name, id, label: number, projectId } }]
  },
})
