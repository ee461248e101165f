import type { CompliancePerson } from '#api/types.ts'

type Holding = CompliancePerson['holdings'][number]
type Requirement = { id: string; kind: Holding['kind'] }

// What decides whether somebody may fly today is read first.
const firstKinds: Holding['kind'][] = [
  'medical',
  'basic_med',
  'flight_review',
  'instrument_proficiency_check',
]
/** A column that fewer of the shown people need would be almost empty. */
const leastShare = 0.1
const urgency: Holding['status'][] = ['expired', 'missing', 'expiring', 'compliant']

const rank = ({ kind }: Requirement) => {
  const at = firstKinds.indexOf(kind)
  return at < 0 ? firstKinds.length : at
}

/** The requirements with a column of their own, in their order, and which holdings are in the last one instead. */
export function arrangeRequirements<R extends Requirement>(
  requirements: R[],
  people: Pick<CompliancePerson, 'holdings'>[],
): { columns: R[]; isFolded: (held: Pick<Holding, 'requirementId'>) => boolean } {
  const neededBy = ({ id }: R) =>
    people.filter(({ holdings }) => holdings.some(({ requirementId }) => requirementId === id)).length
  const needed = requirements.filter((requirement) => neededBy(requirement) > 0)
  const columns = needed
    .filter((requirement) => neededBy(requirement) >= people.length * leastShare)
    .toSorted((a, b) => rank(a) - rank(b))
  const shown = new Set(columns.map(({ id }) => id))
  return {
    columns,
    isFolded: ({ requirementId }) => requirementId !== null && !shown.has(requirementId),
  }
}

/** The item that a person has to see to first, if there is one. */
export function worstOf({ holdings }: Pick<CompliancePerson, 'holdings'>): Holding | undefined {
  const [worst] = holdings
    .filter(({ status }) => status !== 'compliant')
    .toSorted((a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status))
  return worst
}
