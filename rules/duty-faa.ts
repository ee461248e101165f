import {
  type DutyContext,
  type DutyRule,
  type Leg,
  plannedDays,
  type Reading,
  reachingPlan,
} from './duty-rule.ts'
import {
  calendarSpan,
  dayMs,
  gapsWithin,
  hourMs,
  longestGap,
  minutesWithin,
  peaksWithin,
  type Span,
} from './duty-span.ts'

const is135 = ({ operation }: Leg) => operation === '135'
/** The planned flights under Part 135. */
const legs135 = ({ planned }: DutyContext) => planned.filter(is135)
const days135 = ({ days }: DutyContext) => days.filter(({ legs }) => legs.some(is135))
const endsOf = (spans: readonly Span[]) => spans.flatMap(({ from, to }) => [from, to - 1])

const last24 = (instant: number): Span => ({ from: instant - dayMs, to: instant })

/** Where flight time of 24 hours can be at its most: in the plan, and in what is planned for the hours after it. */
const moments24 = (context: DutyContext) => [
  ...legs135(context).flatMap((leg) => peaksWithin(context.commercial, dayMs, leg)),
  ...reachingPlan(
    context,
    last24,
    context.later.filter(is135).flatMap((leg) => peaksWithin(context.commercial, dayMs, leg)),
  ),
]

/** The flight at an instant, or the last one of the 24 hours before it: its crew decides on the limit. */
function flightAt({ commercial, planned }: DutyContext, instant: number): Leg | undefined {
  const isAt = ({ from, to }: Leg) => from <= instant && instant <= to
  return (
    planned.find(isAt) ??
    commercial
      .filter(({ from, to }) => from <= instant && to > instant - dayMs)
      .reduce<Leg | undefined>((last, leg) => (last && last.from >= leg.from ? last : leg), undefined)
  )
}

/** Flight time in any 24 hours, looked back from every minute through each flight. */
function in24Hours(context: DutyContext, instant: number, limit: (leg: Leg | undefined) => number): Reading {
  const window = last24(instant)
  return {
    ...window,
    usedMinutes: minutesWithin(context.commercial, window),
    limitMinutes: limit(flightAt(context, instant)),
  }
}

const flightTime24: DutyRule = {
  name: 'flight_time_24_hours',
  title: 'Flight time in 24 hours',
  citation: '14 CFR 135.267(b)',
  at: (context, instant) => in24Hours(context, instant, (leg) => (leg?.pilots === 2 ? 600 : 480)),
  moments: moments24,
}

/** Flight time in a part of the calendar: a flight over midnight of its last day is split there. */
function inCalendar(
  rule: Pick<DutyRule, 'name' | 'title' | 'citation'>,
  unit: 'month' | 'quarter' | 'year',
  limitMinutes: number,
  back = 0,
): DutyRule {
  return {
    ...rule,
    at({ commercial, zone }, instant) {
      const window = calendarSpan(instant, zone, unit, { back })
      return { ...window, usedMinutes: minutesWithin(commercial, window), limitMinutes }
    },
    moments: (context) => endsOf(legs135(context)),
  }
}

const restBeforeCompletion: DutyRule = {
  name: 'rest_before_completion',
  title: 'Rest in the 24 hours before completion',
  citation: '14 CFR 135.267(d)',
  isMinimum: true,
  at({ busy }, instant) {
    const window = last24(instant)
    return { ...window, usedMinutes: longestGap(busy, window), limitMinutes: 600 }
  },
  moments: (context) => [
    ...days135(context).map(({ to }) => to),
    ...reachingPlan(
      context,
      last24,
      plannedDays({ legs: context.later.filter(is135), reportAt: Number.POSITIVE_INFINITY }).map(
        ({ to }) => to,
      ),
    ),
  ],
}

/** The rest that has to follow flight time over the limit of 24 hours: 14 CFR 135.267(e). */
export function restAfterOverrun(overMinutes: number): number {
  if (overMinutes <= 30) return 11 * 60
  return overMinutes <= 60 ? 12 * 60 : 16 * 60
}

const afterOverrun: DutyRule = {
  name: 'rest_after_overrun',
  title: 'Rest after flying over the limit',
  citation: '14 CFR 135.267(e)',
  isMinimum: true,
  at({ busy, flown }, instant) {
    let worst: Reading | null = null
    for (const { to, pilots } of flown) {
      // An overrun of an earlier week was followed by rest of some kind, or another rule stands in the way.
      if (to > instant || to < instant - 7 * dayMs) continue
      const flownMinutes = minutesWithin(flown, { from: to - dayMs, to })
      const overMinutes = flownMinutes - (pilots === 2 ? 600 : 480)
      if (overMinutes <= 0) continue
      const window = { from: to, to: instant }
      const usedMinutes = longestGap(busy, window)
      const limitMinutes = restAfterOverrun(overMinutes)
      if (worst === null || usedMinutes - limitMinutes < worst.usedMinutes - worst.limitMinutes)
        worst = { ...window, usedMinutes, limitMinutes }
    }
    return worst
  },
  moments: (context) => days135(context).map(({ from }) => from),
}

/** A free time of 48 hours is two rests of 24. */
const restsIn = (gaps: readonly Span[]) =>
  gaps.reduce((sum, { from, to }) => sum + Math.floor((to - from) / dayMs), 0)

const restsInQuarter: DutyRule = {
  name: 'rests_in_quarter',
  title: 'Rests of 24 hours in the quarter, with those that are still possible',
  citation: '14 CFR 135.267(f)',
  isMinimum: true,
  at({ busy, zone }, instant) {
    const quarter = calendarSpan(instant, zone, 'quarter')
    // In minutes like the other rules: 13 days of 1,440.
    return {
      ...quarter,
      usedMinutes: restsIn(gapsWithin(busy, quarter)) * 1_440,
      limitMinutes: 13 * 1_440,
    }
  },
  // A day over the end of a quarter takes from both.
  moments: (context) => endsOf(days135(context)),
}

/** 14 CFR 135.267: unscheduled operations with one or two pilots. */
export const unscheduledRules: readonly DutyRule[] = [
  flightTime24,
  restBeforeCompletion,
  afterOverrun,
  inCalendar(
    {
      name: 'flight_time_quarter',
      title: 'Flight time in the quarter',
      citation: '14 CFR 135.267(a)(1)',
    },
    'quarter',
    30_000,
  ),
  inCalendar(
    {
      name: 'flight_time_two_quarters',
      title: 'Flight time in two quarters',
      citation: '14 CFR 135.267(a)(2)',
    },
    'quarter',
    48_000,
    1,
  ),
  inCalendar(
    { name: 'flight_time_year', title: 'Flight time in the year', citation: '14 CFR 135.267(a)(3)' },
    'year',
    84_000,
  ),
  restsInQuarter,
]

/** The rest that scheduled flight time of 24 hours asks for: 14 CFR 135.265(b). */
export function restOfScheduled(flightMinutes: number): number {
  if (flightMinutes < 8 * 60) return 9 * 60
  return flightMinutes < 9 * 60 ? 10 * 60 : 11 * 60
}

const scheduledRest: DutyRule = {
  name: 'scheduled_rest',
  title: 'Rest in the 24 hours before each flight ends',
  citation: '14 CFR 135.265(b)',
  isMinimum: true,
  at({ busy, commercial }, instant) {
    const window = last24(instant)
    return {
      ...window,
      usedMinutes: longestGap(busy, window),
      limitMinutes: restOfScheduled(minutesWithin(commercial, window)),
    }
  },
  moments: (context) => [
    ...legs135(context).map(({ to }) => to),
    ...reachingPlan(
      context,
      last24,
      context.later.filter(is135).map(({ to }) => to),
    ),
  ],
}

/** One pilot: 8 hours in 24. Two: 8 hours between two rests, of which the shortest has 9 hours. */
const scheduled24: DutyRule = {
  name: 'scheduled_flight_time_24_hours',
  title: 'Flight time in 24 hours, or between rests',
  citation: '14 CFR 135.265(a)(4), (5)',
  at(context, instant) {
    if (flightAt(context, instant)?.pilots !== 2) return in24Hours(context, instant, () => 480)
    const rests = gapsWithin(context.busy, { from: instant - 7 * dayMs, to: instant })
    const last = rests.findLast(({ from, to }) => to - from >= 9 * hourMs)
    const window = { from: last?.to ?? instant - 7 * dayMs, to: instant }
    return { ...window, usedMinutes: minutesWithin(context.commercial, window), limitMinutes: 480 }
  },
  moments: moments24,
}

const last7Days = (instant: number, zone: string) => calendarSpan(instant, zone, 'day', { back: 6 })

const scheduled7Days: DutyRule = {
  name: 'scheduled_flight_time_7_days',
  title: 'Flight time in 7 days',
  citation: '14 CFR 135.265(a)(3)',
  at({ commercial, zone }, instant) {
    const window = last7Days(instant, zone)
    return { ...window, usedMinutes: minutesWithin(commercial, window), limitMinutes: 2_040 }
  },
  moments: (context) => [
    ...endsOf(legs135(context)),
    ...reachingPlan(
      context,
      (instant) => last7Days(instant, context.zone),
      endsOf(context.later.filter(is135)),
    ),
  ],
}

/** 14 CFR 135.265: scheduled operations. */
export const scheduledRules: readonly DutyRule[] = [
  scheduled24,
  scheduledRest,
  scheduled7Days,
  inCalendar(
    {
      name: 'scheduled_flight_time_month',
      title: 'Flight time in the month',
      citation: '14 CFR 135.265(a)(2)',
    },
    'month',
    7_200,
  ),
  inCalendar(
    {
      name: 'scheduled_flight_time_year',
      title: 'Flight time in the year',
      citation: '14 CFR 135.265(a)(1)',
    },
    'year',
    72_000,
  ),
]

/** 14 CFR 61.195(a): instruction given in any 24 hours. */
export const instructionRules: readonly DutyRule[] = [
  {
    name: 'instruction_24_hours',
    title: 'Instruction given in 24 hours',
    citation: '14 CFR 61.195(a)',
    at({ instruction }, instant) {
      const window = last24(instant)
      return { ...window, usedMinutes: minutesWithin(instruction, window), limitMinutes: 480 }
    },
    moments: (context) => {
      const peaksOf = (legs: readonly Leg[]) =>
        legs
          .filter(({ isInstruction }) => isInstruction)
          .flatMap((leg) => peaksWithin(context.instruction, dayMs, leg))
      return [...peaksOf(context.planned), ...reachingPlan(context, last24, peaksOf(context.later))]
    },
  },
]
