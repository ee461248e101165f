import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    project(fields?: object): Promise<Answer['data']>
  }
}

export default defineFixtures({
  of: ['projects'],
  examples: ({ next }) => {
    let startsOn = '2027-01-01'
    return {
      // Each on a day of its own, so that deployments do not want one aircraft on the same days.
      startsOn: () => {
        startsOn = new Date(Date.UTC(2027, 0, 1 + next())).toISOString().slice(0, 10)
        return startsOn
      },
      endsOn: () => startsOn,
    }
  },
  records: ({ made, next }) => ({
    project: (fields = {}) => made('/api/projects', { name: `Project ${next()}`, ...fields }),
  }),
})
