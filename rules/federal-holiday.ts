/**
 * Whether a date is a legal public holiday of the United States: 5 U.S.C. 6103(a). A holiday on a Saturday is
 * observed on the Friday before, and one on a Sunday on the Monday after (6103(b); Executive Order 11582).
 */
export function isFederalHoliday(date: string): boolean {
  const day = Temporal.PlainDate.from(date)
  if (day.dayOfWeek > 5) return false
  const near = [day, ...(day.dayOfWeek === 5 ? [day.add({ days: 1 })] : [])]
  if (day.dayOfWeek === 1) near.push(day.subtract({ days: 1 }))
  return near.some(isFixedHoliday) || isMovingHoliday(day)
}

// New Year's Day, Juneteenth, Independence Day, Veterans Day and Christmas Day.
const isFixedHoliday = ({ month, day }: Temporal.PlainDate) =>
  ['1-1', '6-19', '7-4', '11-11', '12-25'].includes(`${month}-${day}`)

function isMovingHoliday({ month, day, dayOfWeek, daysInMonth }: Temporal.PlainDate): boolean {
  const week = Math.ceil(day / 7)
  // Thanksgiving Day is a Thursday, the others are Mondays; Memorial Day is the last one of May.
  if (dayOfWeek === 4) return month === 11 && week === 4
  if (dayOfWeek !== 1) return false
  return (
    (month === 1 && week === 3) ||
    (month === 2 && week === 3) ||
    (month === 5 && day + 7 > daysInMonth) ||
    (month === 9 && week === 1) ||
    (month === 10 && week === 2)
  )
}
