import { addCalendarMonths } from './calendar.ts'
import { type Counting, lastDay } from './eligibility.ts'

/** What an endorsement is written for; what its template does not name stays out of its text. */
export interface EndorsementFacts {
  studentName: string
  typeDesignators: readonly string[]
  airports: readonly string[]
  conditions: string | null
}

export interface EndorsementTemplate {
  /** The number in the appendix of AC 61-65K. */
  code: string
  title: string
  citation: string
  /** Whether it is for certain aircraft or airports. */
  needs: readonly ('typeDesignators' | 'airports')[]
  /** How long it is good for, counted from the day of the training; null: it has no end of its own. */
  validity: '90_days' | '2_calendar_months' | null
  text: (facts: EndorsementFacts) => string
}

const makes = ({ typeDesignators }: EndorsementFacts) => typeDesignators.join(', ')
const places = ({ airports }: EndorsementFacts) => airports.join(', ')
const limits = ({ conditions }: EndorsementFacts) => (conditions ? ` Limitations: ${conditions}.` : '')

/** The endorsements of student pilots, and that of a practical test, in words of ours with the rule that asks for each. */
export const endorsementTemplates: readonly EndorsementTemplate[] = [
  {
    code: 'A.1',
    title: 'Prerequisites for the practical test',
    citation: '14 CFR 61.39(a)(6)(i), (ii)',
    needs: [],
    validity: '2_calendar_months',
    text: (facts) =>
      `I certify that ${facts.studentName} has received and logged training time within the 2 calendar months preceding the month of application in preparation for the practical test, and is prepared for it (61.39(a)(6)(i) and (ii)).${limits(facts)}`,
  },
  {
    code: 'A.3',
    title: 'Pre-solo aeronautical knowledge',
    citation: '14 CFR 61.87(b)',
    needs: ['typeDesignators'],
    validity: null,
    text: (facts) =>
      `I certify that ${facts.studentName} has satisfactorily completed the pre-solo knowledge test of 61.87(b) for ${makes(facts)}.${limits(facts)}`,
  },
  {
    code: 'A.4',
    title: 'Pre-solo flight training',
    citation: '14 CFR 61.87(c)(1), (2)',
    needs: ['typeDesignators'],
    validity: null,
    text: (facts) =>
      `I certify that ${facts.studentName} has received and logged pre-solo flight training for the maneuvers and procedures that are appropriate to ${makes(facts)}, and has demonstrated satisfactory proficiency and safety (61.87(c)(1) and (2)).${limits(facts)}`,
  },
  {
    code: 'A.6',
    title: 'Solo flight',
    citation: '14 CFR 61.87(n)',
    needs: ['typeDesignators'],
    validity: '90_days',
    text: (facts) =>
      `I certify that ${facts.studentName} has received the required training to qualify for solo flight. I have determined that they meet the requirements of 61.87(n) and are proficient to make solo flights in ${makes(facts)}.${limits(facts)}`,
  },
  {
    code: 'A.7',
    title: 'Solo flight, additional 90 days',
    citation: '14 CFR 61.87(p)',
    needs: ['typeDesignators'],
    validity: '90_days',
    text: (facts) =>
      `I certify that ${facts.studentName} has received the required training to qualify for solo flight for an additional 90 days, meets the requirements of 61.87(p), and is proficient to make solo flights in ${makes(facts)}.${limits(facts)}`,
  },
  {
    code: 'A.8',
    title: 'Solo take-offs and landings at another airport within 25 NM',
    citation: '14 CFR 61.93(b)(1)',
    needs: ['airports'],
    validity: null,
    text: (facts) =>
      `I certify that ${facts.studentName} has received the training of 61.93(b)(1). I have determined that they are proficient to practice solo take-offs and landings at ${places(facts)}, within 25 nautical miles.${limits(facts)}`,
  },
  {
    code: 'A.9',
    title: 'Solo cross-country training',
    citation: '14 CFR 61.93(c)(1), (2)',
    needs: ['typeDesignators'],
    validity: null,
    text: (facts) =>
      `I certify that ${facts.studentName} has received the required solo cross-country training, meets the requirements of 61.93, and is proficient to make solo cross-country flights in ${makes(facts)}.${limits(facts)}`,
  },
  {
    code: 'A.10',
    title: 'A solo cross-country flight',
    citation: '14 CFR 61.93(c)(3)',
    needs: ['airports'],
    validity: null,
    text: (facts) =>
      `I have reviewed the cross-country planning of ${facts.studentName}. I find it correct, and the student prepared to make the solo flight via ${places(facts)} (61.93(c)(3)).${limits(facts)}`,
  },
]

/**
 * The last day on which an endorsement is good. The clock of 61.87(n) hangs on the training, "within the 90 days
 * preceding the date of the flight"; the workspace says how it counts them.
 */
export function endorsementEnd(
  { validity }: Pick<EndorsementTemplate, 'validity'>,
  trainedOn: string,
  counting: Counting,
): string | null {
  if (validity === '90_days') return lastDay(trainedOn, 90, counting)
  // The month of the application is preceded by the month of the training or the one before.
  if (validity === '2_calendar_months') return addCalendarMonths(trainedOn, 2)
  return null
}
