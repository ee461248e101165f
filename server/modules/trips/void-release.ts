import { sql, type Tx } from '#platform/database/database.ts'
import type { TripForm } from './trip.ts'
import { tripStates } from './trip-state.ts'

const parts = {
  aircraft: ['aircraftId'],
  times: ['plannedOffBlockAt', 'plannedOnBlockAt'],
  airports: ['fromAirport', 'toAirport'],
} as const

/** Which of the things that a release stands on differ: aircraft, crew, times, airports, legs. */
export function whatChanged(before: TripForm, after: TripForm): string[] {
  if (before.legs.length !== after.legs.length) return ['legs']
  const differs = (value: (trip: TripForm) => unknown) =>
    JSON.stringify(value(before)) !== JSON.stringify(value(after))
  const changes: string[] = []
  for (const [name, fields] of Object.entries(parts))
    if (differs(({ legs }) => legs.map((leg) => fields.map((field) => leg[field])))) changes.push(name)
  if (
    differs(({ legs }) => legs.map(({ crew }) => crew.map(({ crewId, role }) => `${role} ${crewId}`).sort()))
  )
    changes.push('crew')
  return changes
}

/** Voids the release that stands, and makes the trip scheduled again. @returns whether there was one. */
export async function voidRelease(tx: Tx, trip: TripForm, reason: string, now: Date): Promise<boolean> {
  const voided = await tx.first(sql<'voidedRelease'>`
    update trip_releases set voided_at = ${now}, void_reason = ${reason}
     where trip_id = ${trip.id} and voided_at is null
    returning id`)
  if (!voided) return false
  await tripStates.voidRelease.apply(tx, trip)
  return true
}
