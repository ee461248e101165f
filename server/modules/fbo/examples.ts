import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  tailNumber: 'N172SP',
  company: 'Rocky Mountain Air',
  product: '100LL',
  quantity: 40,
  unit: 'usg',
  priceMinor: 689,
  unitRateMinor: 689,
  amountMinor: 27_560,
  perQuantity: 1,
  densityKgPerL: 0.72,
  validFrom: '2026-11-01',
  maxWingspanFt: 60,
  maxLengthFt: 50,
  maxHeightFt: 18,
  discountBasisPoints: 500,
  billingAddress: '4900 Earhart Road, Loveland, CO 80538',
})
