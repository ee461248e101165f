import { addDays, daysBetween } from './calendar.ts'

/** Repair categories of a minimum equipment list. */
export const melCategories = ['A', 'B', 'C', 'D'] as const
export type MelCategory = (typeof melCategories)[number]

/** FAA MMEL Policy Letter 25, revision 23 of June 12, 2023: consecutive calendar days, without the day of discovery. */
export const melDays: Record<Exclude<MelCategory, 'A'>, number> = { B: 3, C: 10, D: 120 }

/**
 * The last day on which an item of a category may stay inoperative. `discoveredOn` is the local date at the base.
 * @param days The interval of category A, which the list itself gives.
 * @returns null where the interval is not counted in days.
 */
export function melExpiresOn(
  category: MelCategory,
  discoveredOn: string,
  days: number | null,
): string | null {
  const interval = category === 'A' ? days : melDays[category]
  return interval === null ? null : addDays(discoveredOn, interval)
}

/** The last day of an extension by the same interval. Only B and C may be extended, once. */
export function melExtendedUntil(category: string | null, expiresOn: string): string | null {
  return category === 'B' || category === 'C' ? addDays(expiresOn, melDays[category]) : null
}

/** Days before a deferral expires on which an alert is sent. */
export const alertDays = [3, 1, 0] as const

/** What a deferral has come to on a local date: expired, or the alert that is due. */
export function deferralStanding(
  { expiresOn, alertedDays }: { expiresOn: string | null; alertedDays: number | null },
  today: string,
): { isExpired: boolean; daysLeft: number | null; alert: number | null } {
  if (expiresOn === null) return { isExpired: false, daysLeft: null, alert: null }
  const daysLeft = daysBetween(today, expiresOn)
  if (daysLeft < 0) return { isExpired: true, daysLeft, alert: null }
  const crossed = alertDays.toReversed().find((days) => daysLeft <= days) ?? null
  const isNew = crossed !== null && (alertedDays === null || crossed < alertedDays)
  return { isExpired: false, daysLeft, alert: isNew ? crossed : null }
}

/** The answers that 14 CFR 91.213(d) asks for. */
export interface InoperativeAnswers {
  requiredForVfrDay: boolean
  onEquipmentList: boolean
  requiredByRule: boolean
  requiredByDirective: boolean
  isHazard: boolean
}

export interface Inoperative {
  answers: InoperativeAnswers | null
  deactivation: 'removed' | 'deactivated' | null
  placard: string | null
}

interface Bar {
  field: string
  paragraph: string
  message: string
}

const bars: readonly [keyof InoperativeAnswers, string, string][] = [
  [
    'requiredForVfrDay',
    '(d)(2)(i)',
    'it is part of the VFR-day equipment that the aircraft was certificated with',
  ],
  ['onEquipmentList', '(d)(2)(ii)', 'the equipment list, or the list of kinds of operation, requires it'],
  ['requiredByRule', '(d)(2)(iii)', '14 CFR 91.205 or another rule requires it'],
  ['requiredByDirective', '(d)(2)(iv)', 'an airworthiness directive requires it'],
  ['isHazard', '(d)(4)', 'without it the aircraft is a hazard'],
]

/** What stands against flying with it under 14 CFR 91.213(d); empty if nothing does. */
export function barsToDeferral({ answers, deactivation, placard }: Inoperative): Bar[] {
  if (answers === null)
    return [
      {
        field: 'answers',
        paragraph: '14 CFR 91.213(d)(2)',
        message: 'the four questions and the hazard are not answered',
      },
    ]
  const found: Bar[] = bars.flatMap(([name, paragraph, message]) =>
    answers[name] ? [{ field: `answers.${name}`, paragraph: `14 CFR 91.213${paragraph}`, message }] : [],
  )
  if (deactivation === null)
    found.push({
      field: 'deactivation',
      paragraph: '14 CFR 91.213(d)(3)',
      message: 'it is neither removed nor deactivated',
    })
  if (placard === null)
    found.push({
      field: 'placard',
      paragraph: '14 CFR 91.213(d)(3)',
      message: 'no placard says that it is inoperative',
    })
  return found
}
