import type { Anchor } from './next-due.ts'

interface Preset {
  title: string
  kind: 'inspection' | 'component' | 'directive_check' | 'servicing' | 'other'
  reference: string
  anchor: Anchor
  /** Hundredths of an hour of time in service, on the meter the aircraft uses for it. */
  hours?: { interval: number; warning: number; tolerance: number }
  calendar?: {
    calendarMonths?: number
    months?: number
    days?: number
    warningDays: number
    toleranceDays: number
  }
}

/** The inspections that nearly every aircraft needs, with their regulations. */
export const commonInspections = {
  annual: {
    title: 'Annual inspection',
    kind: 'inspection',
    reference: '14 CFR 91.409(a)',
    anchor: 'from_completion',
    calendar: { calendarMonths: 12, warningDays: 30, toleranceDays: 0 },
  },
  hundred_hour: {
    title: '100-hour inspection',
    kind: 'inspection',
    reference: '14 CFR 91.409(b)',
    anchor: 'from_due_if_late',
    hours: { interval: 10_000, warning: 1_000, tolerance: 1_000 },
  },
  altimeter: {
    title: 'Altimeter and static system test',
    kind: 'inspection',
    reference: '14 CFR 91.411',
    anchor: 'from_completion',
    calendar: { calendarMonths: 24, warningDays: 60, toleranceDays: 0 },
  },
  transponder: {
    title: 'Transponder test',
    kind: 'inspection',
    reference: '14 CFR 91.413',
    anchor: 'from_completion',
    calendar: { calendarMonths: 24, warningDays: 60, toleranceDays: 0 },
  },
  elt: {
    title: 'ELT inspection',
    kind: 'inspection',
    reference: '14 CFR 91.207(d)',
    anchor: 'from_completion',
    calendar: { calendarMonths: 12, warningDays: 30, toleranceDays: 0 },
  },
  vor: {
    title: 'VOR equipment check',
    kind: 'other',
    reference: '14 CFR 91.171',
    anchor: 'from_completion',
    calendar: { days: 30, warningDays: 5, toleranceDays: 0 },
  },
  oil: {
    title: 'Oil and filter change',
    kind: 'servicing',
    reference: 'Lycoming SB 480: 50 hours or 4 months',
    anchor: 'from_completion',
    hours: { interval: 5_000, warning: 500, tolerance: 0 },
    calendar: { months: 4, warningDays: 14, toleranceDays: 0 },
  },
  easa_annual: {
    title: 'Annual or 100-hour inspection (EASA)',
    kind: 'inspection',
    reference: 'ML.A.302(d)',
    anchor: 'from_due',
    hours: { interval: 10_000, warning: 1_000, tolerance: 1_000 },
    calendar: { months: 12, warningDays: 45, toleranceDays: 30 },
  },
} as const satisfies Record<string, Preset>

export type CommonInspection = keyof typeof commonInspections
export const commonInspectionOf = (key: CommonInspection): Preset => commonInspections[key]
