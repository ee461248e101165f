import { defineFixtures } from '#platform/testing/fixtures.ts'
import { noticeLimits } from '../limit-notice.ts'

const hour = 3_600_000

export default defineFixtures({
  of: ['duty'],
  prepared: {
    // Of somebody who comes near a limit: 7 h 20 of 8 h.
    async getDutyNotice({ app, owner, made, person }) {
      const { id: crewId } = await person()
      const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * hour).toISOString()
      const duty = { crewId, kind: 'external', startsAt: at(10), endsAt: at(1), flightMinutes: 440 }
      await made('/api/v1/ops/duty/periods', duty)
      await noticeLimits.at(app.services, new Date())
      const { items } = (await owner.get(`/api/v1/ops/duty/notices?crew_id=${crewId}`)).data
      return { path: `/api/v1/ops/duty/notices/${items[0].id}` }
    },
  },
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
