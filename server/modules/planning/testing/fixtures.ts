import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    booking(fields?: object): Promise<Answer['data']>
  }
}

const hour = 3_600_000

const sessions = '/api/v1/planning/sessions'
const fromNow = (hours: number) => new Date(Date.now() + hours * hour).toISOString()

/** A booking that a pilot asked for. */
async function requested({ as, aircraft }: TestWorkspace): Promise<string> {
  const pilot = await as('pilot')
  const { data, text } = await pilot.post(sessions, {
    type: 'flight',
    aircraftId: (await aircraft()).id,
    startsAt: fromNow(24),
    endsAt: fromNow(25),
  })
  if (data?.status !== 'requested') throw new Error(`the request was answered ${text}`)
  return `${sessions}/${data.id}`
}

export default defineFixtures({
  of: ['planning'],
  prepared: {
    getPlanningBoard: async () => ({
      path: `/api/v1/planning/board?from=${fromNow(0)}&to=${fromNow(7 * 24)}`,
    }),
    confirmPlanningSession: async (space) => ({ path: `${await requested(space)}/confirm`, body: {} }),
    declinePlanningSession: async (space) => ({
      path: `${await requested(space)}/decline`,
      body: { reason: 'The aircraft is away' },
    }),
    async noShowPlanningSession({ aircraft, booking }) {
      const times = { startsAt: fromNow(-1.5), endsAt: fromNow(-0.5) }
      const { id } = await booking({ aircraftId: (await aircraft()).id, ...times })
      return { path: `${sessions}/${id}/no-show`, body: {} }
    },
    async readCalendar({ made, aircraft }) {
      const subject = { subjectType: 'aircraft', subjectId: (await aircraft()).id }
      return { path: new URL((await made('/api/v1/planning/feeds', subject)).url).pathname }
    },
    createPlanningAvailability: async ({ person }) => ({
      path: '/api/v1/planning/availability',
      body: { subjectId: (await person()).id, weekly: [] },
    }),
  },
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
