import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    project(fields?: object): Promise<Answer['data']>
  }
}

export default defineFixtures({
  of: ['projects'],
  records: ({ made, next }) => ({
    project: (fields = {}) => made('/api/projects', { name: `Project ${next()}`, ...fields }),
  }),
})
