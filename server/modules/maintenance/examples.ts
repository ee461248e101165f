import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  intervalHundredths: 10_000,
  intervalMonths: 12,
  dueAtHundredths: 244_630,
  performedBy: 'J. Alvarez, A&P/IA',
  doneOn: '2026-11-18',
})
