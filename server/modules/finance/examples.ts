import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  currency: 'USD',
  country: 'US',
  line1: '4900 Earhart Road',
  city: 'Loveland',
  postalCode: '80538',
  region: 'CO',
  amountMinor: 24_050,
  balanceMinor: 47_324,
  openingMinor: 0,
  closingMinor: 47_324,
  paymentDays: 30,
  taxNumber: 'US-CO-12345',
  code: 'S21',
  rateBasisPoints: 2_100,
  category: 'S',
  memberGroup: 'club',
})
