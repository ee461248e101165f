// Amounts and rates of an invoice, exactly: an integer of this many decimals. Money is never a float.
const places = 10
const one = 10n ** BigInt(places)

export type Decimal = bigint

/** "12.30" as it stands in a document. Null: no number. Decimals past the tenth, which only prices have, are cut off. */
export function decimalOf(text: string | null | undefined): Decimal | null {
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d{0,20})(?:\.(\d*))?$/.exec(text?.trim() ?? '') ?? []
  if (sign === undefined || whole + fraction === '') return null
  const digits = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'))
  return sign === '-' ? -digits : digits
}

export const decimalsOf = (text: string): number => /\.(\d*)/.exec(text)?.[1]?.length ?? 0

/** The sum of the texts that are numbers. */
export const sumOf = (texts: readonly (string | null | undefined)[]): Decimal =>
  texts.reduce((sum, text) => sum + (decimalOf(text) ?? 0n), 0n)

/** A percentage of an amount. */
export const percentOf = (amount: Decimal, percent: Decimal): Decimal => (amount * percent) / (100n * one)

/** Whether two amounts differ by less than one unit of the currency, which is what the standard lets rounding do. */
export const isWithinOne = (a: Decimal, b: Decimal): boolean => (a > b ? a - b : b - a) < one
