import { defineFixtures } from '../../testing/fixtures.ts'
import { prepared } from './prepared.ts'

export default defineFixtures({
  of: ['identity', 'mfa'],
  examples: ({ id, app, next }) => ({
    email: () => `somebody-${next()}@example.com`,
    password: () => 'three quiet herons',
    // The last one may the least.
    roles: () => app.services.roles.slice(-1),
    workspaceId: () => id,
  }),
  // A second factor is changed with the password or with a code.
  alsoSent: ['password'],
  prepared,
  refusedAlone: [
    'removeMember',
    'updateMember',
    'handOverOwnership',
    'changePassword',
    'requestEmailChange',
    'verifyEmail',
    'putAvatar',
    'endOwnSession',
    'putIdentityProvider',
    'deleteIdentityProvider',
    'addPasskey',
    'disableMfa',
    'regenerateBackupCodes',
    'removePasskey',
    'renamePasskey',
    'verifyMfa',
  ],
})
