/** The local days from one to another, both included. */
export const daysFromTo = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days + 1

/**
 * What a rental with a daily minimum bills beyond what was flown: 2.000 h a day, and 1.3 h flown on one day, is 0.700.
 * Zero if the hours reach the minimum of all its days.
 */
export const belowMinimum = (rental: {
  flownThousandths: number
  days: number
  minimumThousandths: number
}): number => Math.max(0, rental.days * rental.minimumThousandths - rental.flownThousandths)
