import { defineFixtures } from '#platform/testing/fixtures.ts'

const hour = 3_600_000

export default defineFixtures({
  of: ['duty'],
  examples: ({ next }) => {
    let startsAt = 0
    return {
      // Each after the one before, so that the duty of one person does not overlap.
      startsAt: () => {
        startsAt = Date.UTC(2027, 0, 1) + next() * hour
        return new Date(startsAt).toISOString()
      },
      endsAt: () => new Date(startsAt + hour / 2).toISOString(),
      offBlockAt: () => new Date(Date.UTC(2027, 5, 1, 10)).toISOString(),
      onBlockAt: () => new Date(Date.UTC(2027, 5, 1, 11)).toISOString(),
      reportAt: () => new Date(Date.UTC(2027, 5, 1, 9)).toISOString(),
      timezone: () => 'America/Denver',
    }
  },
})
