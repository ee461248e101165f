import { createHash } from 'node:crypto'
import { asOwner, type OwnerConnection } from '#platform/database/owner.ts'
import { iataCodes } from './iata-code.ts'

/**
 * Loads the airports of the FAA that come with the product, once. Ids are made from the FAA's own
 * location identifier, so that they are the same in every installation and after every update.
 */
export function loadReferenceAirports(url: string): Promise<void> {
  return asOwner(url, async (owner) => {
    const [state] = await owner.rows<{ isLoaded: boolean; hasIata: boolean }>(
      `select exists (select from reference_airports) as "isLoaded",
              exists (select from reference_airports where iata is not null) as "hasIata"`,
    )
    if (state?.hasIata) return
    if (!state?.isLoaded) await insertAirports(owner)
    // Installations that were there before have the airports and not these codes.
    await owner.rows(
      `update reference_airports a set iata = c.iata
         from jsonb_to_recordset($1::jsonb) as c("faaId" text, iata text) where a.local_code = c."faaId"`,
      [JSON.stringify([...iataCodes].map(([faaId, iata]) => ({ faaId, iata })))],
    )
  })
}

async function insertAirports(owner: OwnerConnection): Promise<void> {
  const { usBundledAirports } = await import('@squawk/airport-data')
  const airports = usBundledAirports.records.map((airport) => ({
    id: `apt_${stableId(airport.faaId)}`,
    icao: airport.icao ?? null,
    local_code: airport.faaId,
    name: airport.name,
    city: airport.city ?? null,
    subdivision: airport.state ?? null,
    country: airport.country,
    elevation_ft: airport.elevationFt === undefined ? null : Math.round(airport.elevationFt),
    latitude: airport.lat,
    longitude: airport.lon,
    timezone: airport.timezone,
  }))
  await owner.rows(
    `insert into reference_airports (id, icao, local_code, name, city, subdivision, country,
         elevation_ft, latitude, longitude, timezone)
       select * from jsonb_to_recordset($1::jsonb) as a(id text, icao text, local_code text, name text,
         city text, subdivision text, country text, elevation_ft integer, latitude double precision,
         longitude double precision, timezone text)
       on conflict do nothing`,
    [JSON.stringify(airports)],
  )
}

function stableId(faaId: string): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
  const digest = createHash('sha256').update(`faa ${faaId}`).digest()
  return `0${Array.from({ length: 25 }, (_none, index) => alphabet[(digest[index] ?? 0) & 31]).join('')}`
}
