import { defineFixtures } from '#platform/testing/fixtures.ts'

export default defineFixtures({
  of: ['compliance'],
  examples: () => ({ neededMinutes: () => 600 }),
  prepared: {
    rehearseMinimum: async () => ({ path: '/api/v1/compliance/rehearsals', body: { rule: '61.57(a)' } }),
  },
  alsoSent: ['title', 'neededMinutes'],
})
