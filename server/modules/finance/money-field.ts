import { invalidFields } from '#platform/kernel/problem.ts'
import { integer, nullable, Type, text } from '#platform/kernel/schema.ts'
import { currencyExponent } from '#rules/currency.ts'

// What a number of JSON still holds exactly, with room for sums of many.
const largestMinor = 1_000_000_000_000

export const currency = Type.String({
  pattern: '^[A-Z]{3}$',
  examples: ['USD'],
  'x-hint': 'a currency such as USD',
  description: 'ISO 4217.',
})
/** An amount in minor units, positive. */
export const amountMinor = integer(1, largestMinor, 'In minor units of the currency: cents.')
/** An amount in minor units, of either sign. */
export const signedMinor = integer(-largestMinor, largestMinor, 'In minor units of the currency.')
export const limitMinor = integer(0, largestMinor, 'In minor units of the currency.')
/** The amount of a record, which may be a sum. */
export const minor = (description?: string) => Type.Integer(description ? { description } : {})

export const Address = Type.Object({
  line1: Type.Optional(nullable(text(1, 200))),
  line2: Type.Optional(nullable(text(1, 200))),
  city: Type.Optional(nullable(text(1, 100))),
  postalCode: Type.Optional(nullable(text(1, 20))),
  region: Type.Optional(nullable(text(1, 100))),
  country: Type.String({
    pattern: '^[A-Z]{2}$',
    examples: ['US'],
    'x-hint': 'a country such as US',
    description: 'ISO 3166-1.',
  }),
})

/** @throws Problem 400 if ISO 4217 has no such currency. */
export function requireCurrency(code: string, field = 'currency'): void {
  if (currencyExponent(code) === null)
    throw invalidFields([{ field, message: 'must be a currency of ISO 4217, such as USD' }])
}
