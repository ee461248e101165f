import type { Severity } from '../kernel/severity.ts'
import type { Message } from './message.ts'

/** An event with what its notification says. */
export interface ToldEvent {
  id: string
  seq: number
  type: string
  occurredAt: Date
  subjectId: string
  subjectLabel: string | null
  actorName: string | null
  payload: unknown
}

interface Telling {
  id: string
  name: string
  severity: Severity
  threshold?: number | undefined
  withinMinutes?: number | undefined
}

/** "flight.approved" → "Flight approved". */
function wordsOf(type: string): string {
  const words = type.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const minuteOf = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`

export interface EventPage {
  /** The console page of its own. Default: the page of its subject. */
  page?: string | undefined
  /** The field of its data that names the person whom it concerns. */
  person?: string | undefined
}

/** The message for one event. `before`: how many events a cooldown held back. */
export function messageOf(
  rule: Telling,
  event: ToldEvent,
  before: number,
  { page = `/open/${event.subjectId}`, person: field }: EventPage = {},
): Message {
  const about = event.subjectLabel || event.subjectId
  const isCounted = rule.threshold !== undefined && rule.threshold > 1
  const data = (event.payload as { data?: Record<string, unknown> } | null)?.data
  const said = data?.message
  const person = field === undefined ? null : data?.[field]
  const lines = [
    ...(typeof said === 'string' ? [said] : []),
    ...(isCounted
      ? [`${rule.threshold} of them within ${rule.withinMinutes} minutes; the last: ${about}`]
      : []),
    event.actorName ? `By ${event.actorName}, ${minuteOf(event.occurredAt)}` : minuteOf(event.occurredAt),
    ...(before > 0
      ? [`${before === 1 ? 'One more was' : `${before} more were`} kept back by the rule's cooldown`]
      : []),
  ]
  return {
    title: isCounted
      ? `${rule.name}: ${wordsOf(event.type)}`
      : `${wordsOf(event.type)}: ${about}`.slice(0, 200),
    body: lines.join('\n'),
    severity: rule.severity,
    event: event.type,
    path: page,
    rule: { id: rule.id, name: rule.name },
    occurred_at: event.occurredAt.toISOString(),
    person: typeof person === 'string' ? person : null,
    events: [event.payload],
  }
}

const shownInDigest = 20
const sentInDigest = 100

/** Combines several messages of a rule into one; a single message stays unchanged. */
export function digestOf(messages: readonly Message[]): Message {
  const [first] = messages
  const last = messages.at(-1)
  if (!first || !last) throw new Error('a digest of nothing')
  if (messages.length === 1) return first
  const left = messages.length - shownInDigest
  return {
    ...last,
    title: `${last.rule?.name ?? wordsOf(last.event)}: ${messages.length} events`,
    body: [
      ...messages
        .slice(0, shownInDigest)
        .map((message) => `• ${message.title} (${minuteOf(new Date(message.occurred_at))})`),
      ...(left > 0 ? [`and ${left} more`] : []),
    ].join('\n'),
    path: '/notifications',
    person: messages.every(({ person }) => person === last.person) ? last.person : null,
    events: messages.flatMap((message) => message.events).slice(0, sentInDigest),
  }
}
