import type { MoveFacts, State } from '../kernel/move.ts'
import type { Operation } from '../kernel/operation.ts'

/** A move as it stands in the contract. */
interface PublishedMove {
  name: string
  label: string
  from: readonly State[]
  /** Null where the record stays in the state that it is in. */
  to: State | null
  /** Those that make it; none where the server makes it by itself. */
  operations: string[]
  /** Takes back a step that was made by mistake. */
  isCorrection?: boolean
  /** What the body says to choose this move, where the operation has several. */
  body?: Record<string, State>
}

interface PublishedMoves {
  field: string
  /** How people call a state whose name does not say it. */
  words?: Readonly<Record<string, string>>
  moves: PublishedMove[]
}

/** The moves of each kind of record, by the name of the kind: what a console makes buttons of. */
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
  { name, label, from, to, isCorrection }: MoveFacts,
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
    ...(isCorrection ? { isCorrection } : {}),
    ...(chosenBy && to !== null ? { body: { [chosenBy]: to } } : {}),
  }
}

/** In the description of an operation: in which states it is possible. */
export function statesOf({ move }: Operation): string | null {
  if (!move) return null
  const { field, code, states } = move.machine
  const list = (some: readonly State[]) => some.map((state) => `\`${state}\``).join(', ')
  const steps = move.bound.filter(({ to, from }) => to !== null || from.length < states.length)
  if (steps.length === 0) return null
  const ways =
    move.chosenBy === null
      ? `Possible while \`${field}\` is ${list(steps.flatMap(({ from }) => from))}`
      : `Leads ${steps.map(({ from, to }) => `from ${list(from)} to \`${to}\``).join('; ')}`
  return `${ways}. Refused otherwise: \`409 ${code}\`.`
}
