import { defineFixtures } from '../../testing/fixtures.ts'

const keys = '/api/user/api-keys'

export default defineFixtures({
  of: ['access'],
  examples: () => ({ scopes: () => ['*:read'] }),
  // A key that may say what it opens must say it.
  alsoSent: ['scopes'],
  refusedAlone: ['finishKeyRotation', 'narrowApiKey'],
  prepared: {
    async finishKeyRotation({ key, made }) {
      const { keyId } = await key()
      await made(`${keys}/${keyId}/regenerate`, { overlap_hours: 72 })
      return { path: `${keys}/${keyId}/rotation/finish` }
    },
    async getRequestDecision({ key }) {
      const refused = await (await key({ scopes: ['*:read'] })).post('/api/projects', { name: 'x' })
      return { path: `/api/v1/requests/${refused.headers.get('x-request-id')}/decision` }
    },
    async narrowApiKey({ key }) {
      const program = await key()
      await program.get('/api/projects')
      return { path: `${keys}/${program.keyId}/narrow` }
    },
  },
})
