/** A question of a flight risk assessment, and how much a yes adds. */
export interface RiskQuestion {
  key: string
  weight: number
}

export interface RiskForm {
  questions: readonly RiskQuestion[]
  yellowAt: number
  redAt: number
}

export type RiskBand = 'green' | 'yellow' | 'red'

/** The sum of the weights of what is so, and its band by the thresholds of the form. It informs, and decides nothing. */
export function riskScore(
  { questions, yellowAt, redAt }: RiskForm,
  answers: ReadonlyMap<string, boolean>,
): { score: number; band: RiskBand } {
  const score = questions.reduce((sum, { key, weight }) => sum + (answers.get(key) ? weight : 0), 0)
  return { score, band: score >= redAt ? 'red' : score >= yellowAt ? 'yellow' : 'green' }
}
