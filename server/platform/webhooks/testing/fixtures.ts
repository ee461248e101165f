import { defineFixtures } from '../../testing/fixtures.ts'
import type { TestWorkspace } from '../../testing/workspace.ts'

const url = 'https://receiver.example.com/hook'
const endpoints = '/api/v1/webhooks/endpoints'

const endpoint = async ({ made }: TestWorkspace): Promise<string> =>
  (await made(endpoints, { url, events: ['*'] })).id

export default defineFixtures({
  of: ['webhooks'],
  examples: () => ({
    url: () => url,
    events: () => ['*'],
  }),
  refusedAlone: ['resendDelivery', 'resendDeadLetters'],
  prepared: {
    async getGrade(space) {
      const path = `${endpoints}/${await endpoint(space)}`
      const { id } = await space.made(`${path}/graded-ping`)
      return { path: `${path}/graded-pings/${id}` }
    },
    resendDeadLetters: async (space) => ({
      path: '/api/v1/webhooks/dead-letters/resend',
      body: { endpointId: await endpoint(space) },
    }),
  },
})
