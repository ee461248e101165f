/** Keeps the most recently used entries, up to a size. */
export class Recent<T> {
  readonly #entries = new Map<string, T>()
  readonly #limit: number
  readonly #sizeOf: (value: T) => number
  #size = 0

  constructor(limit: number, sizeOf: (value: T) => number = () => 1) {
    this.#limit = limit
    this.#sizeOf = sizeOf
  }

  get(key: string): T | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: string, value: T): void {
    this.#drop(key)
    this.#entries.set(key, value)
    this.#size += this.#sizeOf(value)
    for (const [oldest] of this.#entries) {
      if (this.#size <= this.#limit) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#size -= this.#sizeOf(value)
  }
}
