import { sql, type Tx } from '#platform/database/database.ts'
import { isNight, nights, type Place } from '#rules/night.ts'

export interface KnownPlace extends Place {
  code: string
}

/** The airport of a code. */
export async function placeOf(tx: Tx, code: string | null): Promise<KnownPlace | null> {
  if (code === null) return null
  const airport = await tx.first(sql<'placeOfCode', KnownPlace>`
    select code, latitude, longitude from apron.find_airport(${code}) where latitude is not null`)
  return airport ?? null
}

/** Where an aircraft is based, or else its pilot, or else where they landed last. */
export async function likelyPlace(
  tx: Tx,
  { aircraftId, crewId, at }: { aircraftId: string; crewId: string; at: Date },
): Promise<KnownPlace | null> {
  const place = await tx.first(sql<'likelyPlace', KnownPlace>`
    select p.code, p.latitude, p.longitude
      from (values (1, (select base_airport from aircraft where id = ${aircraftId})),
                   (2, (select base_airport from crew where id = ${crewId})),
                   (3, (select f.to_airport
                          from flights f
                         where f.on_block_at <= ${at}::timestamptz and f.to_airport is not null
                           and (f.aircraft_id = ${aircraftId} or exists (
                             select from flight_crew fc
                              where fc.workspace_id = f.workspace_id and fc.flight_id = f.id
                                and fc.crew_id = ${crewId}))
                         order by f.off_block_at desc limit 1))) as likely (place, code)
     cross join lateral apron.find_airport(likely.code) p
     where p.latitude is not null
     order by likely.place
     limit 1`)
  return place ?? null
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export const isNightAt = (place: Place, at: Date): boolean => isNight('recency', place, at.getTime())

/** "between 19:27 and 05:17 UTC at LECU on 20 March": the night of an instant, or the one after it. */
export function nightWords(place: KnownPlace, at: Date): string | null {
  const from = at.getTime()
  const [night] = nights('recency', place, { from, to: from + dayMs })
  if (!night) return null
  const begins = new Date(Math.round(night.from / minuteMs) * minuteMs)
  const ends = new Date(Math.floor(night.to / minuteMs) * minuteMs)
  const clock = (instant: Date) => instant.toISOString().slice(11, 16)
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
  return `between ${clock(begins)} and ${clock(ends)} UTC at ${place.code} on ${day.format(begins)}`
}
