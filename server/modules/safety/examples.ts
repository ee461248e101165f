import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  narrative: 'A tug crossed the taxiway in front of us.',
  place: 'Taxiway A at KFNL',
  severity: 'C',
  likelihood: 3,
  dueOn: '2026-12-07',
  agenda: 'Reports and actions of the month.',
})
