import type { MachineFacts, MoveFacts, State } from './move.ts'

// The sentences about states, for refusals and for the catalog of errors.

const speaksOfIt = /\b(its?|them|their)\b/

const inWords = (name: string) =>
  name.replace(/_/g, ' ').replace(/[a-z][A-Z]/g, ([low = '', up = '']) => `${low} ${up.toLowerCase()}`)

/** The words of a button: of submit, "Submit flight"; of "check it in", "Check in". */
export function labelOf(verb: string, noun: string): string {
  const words = speaksOfIt.test(verb)
    ? verb.replace(/ (it|them)\b/, '').replace(/\b(its|their) /, '')
    : `${inWords(verb)} ${noun}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What one can do with the record: of submit, "submit it". */
const deed = ({ verb }: Pick<MoveFacts, 'verb'>) => (speaksOfIt.test(verb) ? verb : `${inWords(verb)} it`)

function listOf(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

type Words = Pick<MachineFacts, 'noun' | 'words' | 'moves'>
export const wordOf = ({ words }: Words, state: State) => words[String(state)] ?? inWords(String(state))
const statesOf = (machine: Words, states: readonly State[]) =>
  listOf(states.map((state) => wordOf(machine, state)))

/** The meaning of a refusal in the catalog, which programs read: the states as they are written in JSON. */
export function meaningOf({ noun, words, moves, states }: Words & Pick<MachineFacts, 'states'>): string {
  const nameOf = (state: State) =>
    (typeof state === 'boolean' ? words[String(state)] : state) ?? String(state)
  const named = (some: readonly State[]) => listOf(some.map(nameOf))
  const ways = states.flatMap((state) => {
    const next = moves.flatMap(({ from, to }) =>
      to !== null && to !== state && from.includes(state) ? [to] : [],
    )
    return next.length === 0 ? [] : [`${named([state])} → ${named([...new Set(next)])}`]
  })
  const deeds = Map.groupBy(
    moves.filter(({ to, from, isAutomatic }) => to === null && !isAutomatic && from.length < states.length),
    ({ from }) => named(from),
  )
  const conditions = [...deeds].map(
    ([from, allowed]) => `you can ${listOf(allowed.map(deed))} only while ${from}`,
  )
  const article = /^[aeiou]/i.test(noun) ? 'An' : 'A'
  return [`${article} ${noun} goes ${ways.join('; ')}`, ...conditions].join('. ').replaceAll('. y', '. Y')
}

/** Why the state does not allow the move, and what is possible instead. */
export function refusalOf(
  machine: MachineFacts,
  record: object,
  state: State,
  wanted: readonly MoveFacts[],
  to: State | null,
): string {
  const { code } = record as { code?: unknown }
  const subject = typeof code === 'string' ? code : `This ${machine.noun}`
  const needs = wanted.map((move) => `${deed(move)} only while ${statesOf(machine, move.from)}`)
  const reason =
    wanted.length === 0
      ? `nothing leads from there to ${wordOf(machine, to ?? '')}`
      : `you can ${listOf(needs)}`
  const possible = machine.moves.filter(({ from, isAutomatic }) => !isAutomatic && from.includes(state))
  const rest =
    possible.length === 0 ? 'It does not change any more' : `Now you can ${listOf(possible.map(deed))}`
  return `${subject} is ${wordOf(machine, state)}: ${reason}. ${rest}`
}
