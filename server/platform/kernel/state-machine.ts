import type { Updateable } from 'kysely'
import type { DB } from '../database/database.ts'
import { columnName } from '../database/projection.ts'
import { updateRows } from '../database/update-row.ts'
import type { EventType } from './event-type.ts'
import type { MachineFacts, Move, MoveBinding, MoveFacts, State } from './move.ts'
import { problem } from './problem.ts'
import type { Resource } from './resource.ts'
import type { Static, TProperties } from './schema.ts'
import { labelOf, meaningOf, refusalOf, wordOf } from './state-words.ts'

/** A state change, and the states that allow it. */
interface MoveOptions<S extends State> {
  from: readonly S[]
  /** The new state. Without it the record keeps its state, such as an edit that only drafts allow. */
  to?: S
  /** What one does, as in "you can check it in"; the name by default. The button is labeled with the same words. */
  verb?: string
  /** The label of the button, if it differs. */
  label?: string
  /** Not a step forward, such as undoing a mistake. The console shows it in a menu. */
  isMinor?: boolean
  /** Only the server itself makes it; no operation is bound to it. */
  isAutomatic?: boolean
  /**
   * The event of this move. It is sent beside the event of the operation, so that a program can ask for it alone.
   * Required if the move takes back a record of which events tell: see undo.ts.
   */
  emits?: EventType
}

type Moves<S extends State> = Readonly<Record<string, MoveOptions<S>>>

export type StateRefusal = ReturnType<typeof problem>

interface StateOptions<P extends TProperties, T extends string, F extends string, W extends string, M> {
  of: Resource<P, T>
  /** In sentences; what people call one of the kind by default. */
  noun?: string
  /** The field that holds the state: `status` by default. */
  field?: F
  /** The table to update, if the kind is read from more than one. */
  table?: W
  /** The most likely next step first: the console orders its buttons the same way. */
  moves: M
  /** The refusal for the catalog, with a meaning made from the moves; or an existing refusal. */
  refusal: { code: string; fix: string } | StateRefusal
  /** The refusals of states that have one of their own. */
  refusalIn?: Readonly<Record<string, StateRefusal>>
  /** The states that are computed when a record is read, and what the column holds instead. */
  stored?: Readonly<Record<string, State>>
  /** What sentences call a state, if not by its name. */
  words?: Readonly<Record<string, string>>
  /** The states in which it is signed: a refused PATCH, PUT or DELETE stays in the audit log. */
  signed?: readonly State[]
}

type StateOf<P extends TProperties, F extends string> = Extract<
  F extends keyof P ? Static<P[F]> : never,
  State
>
type ColumnsOf<W> = W extends keyof DB ? Updateable<DB[W]> : never

interface Machine<S extends State, Columns, Name extends string> {
  /** The states that a record can reach from a state, without moves that the server makes by itself. */
  nextOf(state: S): S[]
  /**
   * Binds an operation whose body names the new state in this field. With `stay`, a body without the field, or with
   * the current state, makes that move.
   */
  chosenBy(field: string, names: readonly [Name, ...Name[]], stay?: Name): MoveBinding<Columns>
  /** Binds an operation that makes another move in each state, such as starting an import and continuing one. */
  byState(...names: readonly [Name, Name, ...Name[]]): MoveBinding<Columns>
  /** The change in the audit log: the state before and after. */
  changes(before: object, after: object): { field: string; before: State; after: State }[]
  /** A refusal with the code of this kind, for rules that depend on more than the state. */
  refuse: StateRefusal
}

/**
 * The states of a kind of record as data, and the only way to change them. An operation that is bound to a
 * move (`operation({ move: flightStates.submit })`) is refused in every other state before its handler runs. The
 * API contract publishes the moves, and the console makes its buttons from them.
 */
export function stateMachine<
  P extends TProperties,
  T extends string,
  const M extends Moves<StateOf<P, F>>,
  F extends string = 'status',
  W extends string = T,
>(
  options: StateOptions<P, T, F, W, M>,
): Machine<StateOf<P, F>, ColumnsOf<W>, keyof M & string> & { readonly [K in keyof M]: Move<ColumnsOf<W>> } {
  type Columns = ColumnsOf<W>
  const { refusal, refusalIn = {}, stored = {} } = options
  const described = describe(options as never)
  const refuse =
    typeof refusal === 'function'
      ? refusal
      : problem(refusal.code, 409, { meaning: meaningOf(described), fix: refusal.fix })
  const codeIn = Object.fromEntries(Object.entries(refusalIn).map(([state, own]) => [state, own().code]))
  const machine: MachineFacts = { ...described, code: refuse().code, codeIn }
  const stateOf = (record: object) => (record as Record<string, State>)[machine.field] as State
  const check = (record: object, wanted: readonly MoveFacts[], to: State | null = null): void => {
    const state = stateOf(record)
    if (wanted.some((move) => move.from.includes(state))) return
    const refuseHere = refusalIn[String(state)] ?? refuse
    throw refuseHere(refusalOf(machine, record, state, wanted, to), {
      details: [{ field: machine.field, message: `is ${wordOf(machine, state)}` }],
    })
  }
  const moveOf = (move: MoveFacts): Move<Columns> => ({
    ...move,
    machine,
    bound: [move],
    chosenBy: null,
    allows: (record) => move.from.includes(stateOf(record)),
    choose(record) {
      check(record, [move])
      return this
    },
    async apply(tx, record, columns) {
      check(record, [move])
      const set = { ...columns, ...(move.to === null ? {} : { [machine.column]: move.to }) }
      if (Object.values(set).every((value) => value === undefined)) return
      const state = stateOf(record)
      const left = { id: record.id, [machine.column]: stored[String(state)] ?? state }
      if ((await updateRows(tx, machine.table, set, left)) === 0)
        throw refuse(`Somebody else has just changed this ${machine.noun}`)
    },
  })
  const moves = machine.moves.map(moveOf)
  const named = (names: readonly string[]) => moves.filter(({ name }) => names.includes(name))
  const among = (record: object, wanted: readonly Move<Columns>[], to?: State): Move<Columns> => {
    check(record, wanted, to)
    return wanted.find((move) => move.allows(record)) as Move<Columns>
  }
  const own: Machine<StateOf<P, F>, Columns, string> = {
    refuse,
    nextOf: (state) => nextStates(machine.moves, state) as StateOf<P, F>[],
    changes: (before, after) => [{ field: machine.field, before: stateOf(before), after: stateOf(after) }],
    chosenBy(field, names, stay) {
      const candidates = named(names)
      const staying = moves.find(({ name }) => name === stay)
      return {
        machine,
        bound: [...candidates, ...(staying ? [staying] : [])],
        chosenBy: field,
        choose(record, body) {
          const to = (body as Record<string, State | undefined>)[field]
          const isStay = to === undefined || to === stateOf(record)
          if (staying && isStay) return staying.choose(record, body)
          return among(
            record,
            candidates.filter((move) => move.to === to),
            to,
          )
        },
      }
    },
    byState: (...names) => ({
      machine,
      bound: named(names),
      chosenBy: null,
      choose: (record) => among(record, named(names)),
    }),
  }
  return Object.assign(own, Object.fromEntries(moves.map((move) => [move.name, move]))) as never
}

function nextStates(moves: readonly MoveFacts[], state: State): State[] {
  const next = moves.flatMap(({ from, to, isAutomatic }) =>
    to !== null && !isAutomatic && from.includes(state) ? [to] : [],
  )
  return [...new Set(next)]
}

function describe(options: StateOptions<TProperties, string, string, string, Moves<State>>) {
  const { of, field = 'status', table, moves, words = {}, signed = [] } = options
  const noun = options.noun ?? of.title.one
  const { enum: states = [true, false] } = of.schema.properties[field] as { enum?: State[] }
  const column = columnName(field)
  return {
    of,
    noun,
    field,
    column,
    table: table ?? of.table,
    states,
    words,
    signed,
    moves: factsOf(moves, noun),
  }
}

function factsOf(moves: Moves<State>, noun: string): MoveFacts[] {
  return Object.entries(moves).map(([name, { from, to = null, verb = name, label, ...rest }]) => ({
    name,
    from,
    to,
    verb,
    label: label ?? labelOf(verb, noun),
    isMinor: rest.isMinor ?? false,
    isAutomatic: rest.isAutomatic ?? false,
    emits: rest.emits ?? null,
  }))
}

/** The refusal of several kinds that share their states. A single kind declares it in its machine. */
export function stateRefusal(
  code: string,
  life: { noun: string; states: readonly State[]; moves: Moves<State>; fix: string },
): StateRefusal {
  const { noun, states, moves, fix } = life
  return problem(code, 409, {
    meaning: meaningOf({ noun, states, words: {}, moves: factsOf(moves, noun) }),
    fix,
  })
}
