/** Everything that is being sent just now fills the room. */
export class RoomFull extends Error {
  override name = 'RoomFull'
}

/** One sender has as much under way as one sender may. */
export class SenderFull extends Error {
  override name = 'SenderFull'
}

/**
 * The room for uploads that are under way. It is taken before the first byte is read, by the length that the
 * sender announces, and no sender gets more than an eighth: a sender who fills it waits, and the others do not.
 */
export class UploadRoom {
  #free: number
  readonly #share: number
  readonly #taken = new Map<string, number>()

  constructor(bytes: number) {
    this.#free = bytes
    this.#share = Math.floor(bytes / 8)
  }

  /**
   * Takes room for an upload. Each of `senders` counts: a workspace, and the address it is sent from.
   * @returns the function that gives it back. @throws SenderFull or RoomFull.
   */
  take(senders: readonly string[], bytes: number): () => void {
    for (const sender of senders) {
      const taken = this.#taken.get(sender) ?? 0
      // An upload that is larger than a share may still be sent, if it is the only one.
      if (taken > 0 && taken + bytes > this.#share) throw new SenderFull(sender)
    }
    if (bytes > this.#free) throw new RoomFull('The room for uploads is taken')
    this.#add(senders, bytes)
    let isTaken = true
    return () => {
      if (isTaken) this.#add(senders, -bytes)
      isTaken = false
    }
  }

  #add(senders: readonly string[], bytes: number): void {
    this.#free -= bytes
    for (const sender of senders) {
      const taken = (this.#taken.get(sender) ?? 0) + bytes
      if (taken > 0) this.#taken.set(sender, taken)
      else this.#taken.delete(sender)
    }
  }
}
