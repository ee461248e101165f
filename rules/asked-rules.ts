import type { RuleVerdict } from './eligibility.ts'
import { type EligibilityQuestion, eligibility, type PersonFacts } from './person-eligibility.ts'

type Asked = Pick<EligibilityQuestion, 'hasPassengers' | 'isNight' | 'isInstrument' | 'aircraft'>
interface Condition {
  isAsked(question: Asked): boolean
  limitation: string
}
const passengers: Condition = { isAsked: ({ hasPassengers }) => hasPassengers, limitation: 'No passengers' }
const experience: Condition = {
  ...passengers,
  isAsked: ({ hasPassengers, aircraft }) => hasPassengers || aircraft.isMultiPilot,
}
const nightPassengers: Condition = {
  isAsked: ({ hasPassengers, isNight }) => hasPassengers && isNight,
  limitation: 'No passengers at night',
}
const instrument: Condition = {
  isAsked: ({ isInstrument }) => isInstrument,
  limitation: 'Not under instrument flight rules',
}
/** Rules that concern only some flights. */
const conditions: Readonly<Record<string, Condition>> = {
  '61.57(a)': experience,
  '61.57(a)(3)': experience,
  '61.57(b)': nightPassengers,
  '61.57(b)(2)': nightPassengers,
  '61.57(c)': instrument,
  '61.57(d)': instrument,
  '61.3(e)': instrument,
  '61.89(a)(1)': passengers,
  'FCL.060(b)(1)': passengers,
  'FCL.060(b)(2)': nightPassengers,
  '135.247(a)(1)': passengers,
  '135.247(a)(2)': nightPassengers,
  '135.297': instrument,
}

/** The rules that the question asks about, and what else the person may not do. */
export function judgePerson(
  facts: PersonFacts,
  question: EligibilityQuestion,
): { rules: RuleVerdict[]; limitations: string[] } {
  const all = eligibility(facts, { ...question, hasPassengers: true, isNight: true, isInstrument: true })
  const rules = all.filter(({ rule }) => conditions[rule]?.isAsked(question) ?? true)
  const limitations = all.flatMap(({ rule, verdict, effect }) => {
    const condition = conditions[rule]
    return condition && !condition.isAsked(question) && verdict !== 'yes' && effect === 'blocks'
      ? [condition.limitation]
      : []
  })
  return { rules, limitations: [...new Set(limitations)].sort() }
}
