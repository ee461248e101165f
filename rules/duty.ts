import { easaRules } from './duty-easa.ts'
import { instructionRules, scheduledRules, unscheduledRules } from './duty-faa.ts'
import {
  contextOf,
  type DutyPlan,
  type DutyRecord,
  type DutyRule,
  type DutyVerdict,
  type Leg,
  verdictAt,
  worstVerdict,
} from './duty-rule.ts'
import { minuteMs } from './duty-span.ts'

export type { DutyPlan, DutyRecord, DutyVerdict, Leg } from './duty-rule.ts'

/** The sets of limits that an operator can be under. */
export const dutyProfiles = [
  'faa_135_unscheduled',
  'faa_135_scheduled',
  'faa_instruction',
  'easa_ftl',
] as const
export type DutyProfile = (typeof dutyProfiles)[number]

const rulesOf: Readonly<Record<DutyProfile, readonly DutyRule[]>> = {
  faa_135_unscheduled: unscheduledRules,
  faa_135_scheduled: scheduledRules,
  faa_instruction: instructionRules,
  easa_ftl: easaRules,
}
const rulesIn = (profiles: readonly DutyProfile[]) => profiles.flatMap((profile) => rulesOf[profile])

export interface DutyAsk {
  record: DutyRecord
  profiles: readonly DutyProfile[]
  /** The zone of the base. */
  zone: string
}

/** What each rule says to a plan. Rules that do not apply to it say nothing. */
export function judgePlan({ record, profiles, zone }: DutyAsk, plan: DutyPlan): DutyVerdict[] {
  const context = contextOf(record, plan, zone)
  return rulesIn(profiles).flatMap((rule) => worstVerdict(rule, context) ?? [])
}

/** Where a person stands with each rule at an instant, without a plan. */
export function standingAt({ record, profiles, zone }: DutyAsk, instant: number): DutyVerdict[] {
  const context = contextOf(record, null, zone)
  return rulesIn(profiles).flatMap((rule) => verdictAt(rule, context, instant) ?? [])
}

export const isBroken = ({ isLegal, isAdvisory }: DutyVerdict) => !isLegal && !isAdvisory

const furthestMinutes = 400 * 1_440

const overlaps = ({ record }: DutyAsk, { legs }: DutyPlan) =>
  record.flown.some((leg) => legs.some(({ from, to }) => from < leg.to && to > leg.from))

/**
 * The earliest start at which a plan, moved as a whole, breaks no rule and meets no other flight; its first leg leaves
 * at that time. Null if no later start helps, such as for a day that is too long by itself.
 */
export function earliestLegalStart(ask: DutyAsk, plan: DutyPlan): number | null {
  if (!judgePlan(ask, plan).some(isBroken)) return firstLeg(plan)
  const isLegalAfter = (minutes: number) => {
    const later = moved(plan, minutes * minuteMs)
    return !overlaps(ask, later) && !judgePlan(ask, later).some(isBroken)
  }
  // In growing steps, so that what is planned for later weeks does not hide an earlier start.
  let [broken, legal] = [0, 60]
  while (!isLegalAfter(legal)) {
    if (legal >= furthestMinutes) return null
    broken = legal
    legal = Math.min(legal * 2, furthestMinutes)
  }
  while (legal - broken > 1) {
    const middle = Math.floor((broken + legal) / 2)
    if (isLegalAfter(middle)) legal = middle
    else broken = middle
  }
  return firstLeg(plan) + legal * minuteMs
}

const firstLeg = ({ legs }: DutyPlan) => Math.min(...legs.map(({ from }) => from))

function moved(plan: DutyPlan, byMs: number): DutyPlan {
  const move = (leg: Leg): Leg => ({ ...leg, from: leg.from + byMs, to: leg.to + byMs })
  return { ...plan, legs: plan.legs.map(move), reportAt: plan.reportAt + byMs }
}
