import { type Detail, problem } from '#platform/kernel/problem.ts'
import { defaultManipulator } from '#rules/sole-manipulator.ts'
import { type CountName, type CrewInput, countNames } from './flight-crew.ts'

const countsDoNotAddUp = problem('counts_do_not_add_up', 422, {
  meaning:
    'The take-offs, landings, approaches and holds of the crew must add up to those of the flight, and a full stop is a landing',
  fix: '`details` names the count. Send it for each of the crew, or leave it out for the flight or for the crew.',
})

type Totals = Partial<Record<CountName, number>>
type Split = (number | null)[]

export interface CountsInput {
  /** The crew as sent, or null if only the counts of the flight change. */
  crew: readonly CrewInput[] | null
  /** The counts of the flight as sent. */
  totals: Totals
  /** The flight as it is, if it exists. */
  before?: { crew: readonly (CrewInput & { isSoleManipulator: boolean })[] } & Record<CountName, number>
}

export interface Settled {
  totals: Record<CountName, number>
  crew: (CrewInput & Record<CountName, number | null> & { isSoleManipulator: boolean })[]
  /** What does not add up. */
  details: Detail[]
}

/**
 * The counts of a flight and of each of its crew. What is said for one of them follows for the other: the counts of
 * the crew add up to the flight's, and the flight's belong to the only person who can have flown.
 */
export function settleCounts({ crew, totals, before }: CountsInput): Settled {
  const members = crew ?? before?.crew ?? []
  const manipulator = manipulatorOf(members)
  const details: Detail[] = []
  const settled = { totals: {} as Record<CountName, number>, splits: {} as Record<CountName, Split> }
  for (const name of countNames) {
    const split = members.map((member) => member[name] ?? null)
    const isSplit = split.some((number) => number !== null)
    const sum = split.reduce<number>((all, number) => all + (number ?? 0), 0)
    const total = totals[name] ?? (crew && isSplit ? sum : (before?.[name] ?? sum))
    settled.totals[name] = total
    const isOnesAlone = split.every((number, position) => !number || position === manipulator)
    // A count that nobody touches stays as it is, also if nobody knows whose it is.
    const isKept = crew === null && totals[name] === undefined
    if (isKept || (isSplit && sum === total))
      settled.splits[name] = split.map((n) => (isSplit ? (n ?? 0) : n))
    else if (total === 0 && !isSplit) settled.splits[name] = split.map(() => 0)
    else if (manipulator !== null && (crew ? !isSplit : isOnesAlone))
      settled.splits[name] = split.map((_, position) => (position === manipulator ? total : 0))
    else {
      settled.splits[name] = split
      details.push({ field: name, message: isSplit ? doNotAddUp(total, sum) : sayWho(total) })
    }
  }
  const counted = members.map((member, position) => ({
    ...member,
    ...(Object.fromEntries(
      countNames.map((name) => [name, settled.splits[name][position] ?? null]),
    ) as Record<CountName, number | null>),
  }))
  details.push(...counted.flatMap((member, position) => fullStops(member, `crew.${position}.`)))
  return { totals: settled.totals, crew: markManipulators(counted, manipulator), details }
}

/** @throws Problem that names each count that does not add up. */
export function requireAddUp({ details }: Settled): void {
  const [first] = details
  if (first) throw countsDoNotAddUp(`${first.field} ${first.message}`, { details })
}

const doNotAddUp = (total: number, sum: number) => `is ${total}, but the counts of the crew add up to ${sum}`
const sayWho = (total: number) =>
  `is ${total}, and more than one person may have flown: send how many each of the crew made`

/** Who has the counts that are given for the flight alone: the one who is marked, or the only one who can have flown. */
function manipulatorOf(members: readonly CrewInput[]): number | null {
  if (members.every((member) => member.isSoleManipulator === undefined))
    return defaultManipulator(members.map(({ role }) => role))
  const marked = members.flatMap((member, position) => (member.isSoleManipulator ? [position] : []))
  return marked.length === 1 ? (marked[0] ?? null) : null
}

/** Without a mark, those are sole manipulators who made a take-off or landing, or else the only one who can have. */
function markManipulators(
  crew: (CrewInput & Record<CountName, number | null>)[],
  manipulator: number | null,
) {
  const isMarked = crew.some((member) => member.isSoleManipulator !== undefined)
  const flew = crew.map((member) =>
    (['dayTakeOffs', 'nightTakeOffs', 'dayLandings', 'nightLandings'] as const).some((name) => member[name]),
  )
  const hasCounts = flew.includes(true)
  return crew.map((member, position) => ({
    ...member,
    isSoleManipulator: isMarked
      ? (member.isSoleManipulator ?? false)
      : hasCounts
        ? flew[position] === true
        : position === manipulator,
  }))
}

function fullStops(counts: Partial<Record<CountName, number | null>>, path: string): Detail[] {
  const pairs = [
    ['dayFullStopLandings', 'dayLandings'],
    ['nightFullStopLandings', 'nightLandings'],
  ] as const
  return pairs.flatMap(([part, whole]) =>
    (counts[part] ?? 0) > (counts[whole] ?? 0)
      ? [{ field: `${path}${part}`, message: `must not be more than ${whole}, of which it is a part` }]
      : [],
  )
}
