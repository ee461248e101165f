import { numberFormat } from './region.ts'

const format = (currency: string) => numberFormat({ style: 'currency', currency })

// What people pay with has no coins for the minor unit of these, so the browser shows none. ISO 4217, and so the API,
// counts it all the same.
const withoutCoins = 'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'
const digitsOf = (currency: string): number => {
  if (withoutCoins.includes(currency)) return currency === 'IQD' ? 3 : 2
  return format(currency).resolvedOptions().maximumFractionDigits ?? 2
}

/** 77723 USD → "$777.23". A yen has no decimals. */
export const formatMoney = (minor: number, currency: string): string =>
  numberFormat({
    style: 'currency',
    currency,
    minimumFractionDigits: digitsOf(currency),
    maximumFractionDigits: digitsOf(currency),
  }).format(minor / 10 ** digitsOf(currency))

/** A unit price with its fractions of a cent: 54123 for 100 is "$5.4123". */
export function formatRate(minor: number, perQuantity: number, currency: string): string {
  const digits = digitsOf(currency) + Math.ceil(Math.log10(perQuantity))
  return numberFormat({
    style: 'currency',
    currency,
    maximumFractionDigits: Math.min(digits, 8),
  }).format(minor / 10 ** digitsOf(currency) / perQuantity)
}

/**
 * "6.45" → 645 for 1; "5.4123" → 54123 for 100. Always whole numbers, never through a float.
 * @returns null if it is not an amount with at most six decimals.
 */
export function parseRate(
  text: string,
  currency: string,
): { priceMinor: number; perQuantity: number } | null {
  const parts = /^(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text.trim())
  if (!parts) return null
  const digits = digitsOf(currency)
  const fraction = parts[2] ?? ''
  const extra = Math.max(0, fraction.replace(/0+$/, '').length - digits)
  const places = digits + extra
  const minor = Number(`${parts[1]}${fraction.padEnd(places, '0').slice(0, places)}`)
  return { priceMinor: minor, perQuantity: 10 ** extra }
}

/** What was typed as an amount, in minor units. Not a number if it has more decimals than the currency. */
export function minorOf(typed: unknown, currency: string): number {
  const parsed = parseRate(String(typed ?? ''), currency)
  return parsed?.perQuantity === 1 ? parsed.priceMinor : Number.NaN
}

/** An amount as a field for it begins with: 77723 USD is "777.23". */
export const typedMoney = (minor: number, currency: string): string =>
  (minor / 10 ** digitsOf(currency)).toFixed(digitsOf(currency))
