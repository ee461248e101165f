import { defineFixtures } from '#platform/testing/fixtures.ts'

const hour = 3_600_000

export default defineFixtures({
  of: ['fbo'],
  prepared: {
    async readPublicBoard({ made, next }) {
      const { token } = await made('/api/v1/fbo/board-links', { name: `Lobby ${next()}` })
      return { path: '/api/v1/fbo/public/board', body: { token } }
    },
  },
  examples: ({ next }) => {
    let startsAt = 0
    return {
      // Each an hour after the one before, so that bookings of one place do not overlap.
      startsAt: () => {
        startsAt = Date.UTC(2027, 0, 5) + next() * hour
        return new Date(startsAt).toISOString()
      },
      endsAt: () => new Date(startsAt + 50 * 60_000).toISOString(),
    }
  },
})
