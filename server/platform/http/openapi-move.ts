import type { MoveFacts, State } from '../kernel/move.ts'
import type { Operation } from '../kernel/operation.ts'

/** A move in the API contract. */
interface PublishedMove {
  name: string
  label: string
  from: readonly State[]
  /** null: the record keeps its state. */
  to: State | null
  /** The operations that make it; none if the server makes it by itself. */
  operations: string[]
  /** Not a step forward, such as undoing a mistake. The console shows it in a menu. */
  isMinor?: boolean
  /** The body field and value that select this move, if the operation has several. */
  body?: Record<string, State>
}

interface PublishedMoves {
  field: string
  /** What people call a state, if its name does not say it. */
  words?: Readonly<Record<string, string>>
  moves: PublishedMove[]
}

/** The moves of each kind of record, by the name of the kind. The console makes its buttons from them. */
export function movesByKind(operations: readonly Operation[]): Map<string, PublishedMoves> {
  const kinds = new Map<string, PublishedMoves>()
  for (const { move } of operations) {
    if (!move || kinds.has(move.machine.of.name)) continue
    const { of, field, words, moves } = move.machine
    const published = moves
      .filter(({ to, isAutomatic }) => to !== null || !isAutomatic)
      .map((facts) => publish(facts, of.name, operations))
    const spoken = Object.keys(words).length > 0 ? { words } : {}
    kinds.set(of.name, { field, ...spoken, moves: published })
  }
  return kinds
}

function publish(
  { name, label, from, to, isMinor }: MoveFacts,
  kind: string,
  operations: readonly Operation[],
): PublishedMove {
  const bound = operations.flatMap(({ id, move }) =>
    move?.machine.of.name === kind && move.bound.some((other) => other.name === name)
      ? [{ id, chosenBy: move.chosenBy }]
      : [],
  )
  const chosenBy = bound.find((operation) => operation.chosenBy !== null)?.chosenBy
  return {
    name,
    label,
    from,
    to,
    operations: bound.map(({ id }) => id),
    ...(isMinor ? { isMinor } : {}),
    ...(chosenBy && to !== null ? { body: { [chosenBy]: to } } : {}),
  }
}

/** The sentence in an operation's description about the states that allow it. */
export function statesOf({ move }: Operation): string | null {
  if (!move) return null
  const { field, code, codeIn, states } = move.machine
  const list = (some: readonly State[]) => some.map((state) => `\`${state}\``).join(', ')
  const steps = move.bound.filter(({ to, from }) => to !== null || from.length < states.length)
  if (steps.length === 0) return null
  const ways =
    move.chosenBy === null
      ? `Possible while \`${field}\` is ${list(steps.flatMap(({ from }) => from))}`
      : `Leads ${steps.map(({ from, to }) => `from ${list(from)} to \`${to}\``).join('; ')}`
  const others = Object.entries(codeIn).map(([state, own]) => `, \`409 ${own}\` while \`${state}\``)
  return `${ways}. Refused otherwise: \`409 ${code}\`${others.join('')}.`
}
