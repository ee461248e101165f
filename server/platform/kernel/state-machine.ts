import type { Updateable } from 'kysely'
import { type DB, db, type Tx } from '../database/database.ts'
import type { problem } from './problem.ts'

interface StateMachineOptions<S extends string> {
  /** In sentences: `order`. */
  noun: string
  /** Which states may follow which. */
  moves: Readonly<Record<S, readonly NoInfer<S>[]>>
  /** The refusal of the catalogue that tells the whole way. */
  refuse: ReturnType<typeof problem>
}

interface Stated<S> {
  id: string
  status: S
  /** What people know it by, where it has such a thing. */
  code?: string
}

type StatedTable = { [T in keyof DB]: DB[T] extends { id: unknown; status: unknown } ? T : never }[keyof DB]

/**
 * The states of a kind of record, in the column `status`. A move names the state that it leaves, so that of
 * two who move a record at once only one does.
 */
export function stateMachine<S extends string>({ noun, moves, refuse }: StateMachineOptions<S>) {
  return {
    /** @throws Problem where the one state does not follow the other; it says which do. */
    check({ status, code }: Pick<Stated<S>, 'status' | 'code'>, to: S): void {
      const next = moves[status]
      if (next.includes(to)) return
      const who = code ?? `This ${noun}`
      throw refuse(
        next.length === 0
          ? `${who} is ${status}, and does not change any more`
          : `${who} is ${status}; from there it goes to ${next.join(' or ')}, not to ${to}`,
        { details: [{ field: 'status', message: `${to} does not follow ${status}` }] },
      )
    },
    /** @throws Problem where somebody else has moved it since it was read. */
    async move<T extends StatedTable>(
      tx: Tx,
      table: T,
      { id, status }: Pick<Stated<S>, 'id' | 'status'>,
      to: S,
      also: Updateable<DB[T]> = {} as Updateable<DB[T]>,
    ): Promise<void> {
      // Every table of `StatedTable` has these columns; Kysely cannot see so through the type parameter.
      const query = db
        .updateTable(table as 'fbo_movements')
        .set({ ...(also as object), status: to })
        .where('id', '=', id)
        .where('status', '=', status)
      if ((await tx.run(query)) === 0) throw refuse(`Somebody else has just moved this ${noun}`)
    },
  }
}
