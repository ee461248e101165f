import { divideHalfAway } from './line-amount.ts'

const minutesOfHour = 60

/**
 * What a charge draws from block time, which is counted in thousandths of an hour: as much as is left. A charge by the
 * minute draws whole thousandths of an hour.
 */
export function drawFromBlock(
  { quantityThousandths, unit }: { quantityThousandths: number; unit: string },
  leftThousandths: number,
): { drawnThousandths: number; restThousandths: number } {
  const factor = unit === 'minute' ? minutesOfHour : 1
  const drawnThousandths = Math.min(leftThousandths, Math.floor(quantityThousandths / factor))
  return { drawnThousandths, restThousandths: quantityThousandths - drawnThousandths * factor }
}

/** What is left of a package in money: its part of the price. */
export const leftMinor = (block: {
  priceMinor: number
  quantityThousandths: number
  drawnThousandths: number
}): number =>
  Number(
    divideHalfAway(
      BigInt(block.priceMinor) * BigInt(block.quantityThousandths - block.drawnThousandths),
      BigInt(block.quantityThousandths),
    ),
  )

/** The first day of the period after one that begins on a day. The day of the month stays where the month has it. */
export function nextPeriod(startsOn: string, day: string, period: 'month' | 'day'): string {
  const date = Temporal.PlainDate.from(day)
  if (period === 'day') return date.add({ days: 1 }).toString()
  const start = Temporal.PlainDate.from(startsOn)
  const months = (date.year - start.year) * 12 + date.month - start.month
  return start.add({ months: months + 1 }).toString()
}
