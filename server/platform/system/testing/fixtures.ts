import { defineFixtures } from '../../testing/fixtures.ts'

export default defineFixtures({
  of: ['system'],
  examples: () => ({ maintenance_message: () => null }),
  refusedAlone: ['setEntitlements', 'deleteBackup', 'releaseOutgoing'],
})
