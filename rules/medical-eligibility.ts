import { ageOn } from './calendar.ts'
import { answer, easa, faa, type Rule, type RuleVerdict } from './eligibility.ts'
import { europeanClasses, europeanMedicalValidity } from './european-medical.ts'
import { type HeldRecord, longest, type Privilege } from './held-record.ts'
import { medicalClasses, medicalValidity } from './medical-validity.ts'

export interface HeldMedical extends HeldRecord {
  medicalClass: string | null
  ageAtExam: number | null
  previousExpiresOn: string | null
  courseOn: string | null
  /** Whether the end was entered and not calculated. */
  isEndEntered: boolean
  /** Until when it covers the privilege, if no rule calculates it. */
  enteredUntil: Record<Privilege, string | null>
}

interface Question {
  crewId: string
  medicals: readonly HeldMedical[]
  birthOn: string | null
  on: string
  operation: Privilege
}

const words = (operation: Privilege) => operation.replace('_', ' ')
const needs: Record<Privilege, string> = {
  private: 'third',
  commercial: 'second',
  airline_transport: 'first',
}

/** What one medical says: its last day for the operation, or that this takes the age. */
interface Covered {
  record: HeldMedical
  until: string | null
  needsAge: 'ageAtExam' | 'birthOn' | null
  citation: string
}

/** 14 CFR 61.23(a), (c), (d): a medical of the class that the operation takes, or BasicMed for a private flight. */
export function medicalEligibility(question: Question): RuleVerdict {
  const { medicals, on, operation } = question
  const american = medicals.filter(({ medicalClass }) => !isEuropean(medicalClass))
  return judge(
    faa('61.23'),
    american.map((record) => coveredByFaa(record, question)),
    {
      ...question,
      fix: fixOf(operation, on),
      none: `No medical for ${words(operation)} privileges is recorded`,
    },
  )
}

/** MED.A.045: a medical of EASA or the UK. It warns. */
export function europeanEligibility(question: Question): RuleVerdict {
  const { medicals, operation } = question
  return judge(
    easa('MED.A.045'),
    medicals
      .filter(({ medicalClass }) => isEuropean(medicalClass) || medicalClass === 'other')
      .map((record) => coveredByEasa(record, question)),
    {
      ...question,
      fix: `An examination for a ${operation === 'private' ? 'Class 2' : 'Class 1'} medical`,
      none: `No medical of EASA or the UK for ${words(operation)} privileges is recorded`,
    },
  )
}

const isEuropean = (name: string | null) => europeanClasses.some((european) => european === name)

const fixOf = (operation: Privilege, on: string) =>
  operation === 'private'
    ? `An examination for a third-class medical by ${on}, or BasicMed`
    : `An examination for a ${needs[operation]}-class medical by ${on}`

function coveredByFaa(record: HeldMedical, { operation, birthOn }: Question): Covered {
  const { issuedOn, expiresOn, kind } = record
  const medicalClass = medicalClasses.find((name) => name === record.medicalClass)
  if (kind === 'basic_med')
    return {
      record,
      until: operation === 'private' ? expiresOn : null,
      needsAge: null,
      citation: '14 CFR 61.23(c)(3)',
    }
  if (!medicalClass || issuedOn === null)
    return { record, until: record.enteredUntil[operation], needsAge: null, citation: '14 CFR 61.23' }
  const ageAtExam = birthOn ? ageOn(issuedOn, birthOn) : record.ageAtExam
  const verdict = medicalValidity({ medicalClass, operation, examinedOn: issuedOn, ageAtExam })
  if (verdict.answer === 'no') return { record, until: null, needsAge: null, citation: verdict.citation }
  const limit = verdict.answer === 'yes' ? verdict.expiresOn : verdict.atMost
  return {
    record,
    until: shortened(record, limit),
    needsAge: verdict.answer === 'insufficient_data' ? verdict.missing : null,
    citation: verdict.citation,
  }
}

function coveredByEasa(record: HeldMedical, { operation, birthOn }: Question): Covered {
  const medicalClass = europeanClasses.find((name) => name === record.medicalClass)
  const { issuedOn, ageAtExam, previousExpiresOn } = record
  if (!medicalClass || issuedOn === null)
    return { record, until: record.enteredUntil[operation], needsAge: null, citation: 'MED.A.045' }
  const verdict = europeanMedicalValidity({
    medicalClass,
    operation,
    examinedOn: issuedOn,
    birthOn,
    ageAtExam,
    previousExpiresOn,
  })
  if (verdict.answer === 'no') return { record, until: null, needsAge: null, citation: verdict.citation }
  const limit = verdict.answer === 'yes' ? verdict.expiresOn : verdict.atMost
  return {
    record,
    until: shortened(record, limit),
    needsAge: verdict.answer === 'insufficient_data' ? verdict.missing : null,
    citation: verdict.citation,
  }
}

/** An entered end may be earlier than the rule allows. */
const shortened = ({ isEndEntered, expiresOn }: HeldMedical, limit: string) =>
  isEndEntered && expiresOn !== null && expiresOn < limit ? expiresOn : limit

function judge(
  rule: Rule,
  covered: readonly Covered[],
  { crewId, on, operation, fix, none }: Question & { fix: string; none: string },
): RuleVerdict {
  if (covered.length === 0)
    return answer(rule, {
      verdict: 'insufficient_data',
      reason: none,
      missing: [{ field: 'medical', of: crewId }],
      cheapestFix: fix,
    })
  const best = longest(
    covered
      .filter(({ until }) => until !== null)
      .map((entry) => ({ ...entry.record, ...entry, expiresOn: entry.until })),
  )
  if (!best)
    return answer(rule, {
      verdict: 'no',
      reason: `${covered[0]?.record.title} does not cover ${words(operation)} privileges`,
      cheapestFix: fix,
    })
  const sure = longest(
    covered
      .filter(({ until, needsAge }) => until !== null && needsAge === null)
      .map((entry) => ({ ...entry.record, ...entry, expiresOn: entry.until })),
  )
  const cited = { ...rule, citation: (sure ?? best).citation }
  if (sure?.expiresOn && sure.expiresOn >= on)
    return answer(cited, {
      verdict: 'yes',
      reason: `${sure.title} covers ${words(operation)} privileges to ${sure.expiresOn}`,
      windowTo: sure.expiresOn,
      lapsesOn: sure.expiresOn,
    })
  if (best.needsAge !== null && best.expiresOn && best.expiresOn >= on)
    return answer(
      { ...rule, citation: best.citation },
      {
        verdict: 'insufficient_data',
        reason: `How long ${best.title} covers ${words(operation)} privileges depends on the age at the examination`,
        windowTo: best.expiresOn,
        missing: [{ field: 'birthOn', of: crewId }],
        cheapestFix: 'Record the birth date of the person',
      },
    )
  return answer(cited, {
    verdict: 'no',
    reason: `${best.title} covered ${words(operation)} privileges to ${best.expiresOn}`,
    windowTo: best.expiresOn,
    cheapestFix: fix,
  })
}
