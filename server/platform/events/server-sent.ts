/** One entry of a stream: what it is called, by what a reader who was cut off goes on, and what it says. */
export class ServerSent {
  readonly event: string
  readonly id: string
  readonly data: unknown

  constructor(event: string, id: string, data: unknown) {
    this.event = event
    this.id = id
    this.data = data
  }
}
