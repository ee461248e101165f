/**
 * The selection after a row was picked or unpicked. With a range, every row from the one that was picked before gets
 * the same state, as in a mail program.
 */
export function pickedAfter(
  now: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  before: string | null,
  isRange: boolean,
): Set<string> {
  const isAdded = !now.has(id)
  const [from, to] = [ids.indexOf(before ?? id), ids.indexOf(id)].toSorted((a, b) => a - b)
  const changed = isRange && from !== undefined && from >= 0 ? ids.slice(from, (to ?? from) + 1) : [id]
  const next = new Set(now)
  for (const each of changed) {
    if (isAdded) next.add(each)
    else next.delete(each)
  }
  return next
}
