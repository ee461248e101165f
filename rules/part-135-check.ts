import { addCalendarMonths } from './calendar.ts'
import { faa, type RuleVerdict } from './eligibility.ts'
import { byRecord, type Holder } from './held-record.ts'

/** Checks of part 135, by records whose titles name the paragraph, such as "135.293 competency check". */
export const part135Check = (
  holder: Holder,
  { on, paragraph, months }: { on: string; paragraph: '135.293' | '135.297' | '135.299'; months: number },
): RuleVerdict => {
  const what = {
    '135.293': 'competency check',
    '135.297': 'instrument proficiency check',
    '135.299': 'line check',
  }
  const records = holder.records
    .filter(({ title }) => title.includes(paragraph))
    .map((record) => {
      const limit = record.issuedOn === null ? null : addCalendarMonths(record.issuedOn, months)
      const ends = [limit, record.expiresOn].filter((day) => day !== null).sort()
      return { ...record, expiresOn: ends[0] ?? null }
    })
  return byRecord(faa(paragraph, 'warns'), {
    records,
    on,
    what: `${what[paragraph]} of ${paragraph}`,
    field: 'training',
    of: holder.crewId,
    fix: `A ${what[paragraph]} (${paragraph})`,
  })
}
