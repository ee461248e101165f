import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

import { prepared } from './prepared.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    /** An account of a person of its own where it names no holder, in US dollars. */
    account(fields?: Record<string, unknown>): Promise<Answer['data']>
    /** A seller, and the tax codes S21 and O from 2026 on. */
    billing(seller?: Record<string, unknown>): Promise<void>
    /** A draft of an invoice, of a lesson where it names no lines. */
    invoice(fields?: Record<string, unknown>): Promise<Answer['data']>
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

const billingMaker =
  (space: TestWorkspace) =>
  async (seller: Record<string, unknown> = {}) => {
    const address = { line1: '4900 Earhart Road', city: 'Loveland', postalCode: '80538', country: 'US' }
    const answer = await space.owner.put('/api/v1/finance/seller', {
      name: 'Front Range Flyers',
      taxNumber: 'US-CO-1',
      address,
      ...seller,
    })
    if (answer.status !== 200) throw new Error(answer.text)
    for (const code of [
      { code: 'S21', name: 'VAT 21 %', rateBasisPoints: 2_100, category: 'S' },
      { code: 'O', name: 'No tax', rateBasisPoints: 0, category: 'O', exemptionReason: 'Not subject to tax' },
    ])
      await space.made('/api/v1/finance/tax-codes', { ...code, validFrom: '2026-01-01' })
  }

/** 1.3 h of the aircraft, 1.8 h of the instructor, and the fuel surcharge: 391.10. */
export const lesson = [
  { description: 'N172SP', quantityThousandths: 1_300, unitRateMinor: 18_500 },
  { description: 'Instruction', quantityThousandths: 1_800, unitRateMinor: 7_500 },
  { description: 'Fuel surcharge', quantityThousandths: 1_300, unitRateMinor: 1_200 },
].map((line) => ({ ...line, unit: 'hour', taxCode: 'S21' }))

const invoiceMaker =
  (space: TestWorkspace) =>
  async (fields: Record<string, unknown> = {}) =>
    space.made('/api/v1/finance/invoices', {
      accountId: fields.accountId ?? (await space.account()).id,
      ...(fields.chargeIds ? {} : { lines: lesson }),
      ...fields,
    })

export default defineFixtures({
  of: ['finance'],
  // The invoice of the attacks is a draft, which is public nowhere.
  narrowed: { publicInvoice: 404 },
  examples: (space) => ({
    currency: () => 'USD',
    country: () => 'US',
    code: () => `T${space.next()}`,
    taxCode: () => 'NONE',
  }),
  // The holder of an account, and the lines of an invoice.
  alsoSent: ['id', 'lines'],
  prepared,
  // Postings have to sum to zero, an invoice needs a seller before it is issued, nothing was billed or flown, and no meter has a finding.
  refusedAlone: [
    'createLedgerEntry',
    'reverseLedgerEntry',
    'issueInvoice',
    'issueInvoice issue',
    'creditInvoice',
    'billCharges',
    'allocatePayment',
    'chargeFlight',
    'creditFuelAway',
    'sendInvoice',
    'approveMeterCorrection',
    'explainMeterFindings',
  ],
  records: (space) => ({
    account: accountMaker(space),
    billing: billingMaker(space),
    invoice: invoiceMaker(space),
  }),
})
