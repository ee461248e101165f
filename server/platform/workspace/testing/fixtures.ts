import { defineFixtures } from '../../testing/fixtures.ts'

export default defineFixtures({
  of: ['workspace'],
  examples: ({ next }) => ({
    // Networks with the address that the tests call from, so that none of them locks itself out.
    cidr: () => `127.0.0.0/${8 + (next() % 24)}`,
  }),
  refusedAlone: ['confirmAllowlist'],
})
