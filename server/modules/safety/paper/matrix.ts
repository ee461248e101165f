import type { Grid, Tone } from '#platform/paper/paper.ts'
import {
  formatCell,
  likelihoods,
  likelihoodWords,
  type MatrixTable,
  type Notation,
  severities,
  severityWords,
} from '#rules/risk-matrix.ts'

const toneOf: Record<string, Tone> = { intolerable: 'red', tolerable: 'amber', acceptable: 'green' }
const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The matrix on paper: each cell with its code, its count and its tolerability. */
export function matrixGrid(
  { title, table, notation }: { title: string; table: MatrixTable; notation: Notation },
  counts: Record<string, number>,
): Grid {
  const isIcao = notation === 'icao'
  return {
    title,
    columns: severities.map((severity) => {
      const code = formatCell({ severity, likelihood: 5 }, notation).replace(isIcao ? /^5/ : /E$/, '')
      return `${code} ${capitalized(severityWords[severity])}`
    }),
    rows: likelihoods.map((likelihood) => ({
      name: `${isIcao ? likelihood : 'ABCDE'.charAt(likelihood - 1)} ${capitalized(likelihoodWords[likelihood])}`,
      cells: severities.map((severity) => {
        const tolerability = table[`${likelihood}${severity}`]
        return {
          code: formatCell({ severity, likelihood }, notation),
          word: capitalized(tolerability),
          tone: toneOf[tolerability] ?? 'neutral',
          count: counts[`${likelihood}${severity}`] ?? 0,
        }
      }),
    })),
  }
}
