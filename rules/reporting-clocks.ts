import { isFederalHoliday } from './federal-holiday.ts'
import { isEuropean, isFaa, type OperatingRules } from './operating-rules.ts'

/**
 * What a clock starts with.
 *   occurrence    when it happened
 *   awareness     when the operator became aware of it
 *   notification  when the occurrence was reported within the operator
 */
export const clockBases = ['occurrence', 'awareness', 'notification'] as const
export type ClockBasis = (typeof clockBases)[number]

interface ClockRule {
  title: string
  citation: string
  /** The start that the law names. */
  basis: ClockBasis
  due: (from: Temporal.ZonedDateTime) => Temporal.ZonedDateTime
}

const after = (duration: Temporal.DurationLike) => (from: Temporal.ZonedDateTime) => from.add(duration)

/** External deadlines that an occurrence can start. */
export const clockKinds = {
  // The ten days run from the event, or from when one knew or should have known of it: the clock can be re-based.
  asrs: {
    title: 'NASA ASRS report',
    citation: '14 CFR 91.25; AC 00-46F §9.c',
    basis: 'occurrence',
    due: after({ hours: 240 }),
  },
  ntsb_notice: {
    title: 'NTSB immediate notification',
    citation: '49 CFR 830.5',
    basis: 'awareness',
    due: after({ hours: 0 }),
  },
  // Of an incident, a report is due only if the NTSB asks for it (830.15(a)).
  ntsb_830: {
    title: 'NTSB Form 6120.1, after an accident',
    citation: '49 CFR 830.15(a)',
    basis: 'occurrence',
    due: after({ hours: 240 }),
  },
  ntsb_830_missing: {
    title: 'NTSB Form 6120.1, overdue aircraft still missing',
    citation: '49 CFR 830.15(a)',
    basis: 'occurrence',
    due: after({ hours: 168 }),
  },
  sdr: {
    title: 'Service difficulty report',
    citation: '14 CFR 135.415(d)',
    basis: 'occurrence',
    due: serviceDifficultyDue,
  },
  eu_376_report: {
    title: 'Occurrence report to the authority (376/2014)',
    citation: 'Regulation (EU) 376/2014 Art. 4(7)–(8)',
    basis: 'awareness',
    due: after({ hours: 72 }),
  },
  eu_376_analysis: {
    title: 'Preliminary analysis (376/2014)',
    citation: 'Regulation (EU) 376/2014 Art. 13(4)',
    basis: 'notification',
    due: after({ days: 30 }),
  },
  // November 30 plus three months is the end of February.
  eu_376_final: {
    title: 'Final results (376/2014)',
    citation: 'Regulation (EU) 376/2014 Art. 13(4)',
    basis: 'notification',
    due: after({ months: 3 }),
  },
} as const satisfies Record<string, ClockRule>

export type ClockKind = keyof typeof clockKinds

/**
 * When a clock expires. It is a reminder, not legal advice: the safety manager decides whether there is a duty to
 * report. @param zone The IANA zone of the operator, in which days and months are counted.
 */
export function clockDue(kind: ClockKind, from: Date, zone: string): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(zone)
  return new Date(clockKinds[kind].due(start).epochMilliseconds)
}

/**
 * 135.415(d): a report covers the 24 hours from 0900 to 0900 local time, and is due within the next 96 hours. If
 * that is a Saturday or Sunday, it is due on the following Monday; on a holiday, on the next work day.
 */
function serviceDifficultyDue(at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const sameDay = at.startOfDay().with({ hour: 9 })
  const periodEnd = Temporal.ZonedDateTime.compare(at, sameDay) < 0 ? sameDay : sameDay.add({ days: 1 })
  let due = periodEnd.add({ hours: 96 })
  while (due.dayOfWeek > 5 || isFederalHoliday(due.toPlainDate().toString())) due = due.add({ days: 1 })
  return due
}

export interface ClockStarts {
  /** Null if the report does not say when it happened. */
  occurredAt: Date | null
  /** When the operator received the report, and so was aware of the occurrence. */
  receivedAt: Date
}

/** The start of a clock. Without the time of the occurrence, it runs from the notification, and says so. */
export function clockStart(
  basis: ClockBasis,
  { occurredAt, receivedAt }: ClockStarts,
): { basis: ClockBasis; from: Date } {
  if (basis !== 'occurrence') return { basis, from: receivedAt }
  return occurredAt ? { basis, from: occurredAt } : { basis: 'notification', from: receivedAt }
}

/**
 * The clocks that a report starts automatically, by the rules that the operator flies under. The clocks of the NTSB
 * start with an accident or an event listed in 830.5. No report type says so, so they are started by hand. Without
 * operating rules, nothing starts.
 */
export function clocksStartedBy(report: {
  type: string
  category: string
  operatingRules: readonly OperatingRules[]
}): ClockKind[] {
  const { type, category, operatingRules } = report
  const happened = type === 'incident' || type === 'near_miss'
  const inFlight = ['flight_operations', 'airspace', 'weather', 'human_factors'].includes(category)
  const kinds: ClockKind[] = []
  if (isFaa(operatingRules) && happened && inFlight) kinds.push('asrs')
  // Only holders of a certificate report service difficulties (121.703, 125.409, 135.415, 145.221).
  if (operatingRules.includes('faa_135') && category === 'maintenance')
    if (type === 'incident' || type === 'hazard') kinds.push('sdr')
  // The United Kingdom has retained Regulation (EU) 376/2014.
  if (isEuropean(operatingRules) && happened) kinds.push('eu_376_report', 'eu_376_analysis', 'eu_376_final')
  return kinds
}
