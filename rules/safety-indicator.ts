import { isTooLittleToTell, poissonRate } from './poisson.ts'

/**
 * What a safety performance indicator says, honestly for a small fleet: an alert that asks for action
 * needs an interval that lies wholly beyond its threshold; a rate that merely lies beyond is watched.
 */

/** The worst last. `insufficient`: too little flying to tell. */
export const indicatorLevels = ['insufficient', 'normal', 'watch', 'warning', 'critical'] as const
export type IndicatorLevel = (typeof indicatorLevels)[number]

export interface Thresholds {
  watch: number
  warning: number
  critical: number
}
export interface Indicator {
  /** What the rate refers to: 1,000 hours. */
  per: number
  direction: 'lower_is_better' | 'higher_is_better'
  thresholds: Thresholds
}
export interface IndicatorValue {
  level: IndicatorLevel
  /** null without any exposure. */
  rate: number | null
  lower: number | null
  upper: number | null
  isTooLittle: boolean
}

/** @param exposure hours, cycles, departures or reports in the window */
export function judgeIndicator(events: number, exposure: number, indicator: Indicator): IndicatorValue {
  const { per, direction, thresholds } = indicator
  if (exposure <= 0) return { level: 'insufficient', rate: null, lower: null, upper: null, isTooLittle: true }
  const { rate, lower, upper } = poissonRate(events, exposure, per)
  const isTooLittle = isTooLittleToTell(exposure, per, thresholds.watch)
  const isWorse = (value: number, threshold: number) =>
    direction === 'lower_is_better' ? value >= threshold : value <= threshold
  // The end of the interval that is kinder to us: when even that lies beyond, there is no doubt left.
  const kindest = direction === 'lower_is_better' ? lower : upper
  const certain = (['critical', 'warning', 'watch'] as const).find((level) =>
    isWorse(kindest, thresholds[level]),
  )
  const level =
    certain ?? (isTooLittle ? 'insufficient' : isWorse(rate, thresholds.watch) ? 'watch' : 'normal')
  return { level, rate, lower, upper, isTooLittle }
}

/** Whether an alert is due: the level is one that asks for something, and worse than the one before. */
export function isCrossing(before: IndicatorLevel, after: IndicatorLevel): boolean {
  return (
    after !== 'normal' &&
    indicatorLevels.indexOf(after) > indicatorLevels.indexOf(before) &&
    after !== 'insufficient'
  )
}
