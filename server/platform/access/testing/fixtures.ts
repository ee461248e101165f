import { defineFixtures } from '../../testing/fixtures.ts'

export default defineFixtures({
  of: ['access'],
  examples: () => ({ scopes: () => ['*:read'] }),
  // A key that may say what it opens must say it.
  alsoSent: ['scopes'],
  refusedAlone: ['finishKeyRotation', 'narrowApiKey'],
})
