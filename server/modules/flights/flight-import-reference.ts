import { sql, type Tx } from '#platform/database/database.ts'
import { findAirports } from './find-airport.ts'

// Sessions on these need no airports.
export async function loadSimulators(tx: Tx) {
  const rows = await tx.rows(sql<'simulators'>`select id from aircraft where category = 'simulator'`)
  return new Set(rows.map(({ id }) => id))
}

type Known = { code: string; timezone: string | null } | { problem: string }

/** The airports of the codes that a file has: looked up a batch at a time and remembered. */
export function airportCodes() {
  const known = new Map<string, Known>()
  const zones = new Map<string, string | null>()
  return {
    find: (code: string): Known | undefined => known.get(code),
    // By the code that people write and by the one under which the airport is kept.
    zoneOf: (code: string) => zones.get(code) ?? null,
    async look(tx: Tx, codes: string[]) {
      const missing = [...new Set(codes)].filter((code) => !known.has(code))
      if (missing.length === 0) return
      for (const [written, airport] of await findAirports(tx, missing)) {
        known.set(written, airport)
        if ('code' in airport) zones.set(written, airport.timezone).set(airport.code, airport.timezone)
      }
    },
  }
}
