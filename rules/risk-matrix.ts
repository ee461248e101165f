/**
 * The safety risk matrix of ICAO Doc 9859 (4th ed., 2.5, tables 4 to 6): five likelihoods, five
 * severities, and a table of 25 cells that gives the tolerability of each. No product of two numbers
 * gives that table: 4E is tolerable and 2D acceptable, whatever you multiply.
 */

/** Doc 9859, table 5: A is worst. */
export const severities = ['A', 'B', 'C', 'D', 'E'] as const
/** Doc 9859, table 4: 5 is most frequent. */
export const likelihoods = [5, 4, 3, 2, 1] as const
/** Doc 9859, table 6, worst last. */
export const tolerabilities = ['acceptable', 'tolerable', 'intolerable'] as const
/**
 * The notation of a cell. `icao`: likelihood digit, severity letter, `2C`. `reversed`: severity digit
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

/** All 25 cells in drawing order: the most frequent row first, and in it the worst severity first. */
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

/** The tolerability of a rating in a table, by default ICAO's. */
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
 * Reads a cell. Without its notation a cell is ambiguous. `3B` is tolerable in both notations but names two
 * different cells; `4E` is a negligible severity in one and a frequent hazard in the other.
 */
export function parseCell(text: string, notation: Notation): Rating | null {
  const match = /^([1-5])([A-E])$/i.exec(text.trim())
  if (!match) return null
  const digit = Number(match[1])
  const letter = match[2] ?? ''
  const likelihood = parseLikelihood(notation === 'icao' ? digit : letter)
  const severity = parseSeverity(notation === 'icao' ? letter : digit)
  return likelihood && severity ? { likelihood, severity } : null
}

/** A severity as a letter (ICAO: A catastrophic) or a digit (5 catastrophic). */
export function parseSeverity(value: string | number): Severity | null {
  const text = String(value).trim().toUpperCase()
  const letter = /^[1-5]$/.test(text) ? 'EDCBA'.charAt(Number(text) - 1) : text
  return severities.find((severity) => severity === letter) ?? null
}

/** A likelihood as a digit (ICAO: 5 frequent) or a letter (E frequent). */
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

/** The fault in a workspace's own table, or null if it can be used. */
export function matrixFlaw(table: MatrixTable): string | null {
  const rank = (likelihood: Likelihood, severity: Severity) =>
    tolerabilities.indexOf(table[`${likelihood}${severity}`])
  for (const likelihood of likelihoods) {
    for (const severity of severities) {
      if (rank(likelihood, severity) < 0) return `Cell ${likelihood}${severity} is missing`
      const milder = severities[severities.indexOf(severity) + 1]
      const rarer = likelihoods[likelihoods.indexOf(likelihood) + 1]
      if (milder && rank(likelihood, milder) > rank(likelihood, severity))
        return `Cell ${likelihood}${milder} would be worse than ${likelihood}${severity}, which is more severe. A risk never grows with a milder outcome`
      if (rarer && rank(rarer, severity) > rank(likelihood, severity))
        return `Cell ${rarer}${severity} would be worse than ${likelihood}${severity}, which is more frequent. A risk never grows with a rarer event`
    }
  }
  // If nothing is intolerable, or nothing acceptable, the matrix decides nothing.
  if (table['5A'] !== 'intolerable')
    return 'Cell 5A must be intolerable: a catastrophic and frequent risk is never accepted'
  if (table['1E'] !== 'acceptable')
    return 'Cell 1E must be acceptable: otherwise no risk could ever be reduced enough'
  return null
}
