import { sql, type Tx } from '#platform/database/database.ts'
import { lookUp } from '#platform/kernel/look-up.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'

export interface KnownAirport {
  id: string
  code: string
  name: string
  latitude: number
  longitude: number
  timezone: string | null
}

interface Doubt {
  written: string
  localName: string
  localCode: string
  iataName: string
  iataCode: string
}

/** The airport that is stored under a code or that the code means, or nothing: `apron.find_airport` has the order. */
export async function findAirport(tx: Tx, written: string): Promise<KnownAirport | undefined> {
  return tx.first(
    sql<'airportByCode', KnownAirport>`select * from apron.find_airport(${written.trim().toUpperCase()})`,
  )
}

/** The airport of each code, or why nobody can tell which it is: two have the code, and the question names both. */
export async function findAirports(
  tx: Tx,
  written: readonly string[],
): Promise<Map<string, KnownAirport | { problem: string }>> {
  const codes = written.map((code) => code.trim().toUpperCase())
  const airports = await tx.rows(sql<'airportsByCode', KnownAirport & { written: string }>`
    select r.written, a.*
      from unnest(${codes}::text[]) as r(written), lateral apron.find_airport(r.written) a`)
  const doubts = await tx.rows(sql<'airportsInDoubt', Doubt>`
    select r.written, d.local_name as "localName", d.local_code as "localCode", d.iata_name as "iataName",
           d.iata_code as "iataCode"
      from unnest(${codes}::text[]) as r(written), lateral apron.airports_in_doubt(r.written) d`)
  const known = new Map<string, KnownAirport | { problem: string }>([
    ...airports.map(({ written, ...airport }) => [written, airport] as const),
    ...doubts.map((doubt) => [doubt.written, { problem: questionOf(doubt) }] as const),
  ])
  return new Map(written.map((code, index) => [code, known.get(codes[index] ?? '') ?? unknown(code)]))
}

const questionOf = ({ written, localName, localCode, iataName, iataCode }: Doubt) =>
  `${written} may be ${localName} (write ${localCode}) or ${iataName} (write ${iataCode})`

const unknown = (written: string) => ({
  problem: `There is no airport ${written.toUpperCase()}: check the code, or import or add the airport first`,
})

/** For the modules that this one imports, or that do not import it. */
export const airportLookUp = lookUp('airport', async (tx, written) => {
  const airports = await findAirports(tx, written)
  return new Map(
    [...airports].map(([code, airport]) => [code, 'problem' in airport ? airport : { stored: airport.code }]),
  )
})

/** @throws Problem that names the field, if no airport has the code or two have it. */
export async function requireAirport(tx: Tx, written: string, field: string): Promise<KnownAirport> {
  const airport = (await findAirports(tx, [written])).get(written) ?? unknown(written)
  if ('problem' in airport)
    throw invalidRequest(airport.problem, { details: [{ field, message: airport.problem }] })
  return airport
}
