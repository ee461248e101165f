import { defineFixtures } from '#platform/testing/fixtures.ts'

export default defineFixtures({
  of: ['compliance'],
  examples: () => ({ neededMinutes: () => 600 }),
  alsoSent: ['title', 'neededMinutes'],
})
