import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  kind: 'duty',
  flightMinutes: null,
  offBlockAt: '2026-12-01T16:00:00Z',
  onBlockAt: '2026-12-01T18:00:00Z',
})
