import { namesType } from './certificate-title.ts'
import { answer, faa, type RuleVerdict } from './eligibility.ts'
import { byRecord, endOf, endorsementsOf, type Holder } from './held-record.ts'

/** 14 CFR 61.87(n): the endorsement for solo flight in this make and model, within the 90 days before the flight. */
export function soloEndorsement(
  holder: Holder,
  {
    on,
    firstDay,
    lastDay,
    typeDesignator,
  }: { on: string; firstDay: string; lastDay(issuedOn: string): string; typeDesignator: string },
): RuleVerdict {
  const rule = faa('61.87(n)')
  const forType = endorsementsOf(holder, 'solo').filter(({ title }) => namesType(title, typeDesignator))
  const fix = `An endorsement for solo flight in a ${typeDesignator} by an instructor who gave training in it`
  const record = [...forType].sort((a, b) => ((a.issuedOn ?? '') < (b.issuedOn ?? '') ? 1 : -1))[0]
  if (!record)
    return answer(rule, {
      verdict: 'insufficient_data',
      reason: `No endorsement for solo flight in a ${typeDesignator} is recorded`,
      windowFrom: firstDay,
      windowTo: on,
      missing: [{ field: 'endorsement', of: holder.crewId }],
      cheapestFix: fix,
    })
  if (record.issuedOn === null)
    return answer(rule, {
      verdict: 'insufficient_data',
      reason: `${record.title} has no day of issue`,
      missing: [{ field: 'issuedOn', of: record.recordId }],
      cheapestFix: fix,
    })
  const until = [lastDay(record.issuedOn), endOf(record)].sort()[0] as string
  const isIn = record.issuedOn <= on && on <= until
  return answer(rule, {
    verdict: isIn ? 'yes' : 'no',
    reason: `${record.title} was given on ${record.issuedOn}, and counts to ${until}`,
    windowFrom: firstDay,
    windowTo: on,
    lapsesOn: isIn ? until : null,
    cheapestFix: isIn ? null : fix,
  })
}

/** 14 CFR 61.93(b), (c): the endorsement for solo cross-country flight. */
export const crossCountryEndorsement = (holder: Holder, on: string): RuleVerdict =>
  byRecord(faa('61.93(b)'), {
    records: endorsementsOf(holder, 'solo_cross_country'),
    on,
    what: 'endorsement for solo cross-country flight',
    field: 'endorsement',
    of: holder.crewId,
    fix: 'An endorsement for the solo cross-country flight by an instructor',
  })
