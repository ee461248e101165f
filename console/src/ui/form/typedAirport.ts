import type { Airport } from '#api/types.ts'

type Codes = Pick<Airport, 'id' | 'icao' | 'iata' | 'localCode'>

export const airportCode = (airport: Codes) => airport.icao ?? airport.localCode ?? airport.iata ?? airport.id

/** An exact code ranks first, then codes that start with the text, then names: airports with an ICAO code, and others. */
export function rank(airport: Codes, query: string): number {
  const codes = [airport.icao, airport.localCode, airport.iata]
  if (codes.includes(query.toUpperCase())) return 0
  if (codes.some((code) => code?.startsWith(query.toUpperCase()))) return 1
  return airport.icao ? 2 : 3
}

/**
 * The airport that is taken for a text when its field is left: the first match. What may be the code of an airport
 * that is not known here stays as it is typed, and an exact code needs no airport in its place.
 */
export function typedAirport<Option extends Codes>(
  text: string,
  matches: readonly Option[],
): Option | undefined {
  const [first] = matches
  if (!first || rank(first, text) === 0) return undefined
  return rank(first, text) > 1 && /^[a-z0-9]{2,4}$/i.test(text) ? undefined : first
}
