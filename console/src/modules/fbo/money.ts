import { numberFormat } from '#ui/region.ts'

const format = (currency: string) => numberFormat({ style: 'currency', currency })

const digitsOf = (currency: string) => format(currency).resolvedOptions().maximumFractionDigits ?? 2

/** 77723 USD → "$777.23"; a yen has no decimals. */
export const formatMoney = (minor: number, currency: string): string =>
  format(currency).format(minor / 10 ** digitsOf(currency))

/** A price for one unit, with the fractions of a cent that it has: 54123 for 100 is "$5.4123". */
export function formatRate(minor: number, perQuantity: number, currency: string): string {
  const digits = digitsOf(currency) + Math.ceil(Math.log10(perQuantity))
  return numberFormat({
    style: 'currency',
    currency,
    maximumFractionDigits: Math.min(digits, 8),
  }).format(minor / 10 ** digitsOf(currency) / perQuantity)
}

/**
 * "6.45" → 645 for 1; "5.4123" → 54123 for 100: whole numbers, whatever was typed. Never through a float.
 * @returns null when it is no amount with at most six decimals.
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

export const isCurrency = (text: string) => /^[A-Za-z]{3}$/.test(text.trim())

/** "120.5" or "120,5" → 120.5; null when it is no number above nought with at most three decimals. */
export function parseQuantity(text: string): number | null {
  const value = /^\d{1,7}(?:[.,]\d{1,3})?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : 0
  return value > 0 ? value : null
}
