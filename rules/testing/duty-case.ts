import { type DutyProfile, type DutyRecord, earliestLegalStart, judgePlan, type Leg } from '../duty.ts'

export const at = (text: string) => Date.parse(text)
export const iso = (instant: number | null) =>
  instant === null ? null : new Date(instant).toISOString().replace(':00.000Z', 'Z')
export const minute = 60_000

export const leg = (from: string, to: string, fields: Partial<Leg> = {}): Leg => ({
  from: at(from),
  to: at(to),
  pilots: 1,
  isCommercial: true,
  isInstruction: false,
  operation: '135',
  ...fields,
})
/** As many minutes of flight, one flight of at most 8 hours a day from 12:00 UTC on. */
export function flownDaily(minutes: number, firstDay: string): Leg[] {
  const legs: Leg[] = []
  for (let [left, from] = [minutes, at(`${firstDay}T12:00Z`)]; left > 0; left -= 480, from += 1_440 * minute)
    legs.push({
      ...leg('2026-01-01T12:00Z', '2026-01-01T13:00Z'),
      from,
      to: from + Math.min(left, 480) * minute,
    })
  return legs
}

export interface Case {
  profile: DutyProfile
  record?: Partial<DutyRecord>
  legs: Leg[]
  reportAt?: string
  zone?: string
}
export const askOf = ({ profile, record = {}, zone = 'UTC' }: Case) => ({
  record: { flown: [], duty: [], ...record },
  profiles: [profile],
  zone,
})
export const planOf = ({ legs, reportAt }: Case) => ({
  legs,
  reportAt: reportAt ? at(reportAt) : Math.min(...legs.map(({ from }) => from)),
})
export const verdictOf = (rule: string, situation: Case) => {
  const verdict = judgePlan(askOf(situation), planOf(situation)).find((entry) => entry.rule === rule)
  if (!verdict) throw new Error(`${rule} said nothing`)
  return verdict
}
export const broken = (situation: Case) =>
  judgePlan(askOf(situation), planOf(situation))
    .filter(({ isLegal }) => !isLegal)
    .map(({ rule }) => rule)
export const earliest = (situation: Case) => iso(earliestLegalStart(askOf(situation), planOf(situation)))
