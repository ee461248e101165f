import { addDays, daysBetween } from './calendar.ts'

export type MinuteKind =
  | 'dual'
  | 'solo'
  | 'ground'
  | 'simulator'
  | 'cross_country'
  | 'night'
  | 'instrument'
  | 'total'

export interface Minimum {
  kind: MinuteKind
  minutes: number
  /** How many minutes in a simulator count toward it at most. */
  simulatorCreditMinutes?: number | null
}

/** The minutes of a signed lesson. */
export interface TrainedMinutes {
  dualMinutes: number
  soloMinutes: number
  groundMinutes: number
  simulatorMinutes: number
  nightMinutes: number
  instrumentMinutes: number
  crossCountryMinutes: number
}

export interface CountedMinimum {
  kind: MinuteKind
  requiredMinutes: number
  loggedMinutes: number
  /** Of the simulator, after the cap. */
  simulatorMinutes: number
  creditMinutes: number
  countedMinutes: number
  shortMinutes: number
}

const loggedAs: Record<MinuteKind, (lesson: TrainedMinutes) => number> = {
  dual: ({ dualMinutes }) => dualMinutes,
  solo: ({ soloMinutes }) => soloMinutes,
  ground: ({ groundMinutes }) => groundMinutes,
  simulator: ({ simulatorMinutes }) => simulatorMinutes,
  cross_country: ({ crossCountryMinutes }) => crossCountryMinutes,
  night: ({ nightMinutes }) => nightMinutes,
  instrument: ({ instrumentMinutes }) => instrumentMinutes,
  total: ({ dualMinutes, soloMinutes }) => dualMinutes + soloMinutes,
}

/** What counts toward each minimum of a syllabus: time logged in lessons, capped simulator time, and credit. */
export function countMinimums(
  minimums: readonly Minimum[],
  lessons: readonly TrainedMinutes[],
  credits: readonly { kind: MinuteKind; minutes: number }[],
): CountedMinimum[] {
  const sum = (kind: MinuteKind) => lessons.reduce((total, lesson) => total + loggedAs[kind](lesson), 0)
  return minimums.map(({ kind, minutes, simulatorCreditMinutes }) => {
    const loggedMinutes = sum(kind)
    const simulatorMinutes =
      kind === 'simulator' ? 0 : Math.min(sum('simulator'), simulatorCreditMinutes ?? 0)
    const creditMinutes = credits.reduce(
      (total, credit) => (credit.kind === kind ? total + credit.minutes : total),
      0,
    )
    const countedMinutes = loggedMinutes + simulatorMinutes + creditMinutes
    return {
      kind,
      requiredMinutes: minutes,
      loggedMinutes,
      simulatorMinutes,
      creditMinutes,
      countedMinutes,
      shortMinutes: Math.max(0, minutes - countedMinutes),
    }
  })
}

export interface Pace {
  lessonsPerWeek: number | null
  lastLessonOn: string | null
  daysSinceLastLesson: number | null
  projectedOn: string | null
  /** How the projected date was calculated, or why there is none. */
  assumption: string
}

/** The least days over which a pace is judged, so that two lessons in two days are not seven a week. */
const leastDays = 14

/**
 * When a student will have done what is left at the pace so far.
 * @param heldOn the days of the completed lessons.
 */
export function projectCompletion({
  heldOn,
  enrolledOn,
  today,
  lessonsLeft,
}: {
  heldOn: readonly string[]
  enrolledOn: string
  today: string
  lessonsLeft: number
}): Pace {
  const lastLessonOn = heldOn.toSorted().at(-1) ?? null
  const daysSinceLastLesson = lastLessonOn === null ? null : daysBetween(lastLessonOn, today)
  const none = { lastLessonOn, daysSinceLastLesson, projectedOn: null }
  if (lastLessonOn === null)
    return { ...none, lessonsPerWeek: null, assumption: 'No lesson is complete yet, so there is no pace' }
  const days = Math.max(leastDays, daysBetween(enrolledOn, today))
  const lessonsPerWeek = Math.round((heldOn.length / days) * 70) / 10
  if (lessonsLeft === 0) return { ...none, lessonsPerWeek, assumption: 'Every lesson is complete' }
  const daysLeft = Math.ceil((lessonsLeft * days) / heldOn.length)
  return {
    lessonsPerWeek,
    lastLessonOn,
    daysSinceLastLesson,
    projectedOn: addDays(today, daysLeft),
    assumption: `${heldOn.length} lessons in ${days} days, and ${lessonsLeft} to go at the same pace`,
  }
}
