import { isExposureTooLow, poissonRate } from './poisson.ts'

/**
 * The level of a safety performance indicator, honest for a small fleet. An alert that asks for action
 * needs an interval that is entirely beyond its threshold. If only the rate is beyond it, the level is `watch`.
 */

/** Worst last. `insufficient`: not enough flying. */
export const indicatorLevels = ['insufficient', 'normal', 'watch', 'warning', 'critical'] as const
export type IndicatorLevel = (typeof indicatorLevels)[number]

export interface Thresholds {
  watch: number
  warning: number
  critical: number
}
export interface Indicator {
  /** The unit of the rate, such as 1,000 hours. */
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
  // With zero tolerance, each event counts, however little was flown.
  const isTooLittle = thresholds.watch > 0 && isExposureTooLow(exposure, per, thresholds.watch)
  // Beyond, not at: a rate of zero never breaches a threshold of zero.
  const isWorse = (value: number, threshold: number) =>
    direction === 'lower_is_better' ? value > threshold : value < threshold
  // The better end of the interval. If even that is beyond the threshold, there is no doubt.
  const betterEnd = direction === 'lower_is_better' ? lower : upper
  const certain = (['critical', 'warning', 'watch'] as const).find((level) =>
    isWorse(betterEnd, thresholds[level]),
  )
  const level =
    certain ?? (isTooLittle ? 'insufficient' : isWorse(rate, thresholds.watch) ? 'watch' : 'normal')
  return { level, rate, lower, upper, isTooLittle }
}

/** Whether to send an alert: the level asks for action, and is worse than before. */
export function isCrossing(before: IndicatorLevel, after: IndicatorLevel): boolean {
  return (
    after !== 'normal' &&
    indicatorLevels.indexOf(after) > indicatorLevels.indexOf(before) &&
    after !== 'insufficient'
  )
}
