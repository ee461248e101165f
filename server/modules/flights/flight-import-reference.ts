import { sql, type Tx } from '#platform/database/database.ts'
import { airportsInDoubt } from './airport.ts'

// Sessions on these need no airports.
export async function loadSimulators(tx: Tx) {
  const rows = await tx.rows(sql<'simulators'>`select id from aircraft where category = 'simulator'`)
  return new Set(rows.map(({ id }) => id))
}

export async function loadProjects(tx: Tx) {
  const rows = await tx.rows(sql<'projectNames'>`select id, name, slug from projects`)
  return new Map(
    rows.flatMap(
      ({ id, name, slug }) =>
        [
          [name.toLowerCase(), id],
          [slug, id],
        ] as const,
    ),
  )
}

// The code under which an airport is kept, for each code that people write: looked up a batch at a
// time and remembered. Null: there is no such airport.
export function airportCodes() {
  const known = new Map<string, string | null>()
  const zones = new Map<string, string | null>()
  const doubts = new Map<string, string>()
  return {
    codeOf: (code: string) => known.get(code) ?? null,
    // A question where two airports have the code.
    doubtOf: (code: string) => doubts.get(code) ?? null,
    // By the code that people write and by the one under which the airport is kept.
    zoneOf: (code: string) => zones.get(code) ?? null,
    async look(tx: Tx, codes: string[]) {
      const missing = [...new Set(codes)].filter((code) => !known.has(code))
      if (missing.length === 0) return
      const airports = await tx.rows(sql<'airportCodes', { written: string; code: string }>`
        select r.written, a.code, a.timezone
          from unnest(${missing}::text[]) as r(written), lateral apron.find_airport(r.written) a`)
      for (const code of missing) known.set(code, null)
      for (const [code, doubt] of await airportsInDoubt(tx, missing)) doubts.set(code, doubt)
      for (const { written, code, timezone } of airports) {
        known.set(written, code)
        zones.set(written, timezone).set(code, timezone)
      }
    },
  }
}
