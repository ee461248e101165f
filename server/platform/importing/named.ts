import type { RowError } from './mapping.ts'

/** The record that a cell names, or a sentence that says why it names none. */
export type Named = { id: string } | { problem: string; option?: string }

/**
 * The id of the record that a cell names. Null for an empty cell, and for one that names no record: then the row has
 * a problem at `field`.
 */
export function idNamed(
  problems: RowError[],
  field: string,
  written: string | null,
  find: (written: string) => Named,
): string | null {
  if (written === null) return null
  const match = find(written)
  if ('id' in match) return match.id
  const { problem, option } = match
  problems.push({ field, message: problem, ...(option === undefined ? {} : { option }) })
  return null
}
