import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    booking(fields?: object): Promise<Answer['data']>
  }
}

const hour = 3_600_000

export default defineFixtures({
  of: ['planning'],
  examples: ({ next }) => {
    let startsAt = 0
    return {
      // Each an hour after the one before, so that bookings of one aircraft do not overlap.
      startsAt: () => {
        startsAt = Date.now() - 2 * hour + next() * hour
        return new Date(startsAt).toISOString()
      },
      endsAt: () => new Date(startsAt + hour / 2).toISOString(),
      expiresAt: () => new Date(Date.now() + 24 * hour).toISOString(),
      type: () => 'flight',
      timezone: () => 'America/Denver',
    }
  },
  alsoSent: ['aircraftId', 'crewId'],
  // What the owner books is confirmed at once, and nobody is missing before it begins.
  refusedAlone: [
    'confirmPlanningSession',
    'declinePlanningSession',
    'noShowPlanningSession',
    'noShowPlanningSession noShow',
  ],
  records: ({ made }) => ({
    booking: (fields = {}) => made('/api/v1/planning/sessions', { type: 'flight', ...fields }),
  }),
})
