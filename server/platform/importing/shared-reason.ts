import type { FileRow } from './batch.ts'
import { cut } from './value.ts'

/** A file of which so many first rows share a problem is read no further. */
const enoughRows = 1_000

/**
 * Notices a file whose rows cannot be read, all for the same reason: a column was taken for another one. Only what the
 * cells show counts. Rows that are refused because they are here already may be followed by new ones.
 */
export class SharedReason {
  #rows = 0
  /** The first message of each problem that every row had. */
  #messages: Map<string, string> | null = null

  /** @param rows the next rows, read and not yet compared with the records. */
  look(rows: readonly FileRow[]): void {
    for (const { problems } of rows) {
      if (this.#rows >= enoughRows) return
      this.#rows += 1
      const own = new Map(
        problems
          .filter(({ option }) => option === undefined)
          .map((problem) => [keyOf(problem), problem.message]),
      )
      this.#messages ??= own
      for (const key of this.#messages.keys()) if (!own.has(key)) this.#messages.delete(key)
    }
  }

  get isEnough(): boolean {
    return this.#rows >= enoughRows && this.#messages !== null && this.#messages.size > 0
  }

  /** What the import says, or null if the rows do not share a problem. */
  sentence(): string | null {
    const [message] = this.#messages?.values() ?? []
    if (!this.isEnough || message === undefined) return null
    return `The first ${enoughRows} rows all have the same problem, so the rest was not read. Correct which column holds what. The first row: ${cut(message, 200)}`
  }
}

// The cell itself differs from row to row.
const keyOf = ({ field, message }: { field: string | null; message: string }) =>
  `${field} ${message.replaceAll(/“[^”]*”|\d+/g, '')}`
