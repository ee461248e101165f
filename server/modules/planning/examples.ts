import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  timezone: 'America/Denver',
  startsAt: '2026-12-01T16:00:00Z',
  endsAt: '2026-12-01T18:00:00Z',
  resourceType: 'aircraft',
})
