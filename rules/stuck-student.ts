import { daysBetween } from './calendar.ts'

export type StuckReason = 'no_lesson' | 'third_repeat' | 'behind_pace' | 'disputed'

export interface StuckFacts {
  today: string
  /** When the training began, for a student without a lesson. */
  enrolledOn: string
  lastLessonOn: string | null
  /** Attempts at each lesson that is not complete yet. */
  openAttempts: readonly number[]
  projectedOn: string | null
  targetOn: string | null
  hasDispute: boolean
}

/** After how many days without a lesson the chief instructor looks. */
export const quietDays = 14
/** At which attempt at one lesson. */
export const manyAttempts = 3

/** Why a student needs the chief instructor; empty if nothing is wrong. */
export function stuckReasons(facts: StuckFacts): StuckReason[] {
  const reasons: StuckReason[] = []
  if (daysBetween(facts.lastLessonOn ?? facts.enrolledOn, facts.today) >= quietDays) reasons.push('no_lesson')
  if (facts.openAttempts.some((attempts) => attempts >= manyAttempts)) reasons.push('third_repeat')
  if (facts.targetOn !== null && facts.projectedOn !== null && facts.projectedOn > facts.targetOn)
    reasons.push('behind_pace')
  if (facts.hasDispute) reasons.push('disputed')
  return reasons
}
