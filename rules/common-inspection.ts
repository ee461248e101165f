import type { Anchor } from './next-due.ts'
import type { OperatingRules } from './operating-rules.ts'

interface Preset {
  title: string
  kind: 'inspection' | 'component' | 'directive_check' | 'servicing' | 'other'
  reference: string
  anchor: Anchor
  /** The operators that mostly need it on every aircraft. */
  suggestedFor: readonly OperatingRules[]
  /** The inspections that it satisfies too. */
  alsoCompletes?: readonly string[]
  /** Its interval differs from part to part: what has to be entered, in months. */
  asksMonths?: string
  /** Hundredths of an hour of time in service, on the meter the aircraft uses for it. */
  hours?: { interval: number; warning: number; tolerance: number }
  calendar?: {
    calendarMonths?: number
    months?: number
    days?: number
    warningDays: number
    toleranceDays: number
    toleranceMonths?: number
  }
}

const faa: readonly OperatingRules[] = ['faa_91', 'faa_91_instruction_for_hire', 'faa_141', 'faa_135']
const european: readonly OperatingRules[] = ['easa_nco', 'easa_ato', 'easa_cat', 'uk']

/** The inspections that nearly every aircraft needs, with their regulations. */
export const commonInspections = {
  annual: {
    title: 'Annual inspection',
    kind: 'inspection',
    reference: '14 CFR 91.409(a)',
    anchor: 'from_completion',
    suggestedFor: faa,
    // 91.409(b): an annual or a 100-hour inspection.
    alsoCompletes: ['hundred_hour'],
    calendar: { calendarMonths: 12, warningDays: 30, toleranceDays: 0 },
  },
  hundred_hour: {
    title: '100-hour inspection',
    kind: 'inspection',
    reference: '14 CFR 91.409(b)',
    anchor: 'from_due_if_late',
    suggestedFor: ['faa_91_instruction_for_hire', 'faa_141', 'faa_135'],
    hours: { interval: 10_000, warning: 1_000, tolerance: 1_000 },
  },
  altimeter: {
    title: 'Altimeter and static system test',
    kind: 'inspection',
    reference: '14 CFR 91.411',
    anchor: 'from_completion',
    suggestedFor: faa,
    calendar: { calendarMonths: 24, warningDays: 60, toleranceDays: 0 },
  },
  transponder: {
    title: 'Transponder test',
    kind: 'inspection',
    reference: '14 CFR 91.413',
    anchor: 'from_completion',
    suggestedFor: faa,
    calendar: { calendarMonths: 24, warningDays: 60, toleranceDays: 0 },
  },
  elt: {
    title: 'ELT inspection',
    kind: 'inspection',
    reference: '14 CFR 91.207(d)',
    anchor: 'from_completion',
    suggestedFor: faa,
    calendar: { calendarMonths: 12, warningDays: 30, toleranceDays: 0 },
  },
  elt_battery: {
    title: 'ELT battery',
    kind: 'component',
    reference: '14 CFR 91.207(c); also after one hour of use in total',
    anchor: 'from_completion',
    suggestedFor: [],
    asksMonths: 'half of the useful life of the battery, as its maker states it',
    calendar: { warningDays: 60, toleranceDays: 0 },
  },
  vor: {
    title: 'VOR equipment check',
    kind: 'other',
    reference: '14 CFR 91.171',
    anchor: 'from_completion',
    suggestedFor: [],
    calendar: { days: 30, warningDays: 5, toleranceDays: 0 },
  },
  oil: {
    title: 'Oil and filter change',
    kind: 'servicing',
    reference: 'Lycoming SB 480: 50 hours or 4 months',
    anchor: 'from_completion',
    suggestedFor: [],
    hours: { interval: 5_000, warning: 500, tolerance: 0 },
    calendar: { months: 4, warningDays: 14, toleranceDays: 0 },
  },
  easa_annual: {
    title: 'Annual or 100-hour inspection (EASA)',
    kind: 'inspection',
    reference: 'ML.A.302(d)',
    anchor: 'from_completion',
    suggestedFor: european,
    hours: { interval: 10_000, warning: 1_000, tolerance: 1_000 },
    // The next interval starts when the inspection takes place, and the tolerance is one month.
    calendar: { months: 12, warningDays: 45, toleranceDays: 0, toleranceMonths: 1 },
  },
} as const satisfies Record<string, Preset>

export type CommonInspection = keyof typeof commonInspections
export const commonInspectionOf = (key: CommonInspection): Preset => commonInspections[key]

/** By inspection, those that it satisfies too. */
export const alsoCompleted: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries<Preset>(commonInspections).flatMap(([key, { alsoCompletes }]) =>
    alsoCompletes ? [[key, alsoCompletes]] : [],
  ),
)
