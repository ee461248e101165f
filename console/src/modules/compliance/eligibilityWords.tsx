import { sentence } from '#api/sentence.ts'
import { StatusBadge, type Tone } from '#ui/StatusBadge.tsx'

export const t = {
  verdict: { yes: 'Yes', no: 'No', insufficient_data: 'Not known' },
  wall: {
    title: 'Who may fly what',
    hint: 'By certificates, medicals, reviews, recent flights and your minimums, for a private flight now.',
    label: 'People and kinds of aircraft',
    person: 'Person',
    empty: 'Nobody flies yet. Add people with the function pilot, instructor or student.',
    noAircraft: 'There are no aircraft yet.',
    cell: (name: string, type: string, verdict: string, failing: string[]) =>
      `${name}, ${type}: ${verdict}${failing.length > 0 ? ` (${failing.join(', ')})` : ''}`,
    operation: 'Operation',
    goSheet: 'Go sheet',
  },
  person: {
    title: (name: string) => `What ${name} may fly`,
    hint: 'Open a tile to see each rule with what counted and why.',
    back: 'Who may fly what',
    none: 'There are no aircraft that this person may fly.',
    lapses: (rule: string, on: string) => `${rule} lapses on ${on}`,
    counted: 'Counted',
    notCounted: 'Not counted',
    missing: 'Missing',
    fix: 'Cheapest fix',
    assumption: 'Assumed',
    warns: 'Warns only',
    flights: (count: number) => (count === 1 ? '1 flight' : `${count} flights`),
    aircraft: 'Aircraft',
    rules: 'Rules',
  },
  minimums: {
    title: 'Minimums',
    hint: 'What you or your insurer ask of pilots beyond the law.',
    search: 'Search minimums',
    empty: 'No minimums yet',
    emptyHint: 'Ask for flight time or a checkout before somebody flies a type.',
    create: 'New minimum',
    edit: 'Edit minimum',
    submit: 'Add minimum',
    save: 'Save minimum',
    created: 'Minimum added',
    saved: 'Minimum saved',
    retire: 'Retire',
    reinstate: 'Reinstate',
    changed: 'Minimum changed',
    change: 'Edit',
    name: 'Name',
    measure: 'What counts',
    needed: 'Hours needed',
    neededHint: 'In minutes: 50 h is 3000. 0 for a checkout.',
    types: 'Types of aircraft',
    typesHint: 'Leave empty for all types.',
    allTypes: 'All types',
    effect: 'Effect',
    authority: 'Who asks',
    citation: 'Where it is written',
    status: 'Status',
    rehearse: 'Rehearse',
  },
  go: {
    title: 'Go sheet',
    hint: 'One answer from airworthiness, limitations, eligibility and duty.',
    aircraft: 'Aircraft',
    person: 'Person',
    choose: 'Choose an aircraft and a person.',
    yes: 'Go',
    no: 'No go',
    insufficient_data: 'Not known',
    forWhom: (name: string, registration: string) => `${name} with ${registration}`,
    at: (instant: string) => `Checked for ${instant}`,
    lapses: (title: string, instant: string) => `Holds until ${instant}: ${title}`,
    limitations: 'Limitations',
    qr: 'Scan to check again',
    again: 'Check again',
    information: 'For information',
    parts: {
      airworthiness: 'Airworthiness',
      limitation: 'Limitations of deferrals',
      eligibility: 'Eligibility',
      duty: 'Duty',
    },
  },
}

/** "Minimum: last 90 days" of minimum.last_90_days. A rule of the law is called by its section. */
export const ruleName = (rule: string): string =>
  /^[a-z_]+(\.[a-z0-9_]+)?$/.test(rule) ? sentence(rule.replace('.', ': ')) : rule

type Verdict = keyof typeof t.verdict
const tones: Record<Verdict, Tone> = { yes: 'green', no: 'red', insufficient_data: 'amber' }

/** A verdict as a word, a shape and a color. One that does not decide is never red. */
export function VerdictBadge({
  verdict,
  warns = false,
  children,
}: {
  verdict: Verdict
  warns?: boolean
  children?: string
}) {
  return (
    <StatusBadge tone={warns && verdict === 'no' ? 'amber' : tones[verdict]}>
      {children ?? t.verdict[verdict]}
    </StatusBadge>
  )
}
