import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    /** An account of a person of its own where it names no holder, in US dollars. */
    account(fields?: Record<string, unknown>): Promise<Answer['data']>
  }
}

const accountMaker =
  (space: TestWorkspace) =>
  async (fields: Record<string, unknown> = {}) =>
    space.made('/api/v1/finance/accounts', {
      holder: fields.holder ?? { type: 'person', id: (await space.person()).id },
      currency: 'USD',
      ...fields,
    })

export default defineFixtures({
  of: ['finance'],
  examples: (space) => ({
    currency: () => 'USD',
    country: () => 'US',
    code: () => `T${space.next()}`,
  }),
  // The holder of an account.
  alsoSent: ['id'],
  // Its postings have to sum to zero.
  refusedAlone: ['createLedgerEntry', 'reverseLedgerEntry'],
  records: (space) => ({ account: accountMaker(space) }),
})
