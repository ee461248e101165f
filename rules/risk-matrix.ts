/**
 * The safety risk matrix of ICAO Doc 9859 (4th ed., 2.5, tables 4 to 6): five likelihoods, five
 * severities, and a table of 25 cells that says how tolerable each is. No product of two numbers
 * gives that table: 4E is tolerable and 2D acceptable, whatever is multiplied.
 */

/** Doc 9859, table 5: A is the worst. */
export const severities = ['A', 'B', 'C', 'D', 'E'] as const
/** Doc 9859, table 4: 5 is the most frequent. */
export const likelihoods = [5, 4, 3, 2, 1] as const
/** Doc 9859, table 6, the worst last. */
export const tolerabilities = ['acceptable', 'tolerable', 'intolerable'] as const
/**
 * How a cell is written. `icao`: likelihood digit, severity letter, `2C`. `reversed`: severity digit
 * (5 catastrophic), likelihood letter (E frequent), so that the same cell is `3B`.
 */
export const notations = ['icao', 'reversed'] as const

export type Severity = (typeof severities)[number]
export type Likelihood = (typeof likelihoods)[number]
export type Tolerability = (typeof tolerabilities)[number]
export type Notation = (typeof notations)[number]
/** A cell in ICAO notation. */
export type Cell = `${Likelihood}${Severity}`
export type MatrixTable = Record<Cell, Tolerability>
export interface Rating {
  likelihood: Likelihood
  severity: Severity
}

export const severityWords: Record<Severity, string> = {
  A: 'catastrophic',
  B: 'hazardous',
  C: 'major',
  D: 'minor',
  E: 'negligible',
}
export const likelihoodWords: Record<Likelihood, string> = {
  5: 'frequent',
  4: 'occasional',
  3: 'remote',
  2: 'improbable',
  1: 'extremely improbable',
}

/** All 25, the most frequent row first and the worst severity first in it, as the matrix is drawn. */
export const cells: readonly Cell[] = likelihoods.flatMap((likelihood) =>
  severities.map((severity): Cell => `${likelihood}${severity}`),
)

const rows: Record<Likelihood, string> = { 5: 'iiitt', 4: 'iittt', 3: 'ittta', 2: 'tttaa', 1: 'taaaa' }
const letters: Record<string, Tolerability> = { i: 'intolerable', t: 'tolerable', a: 'acceptable' }

/** The table of Doc 9859, 4th edition. */
export const icaoMatrix = Object.fromEntries(
  likelihoods.flatMap((likelihood) =>
    severities.map((severity, column) => [
      `${likelihood}${severity}`,
      letters[rows[likelihood].charAt(column)],
    ]),
  ),
) as MatrixTable

/** How tolerable a rating is by a table; by ICAO's, where a workspace has none of its own. */
export function tolerabilityOf(
  { likelihood, severity }: Rating,
  table: MatrixTable = icaoMatrix,
): Tolerability {
  return table[`${likelihood}${severity}`]
}

/** `4E` in ICAO notation is `1D` reversed. */
export function formatCell({ likelihood, severity }: Rating, notation: Notation): string {
  return notation === 'icao'
    ? `${likelihood}${severity}`
    : `${severityDigit(severity)}${likelihoodLetter(likelihood)}`
}

/**
 * Reads a cell. Without its notation there is no telling: `3B` is tolerable either way round and yet
 * two different cells, `4E` is a negligible severity here and a frequent hazard there.
 */
export function parseCell(text: string, notation: Notation): Rating | null {
  const found = /^([1-5])([A-E])$/i.exec(text.trim())
  if (!found) return null
  const digit = Number(found[1])
  const letter = found[2] ?? ''
  const likelihood = parseLikelihood(notation === 'icao' ? digit : letter)
  const severity = parseSeverity(notation === 'icao' ? letter : digit)
  return likelihood && severity ? { likelihood, severity } : null
}

/** A severity as letter (ICAO: A catastrophic) or digit (5 catastrophic): the form tells which it is. */
export function parseSeverity(value: string | number): Severity | null {
  const text = String(value).trim().toUpperCase()
  const letter = /^[1-5]$/.test(text) ? 'EDCBA'.charAt(Number(text) - 1) : text
  return severities.find((severity) => severity === letter) ?? null
}

/** A likelihood as digit (ICAO: 5 frequent) or letter (E frequent): the form tells which it is. */
export function parseLikelihood(value: string | number): Likelihood | null {
  const text = String(value).trim().toUpperCase()
  const digit = /^[A-E]$/.test(text) ? 'ABCDE'.indexOf(text) + 1 : text === '' ? Number.NaN : Number(text)
  return likelihoods.find((likelihood) => likelihood === digit) ?? null
}

/** 5 catastrophic … 1 negligible. */
export function severityDigit(severity: Severity): number {
  return 5 - severities.indexOf(severity)
}

/** E frequent … A extremely improbable. */
export function likelihoodLetter(likelihood: Likelihood): string {
  return 'ABCDE'.charAt(likelihood - 1)
}

/** What is wrong with a table of a workspace's own; null when it may be used. */
export function matrixFlaw(table: MatrixTable): string | null {
  const rank = (likelihood: Likelihood, severity: Severity) =>
    tolerabilities.indexOf(table[`${likelihood}${severity}`])
  for (const likelihood of likelihoods) {
    for (const severity of severities) {
      if (rank(likelihood, severity) < 0) return `Cell ${likelihood}${severity} is missing`
      const milder = severities[severities.indexOf(severity) + 1]
      const rarer = likelihoods[likelihoods.indexOf(likelihood) + 1]
      if (milder && rank(likelihood, milder) > rank(likelihood, severity))
        return `Cell ${likelihood}${milder} would be worse than ${likelihood}${severity}, which is more severe; a risk never grows with a milder outcome`
      if (rarer && rank(rarer, severity) > rank(likelihood, severity))
        return `Cell ${rarer}${severity} would be worse than ${likelihood}${severity}, which is more frequent; a risk never grows with a rarer one`
    }
  }
  // Where nothing is intolerable, or nothing acceptable, the matrix decides nothing.
  if (table['5A'] !== 'intolerable')
    return 'Cell 5A must be intolerable: what is catastrophic and frequent is never flown'
  if (table['1E'] !== 'acceptable')
    return 'Cell 1E must be acceptable: otherwise no risk could ever be brought down far enough'
  return null
}
