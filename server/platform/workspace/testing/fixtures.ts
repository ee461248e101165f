import { defineFixtures } from '../../testing/fixtures.ts'
import type { TestWorkspace } from '../../testing/workspace.ts'

const allowlist = '/api/settings/ip-whitelist'

/** A workspace with a list that admits the tests. */
async function listed(of: TestWorkspace) {
  const space = await of.another()
  await space.made(allowlist, { cidr: '127.0.0.0/8', label: 'Here' })
  return space
}

export default defineFixtures({
  of: ['workspace'],
  examples: ({ next }) => ({
    // Networks with the address that the tests call from, so that none of them locks itself out.
    cidr: () => `127.0.0.0/${8 + (next() % 24)}`,
  }),
  prepared: {
    async toggleAllowlist(of) {
      return { path: `${allowlist}/toggle`, caller: (await listed(of)).owner, body: { enabled: true } }
    },
    async confirmAllowlist(of) {
      const { made, owner } = await listed(of)
      await made(`${allowlist}/toggle`, { enabled: true })
      return { path: `${allowlist}/confirm`, caller: owner }
    },
  },
  refusedAlone: ['confirmAllowlist'],
})
