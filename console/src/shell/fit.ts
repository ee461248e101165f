/**
 * How well a query fits a text: 0 for not at all. A text that holds the query comes before one whose words begin with
 * its words, and that before one that has its letters in their order, as `medcal` for Medical.
 */
export function fit(text: string, query: string): number {
  const within = text.toLowerCase()
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return 1
  const at = within.indexOf(wanted)
  if (at >= 0) return at === 0 ? 4 : 3
  const words = within.split(/[^\p{L}\p{N}]+/u)
  if (wanted.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 2
  return wanted.length >= 3 && hasLetters(within, wanted.replaceAll(/\s/g, '')) ? 1 : 0
}

/** Whether the letters come in this order, with at most as many others between them. */
function hasLetters(text: string, letters: string): boolean {
  for (
    let start = text.indexOf(letters.charAt(0));
    start >= 0;
    start = text.indexOf(letters.charAt(0), start + 1)
  ) {
    let at = start
    for (const letter of letters.slice(1)) {
      at = text.indexOf(letter, at + 1)
      if (at < 0) return false
    }
    if (at - start < letters.length * 2) return true
  }
  return false
}

/** Those that fit, the best first. */
export function fitting<Item>(items: readonly Item[], query: string, textOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, rank: fit(textOf(item), query) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ item }) => item)
}
