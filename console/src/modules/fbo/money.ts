import { numberFormat } from '#ui/region.ts'

const format = (currency: string) => numberFormat({ style: 'currency', currency })

const digitsOf = (currency: string) => format(currency).resolvedOptions().maximumFractionDigits ?? 2

/** 77723 USD → "$777.23". A yen has no decimals. */
export const formatMoney = (minor: number, currency: string): string =>
  format(currency).format(minor / 10 ** digitsOf(currency))

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
