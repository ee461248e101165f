import type { Roles } from './operation.ts'
import { kindNamed } from './record-kind.ts'
import { isResource } from './resource.ts'
import { type TSchema, Type } from './schema.ts'

/** An event that other programs may build on: part of the public catalog. */
export interface EventType {
  type: string
  stability: 'stable' | 'beta'
  /** Completes the sentence "Fires when …". */
  when: string
  /** The kind of record that it is about. */
  subject: string
  /**
   * What `data` holds: the public view of the record where it has one, otherwise a list of its fields. Fields that
   * the schema does not name are left out, and a schema of every field is refused.
   */
  data: TSchema
  /** The scope that reads the subject: no channel carries the event without it. */
  scope: string
  /** The scope that reads the public view of the subject, where there is one: it is enough as well. */
  publicScope?: string
  /**
   * The members who may read the event. Default: those who may call the operations that read its subject. Required
   * if members see only some records of the kind, because a channel sends the events of all of them.
   */
  readers?: Roles
  /** The field of `data` with the ID of the person whom it concerns, for channels that notify that person. */
  person?: string
  /** The console page that a notification of it opens. Default: the page of its subject. */
  page?: `/${string}`
}

const names: string[] = []
const declared = new Map<string, EventType>()

/** The name of an event type. The list is complete once all modules are loaded, before anything reads it. */
export const eventTypeName = (description: string) =>
  Type.Unsafe<string>({ type: 'string', enum: names, description })

export const eventTypeNamed = (type: string): EventType | undefined => declared.get(type)

/**
 * Declares an event of the catalog. It appears there because an operation, a move or an exported constant of a
 * module's part names it. The server does not start with one that none of them names.
 */
export function eventType(type: string, entry: Omit<EventType, 'type'>): EventType {
  if (!/[^\s.!?:;,]$/.test(entry.when))
    throw new Error(
      `The event ${type} says when: "${entry.when}". It completes "Fires when …": write it without a period at its end`,
    )
  if (declared.has(type)) throw new Error(`Two events are called ${type}`)
  const event = { type, ...entry }
  declared.set(type, event)
  names.push(type)
  return event
}

/**
 * Refuses a type that is declared and missing from the catalog, because nobody could subscribe to it, and one that
 * carries whole records: a field that is added later would leave the house without anybody's decision.
 */
export function checkCatalog(catalog: readonly EventType[]): void {
  for (const { type, subject, data } of catalog) {
    const kind = kindNamed(subject)
    const { properties: sent = {} } = data as { properties?: object }
    if (kind && isResource(kind) && Object.keys(kind.schema.properties).every((field) => field in sent))
      throw new Error(
        `The event ${type} carries every field of a ${subject}. Name those that may leave: Type.Pick(…), or the schema of its public view`,
      )
  }
  const missing = names.find((type) => catalog.every((event) => event.type !== type))
  if (missing)
    throw new Error(
      `The event ${missing} is declared and missing from the catalog: no operation or move names it, and no part of a module exports it`,
    )
}
