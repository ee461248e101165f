import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  plannedOffBlockAt: '2026-12-01T16:00:00Z',
  plannedOnBlockAt: '2026-12-01T18:00:00Z',
  customerName: 'Ridgeline Surveys',
})
