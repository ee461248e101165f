import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    aircraft(fields?: object): Promise<Answer['data']>
  }
}

export default defineFixtures({
  of: ['fleet'],
  examples: ({ next }) => ({
    registration: () => `N${1000 + next()}X`,
    icao24: () => (0xa00000 + next()).toString(16),
    readAt: () => '2026-01-01T00:00:00Z',
  }),
  records: ({ made, next }) => ({
    aircraft: (fields = {}) =>
      made('/api/v1/ops/aircraft', { registration: `N${100 + next()}ZZ`, typeDesignator: 'C172', ...fields }),
  }),
})
