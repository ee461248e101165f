import { divideHalfAway } from './line-amount.ts'

/** The first days of the months from one day to another, both included. */
export function monthsFromTo(from: string, to: string): string[] {
  const months: string[] = []
  const last = Temporal.PlainDate.from(to).toPlainYearMonth()
  for (
    let month = Temporal.PlainDate.from(from).toPlainYearMonth();
    Temporal.PlainYearMonth.compare(month, last) <= 0;
    month = month.add({ months: 1 })
  )
    months.push(`${month.toString()}-01`)
  return months
}

/** A month's part of what is paid for a year: the twelve of a year sum to it. */
export function monthOfYear(yearMinor: number, month: string): number {
  const index = Number(month.slice(5, 7))
  const until = (months: number) => (BigInt(yearMinor) * BigInt(months)) / 12n
  return Number(until(index) - until(index - 1))
}

/** What flying costs of a part: its price, by the time flown out of the time it lives. */
export const reserveMinor = (part: { costMinor: number; minutes: number; lifeHundredths: number }): number =>
  Number(
    divideHalfAway(BigInt(part.costMinor) * BigInt(part.minutes) * 100n, 60n * BigInt(part.lifeHundredths)),
  )

/** The same for a part that lives a number of months, whether it flies or not. */
export const reserveOfMonth = (part: { costMinor: number; lifeMonths: number }): number =>
  Number(divideHalfAway(BigInt(part.costMinor), BigInt(part.lifeMonths)))

/** The cost of an hour; null if nothing was flown. */
export const perHourMinor = (totalMinor: number, hundredths: number): number | null =>
  hundredths <= 0 ? null : Number(divideHalfAway(BigInt(totalMinor) * 100n, BigInt(hundredths)))
