import { foldWord, type Reading } from './value.ts'

/** What a heading says about the cells below it, beside what they are. */
export type Statement = { zone: string | null; unit: string | null }

const ZONES: Record<string, string> = {
  utc: 'UTC',
  z: 'UTC',
  zulu: 'UTC',
  gmt: 'UTC',
  l: 'local',
  lt: 'local',
  lcl: 'local',
  local: 'local',
  localtime: 'local',
}
const UNIT_WORDS: Record<string, readonly string[]> = {
  minutes: ['min', 'mins', 'minute', 'minutes'],
  hours: ['h', 'hr', 'hrs', 'hour', 'hours', 'hhmm', 'decimal', 'decimalhours'],
  hundredths: ['hundredths'],
  kg: ['kg', 'kgs', 'kilogram', 'kilograms'],
  lb: ['lb', 'lbs', 'pound', 'pounds'],
  l: ['ltr', 'ltrs', 'liter', 'liters', 'litre', 'litres'],
  us_gal: ['gal', 'gals', 'gallon', 'gallons', 'usg', 'usgal', 'usgallons'],
  imp_gal: ['impgal', 'imperialgallons', 'ukgal'],
  quarts: ['qt', 'qts', 'quart', 'quarts'],
  feet: ['ft', 'feet'],
  meters: ['m', 'meter', 'meters', 'metre', 'metres'],
}
const UNITS = new Map(
  Object.entries(UNIT_WORDS).flatMap(([unit, words]) => words.map((word) => [word, unit] as const)),
)
// Too short to be a unit outside brackets.
const LETTERS = new Set(['h', 'm', 'l', 'z', 'lt'])
// How many of the second unit one of the first is.
const FACTORS: Record<string, number> = {
  'meters feet': 1 / 0.3048,
  'feet meters': 0.3048,
  'l quarts': 1.056_688_2,
  'us_gal quarts': 4,
  'imp_gal quarts': 4.803_8,
}

/** Reads `Out (UTC)`, `Block (min)`, `Fuel [kg]`, `Fuel litres`. */
export function statementOf(heading: string): Statement {
  const statement: Statement = { zone: null, unit: null }
  for (const word of statedWords(heading)) {
    statement.zone ??= ZONES[word] ?? null
    // In the heading of a time, an L is a zone; fuel in liters is written out, or in brackets with its name.
    statement.unit ??= UNITS.get(word) ?? null
  }
  return statement
}

/** The name of a column: lower case, no accents and punctuation; `#` is a word. */
export function foldHeading(heading: string): string {
  return foldWord(heading.replaceAll('#', ' number '))
}

/** The same without what stands in brackets. */
export function foldWithoutBrackets(heading: string): string {
  return foldHeading(heading.replaceAll(BRACKETS, ''))
}

/** The same without the zone and the unit. */
export function foldBare(heading: string): string {
  const bare = wordsOf(heading.replaceAll(BRACKETS, '')).filter(
    (word) => LETTERS.has(word) || !(word in ZONES || UNITS.has(word)),
  )
  return foldHeading(bare.join(' '))
}

/** The reading of a column, with what its heading states. */
export function withStatement(reading: Reading, { zone, unit }: Statement): Partial<Reading> {
  const timeZone = zone === 'local' ? (reading.localTimeZone ?? reading.timeZone) : zone
  return { ...(timeZone ? { timeZone } : {}), ...(unit ? { unit } : {}) }
}

/** The factor from a unit that a heading states to that of the field; null where there is none. */
export function factorOf(from: string, to: string): number | null {
  return from === to ? 1 : (FACTORS[`${from} ${to}`] ?? null)
}

const BRACKETS = /[([{].*?[)\]}]/g

function statedWords(heading: string): string[] {
  const inBrackets = [...heading.matchAll(BRACKETS)].flatMap(([text]) => {
    const parts = text.slice(1, -1).split(/[,;/]/)
    return parts.map((part) => part.toLowerCase().replaceAll(/[^a-z]/g, ''))
  })
  const outside = wordsOf(heading.replaceAll(BRACKETS, ''))
  // The first word is what the column is: "Local" alone states no zone.
  return [...inBrackets, ...outside.slice(1).filter((word) => !LETTERS.has(word))]
}

const wordsOf = (heading: string) =>
  heading
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[\s_\-.:/]+/)
    .filter((word) => word !== '')
