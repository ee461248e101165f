import { defineFixtures } from '../../testing/fixtures.ts'

export default defineFixtures({
  of: ['notifications'],
  examples: ({ app }) => ({
    event: () => app.services.eventTypes[0]?.type,
    config: () => ({ recipients: ['somebody@example.com'] }),
  }),
})
