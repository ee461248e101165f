import type { DutyContext, DutyRule } from './duty-rule.ts'
import { calendarSpan, minuteMs, minutesWithin } from './duty-span.ts'

/** The planned flights in commercial air transport. */
const legsOfCat = ({ planned }: DutyContext) => planned.filter(({ operation }) => operation === 'cat')
const daysOfCat = ({ days }: DutyContext) =>
  days.filter(({ legs }) => legs.some(({ operation }) => operation === 'cat'))

/**
 * The last instants of the days on which a window that holds something of the plan may end: also of those after it,
 * since later duty may be planned already.
 */
function windowEnds(context: DutyContext, days: number): number[] {
  const first = Math.min(...daysOfCat(context).map(({ from }) => from))
  const last = Math.max(...daysOfCat(context).map(({ to }) => to - 1))
  if (!Number.isFinite(first)) return []
  const ends: number[] = []
  const { to: end } = calendarSpan(last, context.zone, 'day', { forward: days - 1 })
  for (let at = first; at < end; ) {
    const day = calendarSpan(at, context.zone, 'day')
    ends.push(day.to - 1)
    at = day.to
  }
  return ends
}

function inDays(what: 'duty' | 'flight', days: number, limitMinutes: number, citation: string): DutyRule {
  return {
    name: `easa_${what}_${days}_days`,
    title: `${what === 'duty' ? 'Duty' : 'Flight time'} in ${days} days`,
    citation,
    at({ busy, commercial, zone }, instant) {
      const window = calendarSpan(instant, zone, 'day', { back: days - 1 })
      const usedMinutes = minutesWithin(what === 'duty' ? busy : commercial, window)
      return { ...window, usedMinutes, limitMinutes }
    },
    moments: (context) => windowEnds(context, days),
  }
}

function inMonths(name: string, title: string, limitMinutes: number, unit: 'month' | 'year'): DutyRule {
  return {
    name,
    title,
    citation: unit === 'year' ? 'ORO.FTL.210(b)(2)' : 'ORO.FTL.210(b)(3)',
    at({ commercial, zone }, instant) {
      const window = calendarSpan(instant, zone, unit, { back: unit === 'year' ? 0 : 11 })
      return { ...window, usedMinutes: minutesWithin(commercial, window), limitMinutes }
    },
    moments: (context) => legsOfCat(context).flatMap(({ from, to }) => [from, to - 1]),
  }
}

/**
 * The longest flight duty period of an acclimatized crew without extension, by the local time at which it begins and
 * the number of sectors: table of ORO.FTL.205(b)(1).
 */
export function longestFlightDuty(startMinuteOfDay: number, sectors: number): number {
  return Math.max(9 * 60, ofTwoSectors(startMinuteOfDay) - 30 * Math.max(0, sectors - 2))
}

function ofTwoSectors(minute: number): number {
  const at = (hours: number, minutes = 0) => hours * 60 + minutes
  if (minute < at(5) || minute >= at(17)) return at(11)
  // From 05:00 a quarter of an hour more for each quarter of an hour: 12:00, 12:15, 12:30, 12:45, 13:00.
  if (minute < at(6)) return at(12) + Math.floor((minute - at(5)) / 15) * 15
  if (minute < at(13, 30)) return at(13)
  // From 13:30 a quarter of an hour less for each half hour: 12:45 … 11:15.
  return at(12, 45) - Math.floor((minute - at(13, 30)) / 30) * 15
}

const flightDuty: DutyRule = {
  name: 'easa_flight_duty_period',
  title: 'Flight duty period',
  citation: 'ORO.FTL.205(b)(1)',
  isAdvisory: true,
  at({ days, zone }, instant) {
    const day = days.find(({ to }) => to === instant)
    if (!day) return null
    const local = Temporal.Instant.fromEpochMilliseconds(day.from).toZonedDateTimeISO(zone)
    return {
      from: day.from,
      to: day.to,
      usedMinutes: (day.to - day.from) / minuteMs,
      limitMinutes: longestFlightDuty(local.hour * 60 + local.minute, day.legs.length),
    }
  },
  moments: (context) => daysOfCat(context).map(({ to }) => to),
}

/** ORO.FTL.210 and 205, for operators to whom CS FTL.1 applies. */
export const easaRules: readonly DutyRule[] = [
  inDays('duty', 7, 3_600, 'ORO.FTL.210(a)(1)'),
  inDays('duty', 14, 6_600, 'ORO.FTL.210(a)(2)'),
  inDays('duty', 28, 11_400, 'ORO.FTL.210(a)(3)'),
  inDays('flight', 28, 6_000, 'ORO.FTL.210(b)(1)'),
  inMonths('easa_flight_calendar_year', 'Flight time in the calendar year', 54_000, 'year'),
  inMonths('easa_flight_12_months', 'Flight time in 12 calendar months', 60_000, 'month'),
  flightDuty,
]
