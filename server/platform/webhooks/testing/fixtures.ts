import { defineFixtures } from '../../testing/fixtures.ts'

export default defineFixtures({
  of: ['webhooks'],
  examples: () => ({
    url: () => 'https://receiver.example.com/hook',
    events: () => ['*'],
  }),
  refusedAlone: ['resendDelivery', 'resendDeadLetters'],
})
