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
      // Far from the single bookings, so that a series does not meet them.
      startsOn: () => new Date(Date.now() + (200 + (next() % 180)) * 24 * hour).toISOString().slice(0, 10),
      startLocalTime: () => `${String(next() % 24).padStart(2, '0')}:${String(next() % 60).padStart(2, '0')}`,
      rule: () => 'FREQ=DAILY;COUNT=1',
      durationMinutes: () => 1,
      type: () => 'flight',
      timezone: () => 'America/Denver',
    }
  },
  alsoSent: ['aircraftId', 'crewId', 'subjectId'],
  // What the owner books is confirmed at once, and nobody is missing before it begins.
  refusedAlone: [
    'confirmPlanningSession',
    'declinePlanningSession',
    'noShowPlanningSession',
    'noShowPlanningSession noShow',
  ],
  // From an instant to the same: a board of no time.
  narrowed: { getPlanningBoard: 400 },
  records: ({ made }) => ({
    booking: (fields = {}) => made('/api/v1/planning/sessions', { type: 'flight', ...fields }),
  }),
})
