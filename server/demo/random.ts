export type Random = ReturnType<typeof seededRandom>

// mulberry32: small, fast and the same on every machine, which is all that a demonstration needs.
export function seededRandom(seed: number) {
  let state = seed >>> 0
  function next() {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  // Both ends included.
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  function pick<T>(items: readonly [T, ...T[]]): T
  function pick<T>(items: readonly T[]): T | undefined
  function pick<T>(items: readonly T[]) {
    return items[int(0, items.length - 1)]
  }
  function shuffle<T>(items: readonly T[]) {
    return items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)
  }
  return { next, int, pick, shuffle, chance: (probability: number) => next() < probability }
}
