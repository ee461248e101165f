/** A workspace has so many requests at work and waiting that it has to send fewer at once. */
export class ShareUsedUp extends Error {
  override name = 'ShareUsedUp'
}

/** No place became free in time, although the workspace has its share left. */
export class NoFreePlace extends Error {
  override name = 'NoFreePlace'
}

interface Waiting {
  owner: string | null
  /** Each owner has one in each round. */
  round: number
  start(): void
}

const mostWaitingOfPool = { ofOwner: 2_000, inAll: Number.POSITIVE_INFINITY }
/** So long an owner counts as active after it has asked. */
const activeMs = 1_000

/**
 * Shares places, such as the connections of a pool, between workspaces.
 *
 * While other workspaces are active, none takes more than a quarter: what is at work cannot be taken back, and it
 * shares the processors with them. Alone, a workspace may take what is free, but for the last quarter. A place that
 * becomes free goes to the owner who holds the fewest, and among these in turns: who has many waiting gets one in each
 * round. Work without an owner never waits behind work that has one.
 */
export class Shares {
  readonly #quarter: number
  readonly #mostWaiting: { ofOwner: number; inAll: number }
  #free: number
  readonly #held = new Map<string, number>()
  readonly #waiting: Waiting[] = []
  /** The round of the last one that got a place. */
  #round = 0
  /** The last two owners that asked, the newer one first. */
  #active: { owner: string; at: number }[] = []

  /** Beyond `mostWaiting`, those who ask are refused at once. */
  constructor(places: number, mostWaiting = mostWaitingOfPool) {
    this.#mostWaiting = mostWaiting
    this.#free = places
    this.#quarter = Math.max(1, Math.floor(places / 4))
  }

  /**
   * Takes a place, and waits for one up to `waitMs`.
   * @returns the function that gives it back.
   * @throws ShareUsedUp or NoFreePlace.
   */
  async take(owner: string | null, waitMs: number): Promise<() => void> {
    if (owner !== null)
      this.#active = [
        { owner, at: performance.now() },
        ...this.#active.filter((other) => other.owner !== owner).slice(0, 1),
      ]
    if (!this.#mayTake(owner)) await this.#wait(owner, waitMs)
    else this.#occupy(owner)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#release(owner)
    }
  }

  #mayTake(owner: string | null): boolean {
    if (this.#free === 0) return false
    if (owner === null || this.#heldBy(owner) < this.#quarter) return true
    return this.#free > this.#quarter && !this.#isShared(owner)
  }

  /** Whether another owner asked a moment ago. */
  #isShared(owner: string): boolean {
    const since = performance.now() - activeMs
    return this.#active.some((other) => other.owner !== owner && other.at > since)
  }

  #heldBy(owner: string | null): number {
    return owner === null ? 0 : (this.#held.get(owner) ?? 0)
  }

  #occupy(owner: string | null): void {
    this.#free -= 1
    if (owner !== null) this.#held.set(owner, this.#heldBy(owner) + 1)
  }

  #release(owner: string | null): void {
    this.#free += 1
    if (owner !== null) {
      const left = this.#heldBy(owner) - 1
      if (left > 0) this.#held.set(owner, left)
      else this.#held.delete(owner)
    }
    for (let next = this.#next(); next; next = this.#next()) {
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      this.#round = next.round
      this.#occupy(next.owner)
      next.start()
    }
  }

  #next(): Waiting | undefined {
    let next: Waiting | undefined
    for (const candidate of this.#waiting)
      if (this.#mayTake(candidate.owner) && (!next || this.#isBefore(candidate, next))) next = candidate
    return next
  }

  #isBefore(one: Waiting, other: Waiting): boolean {
    return (this.#heldBy(one.owner) - this.#heldBy(other.owner) || one.round - other.round) < 0
  }

  #wait(owner: string | null, waitMs: number): Promise<void> {
    const refusal = () =>
      this.#heldBy(owner) >= this.#quarter
        ? new ShareUsedUp('The share is used up')
        : new NoFreePlace('No place became free')
    const own = this.#waiting.filter((other) => other.owner === owner && owner !== null)
    if (own.length >= this.#mostWaiting.ofOwner || this.#waiting.length >= this.#mostWaiting.inAll)
      return Promise.reject(refusal())
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        owner,
        round: Math.max(this.#round, own.at(-1)?.round ?? 0) + 1,
        start: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        reject(refusal())
      }, waitMs).unref()
      this.#waiting.push(waiting)
    })
  }
}
