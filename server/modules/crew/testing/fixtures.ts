import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    person(fields?: object): Promise<Answer['data']>
  }
}

export default defineFixtures({
  of: ['crew'],
  examples: ({ owner }) => ({
    // A person is linked to somebody who signs in.
    userId: async () => (await owner.get('/api/v1/auth/session')).data.user.id,
  }),
  records: ({ made, next }) => ({
    person: (fields = {}) => made('/api/v1/ops/crew', { displayName: `Person ${next()}`, ...fields }),
  }),
})
