/** External deadlines that an occurrence can start. */
export const clockKinds = {
  asrs: { title: 'NASA ASRS report', citation: '14 CFR 91.25; AC 00-46F §9.c', hours: 240 },
  ntsb_830: { title: 'NTSB Form 6120.1', citation: '49 CFR 830.15(a)', hours: 240 },
  sdr: { title: 'Service difficulty report', citation: '14 CFR 135.415(d)', hours: 96 },
  eu_376_report: {
    title: 'EU occurrence report',
    citation: 'Regulation (EU) 376/2014 Art. 4(7)–(8)',
    hours: 72,
  },
  eu_376_analysis: {
    title: 'EU preliminary analysis',
    citation: 'Regulation (EU) 376/2014 Art. 13(4)',
    days: 30,
  },
  eu_376_final: { title: 'EU final results', citation: 'Regulation (EU) 376/2014 Art. 13(4)', months: 3 },
} as const satisfies Record<
  string,
  { title: string; citation: string; hours?: number; days?: number; months?: number }
>

export type ClockKind = keyof typeof clockKinds

/**
 * When a clock expires, from the occurrence or, if unknown, from when it became known. It is a reminder,
 * not legal advice: the safety manager decides whether there is a duty to report.
 */
export function clockDue(kind: ClockKind, from: Date): Date {
  const clock: { hours?: number; days?: number; months?: number } = clockKinds[kind]
  const due = new Date(from)
  if (clock.hours) due.setTime(due.getTime() + clock.hours * 3_600_000)
  if (clock.days) due.setUTCDate(due.getUTCDate() + clock.days)
  if (clock.months) {
    const day = due.getUTCDate()
    due.setUTCMonth(due.getUTCMonth() + clock.months)
    // November 30 plus three months is the end of February, not the beginning of March.
    if (due.getUTCDate() !== day) due.setUTCDate(0)
  }
  return due
}

/**
 * The clocks that a report starts automatically. The NTSB clock starts with an accident or an event listed
 * in 830.5. No report type says so, so it is started by hand.
 * @param zone The IANA zone of the operator, because the EU rules apply to operators in Europe.
 */
export function clocksStartedBy(report: { type: string; category: string; zone: string }): ClockKind[] {
  const { type, category, zone } = report
  const happened = type === 'incident' || type === 'near_miss'
  const inFlight = ['flight_operations', 'airspace', 'weather', 'human_factors'].includes(category)
  const kinds: ClockKind[] = []
  if (happened && inFlight && !zone.startsWith('Europe/')) kinds.push('asrs')
  if (category === 'maintenance' && (type === 'incident' || type === 'hazard') && !zone.startsWith('Europe/'))
    kinds.push('sdr')
  if (happened && zone.startsWith('Europe/')) kinds.push('eu_376_report', 'eu_376_analysis', 'eu_376_final')
  return kinds
}
