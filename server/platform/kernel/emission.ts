import type { EventType } from './event-type.ts'

export interface Subject {
  type: string
  id: string
  label?: string | null
  projectId?: string | null
}

export interface Emission {
  type: EventType | string
  subject: Subject
  /** The public JSON of the record; only for an `EventType`. */
  data?: unknown
  changes?: Change[]
  /** It takes the place of the event that the operation declares: what it did has another name this time. */
  isOfOperation?: boolean
}

export interface Change {
  field: string
  before: unknown
  after: unknown
}
