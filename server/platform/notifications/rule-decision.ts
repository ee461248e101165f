import type { Severity } from '../kernel/severity.ts'

/** What an event says, as far as rules look at it. */
export interface RuleEvent {
  type: string
  occurredAt: Date
  subjectId: string
  projectId: string | null
  data: unknown
}

export interface Condition {
  field: string
  op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'exists'
  value?: string | number | boolean | null
}

/** Lists of ids by any name that ends in `_ids`, conditions on fields, and how many it takes in how long. */
export interface Filters {
  [ids: `${string}_ids`]: string[]
  where?: Condition[]
  threshold?: number
  within_minutes?: number
}

export interface QuietHours {
  from: string
  to: string
  zone: string
}

/** What of a rule decides. */
export interface RuleTiming {
  event: string
  filters: Filters
  severity: Severity
  cooldown_minutes: number
  digest: 'none' | 'hourly' | 'daily'
  digest_at: string
  quiet_hours: QuietHours | null
}

/** What a rule remembers between events, in milliseconds of the epoch. */
export interface RuleState {
  recent: number[]
  lastFiredAt: number | null
  /** What the cooldown has kept back since it last fired. */
  suppressed: number
}

export const freshState: RuleState = { recent: [], lastFiredAt: null, suppressed: 0 }

export type Decision =
  | { outcome: 'no_match' | 'counting' | 'suppressed'; state: RuleState }
  /** Sent now, or held for a digest or until quiet hours end. `before`: the number that the cooldown held back. */
  | { outcome: 'fires'; state: RuleState; dueAt: Date | null; before: number }

/** The event of the platform whose threshold is counted where it comes from. */
export const dlqThresholdType = 'dlq.threshold_exceeded'

export const defaultWithinMinutes = 60
const minuteMs = 60_000

/**
 * What a rule makes of an event. Time is the event's own, so that it comes to the same whenever it is evaluated:
 * at once, after a restart, or over the past. `zone` is where the workspace is, for the hour of a daily digest.
 */
export function decide(rule: RuleTiming, state: RuleState, event: RuleEvent, zone: string): Decision {
  if (!matches(rule, event)) return { outcome: 'no_match', state }
  const at = event.occurredAt.getTime()
  const counted = count(rule, state, at)
  if (!counted.isReached) return { outcome: 'counting', state: counted.state }
  // Events that were written at once are not in the order of their times: without a cooldown, none is kept back for that.
  const isCooling =
    rule.cooldown_minutes > 0 &&
    state.lastFiredAt !== null &&
    at < state.lastFiredAt + rule.cooldown_minutes * minuteMs
  if (isCooling)
    return { outcome: 'suppressed', state: { ...counted.state, suppressed: state.suppressed + 1 } }
  return {
    outcome: 'fires',
    before: state.suppressed,
    dueAt: dueAt(rule, event.occurredAt, zone),
    state: { recent: [], lastFiredAt: at, suppressed: 0 },
  }
}

/** Whether the event is of the rule's type and passes its filters. */
export function matches({ event: type, filters }: RuleTiming, event: RuleEvent): boolean {
  if (event.type !== type) return false
  const { where = [], threshold, within_minutes: _within, ...lists } = filters
  if (type === dlqThresholdType && threshold !== undefined && valueAt(event.data, 'threshold') !== threshold)
    return false
  for (const ids of Object.values(lists))
    if (!ids.some((id) => id === event.subjectId || id === event.projectId || mentions(event.data, id)))
      return false
  return where.every((condition) => holds(condition, valueAt(event.data, condition.field)))
}

function count({ event, filters }: RuleTiming, state: RuleState, at: number) {
  const wanted = event === dlqThresholdType ? 1 : (filters.threshold ?? 1)
  if (wanted <= 1) return { isReached: true, state }
  const since = at - (filters.within_minutes ?? defaultWithinMinutes) * minuteMs
  const recent = [...state.recent.filter((one) => one > since), at].slice(-wanted)
  return { isReached: recent.length >= wanted, state: { ...state, recent } }
}

// An id is unique wherever it stands, so it need not be said in which field: a flight of an aircraft holds its id.
function mentions(value: unknown, id: string): boolean {
  if (typeof value === 'string') return value === id
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((part) => mentions(part, id))
}

function valueAt(data: unknown, field: string): unknown {
  let value = data
  for (const part of field.replace(/^data\./, '').split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

function holds({ op, value: wanted = null }: Condition, value: unknown): boolean {
  switch (op) {
    case 'exists':
      return (value !== undefined && value !== null) !== (wanted === false)
    case 'eq':
      return (value ?? null) === wanted
    case 'ne':
      return (value ?? null) !== wanted
    case 'contains':
      return Array.isArray(value)
        ? value.includes(wanted)
        : typeof value === 'string' && value.toLowerCase().includes(String(wanted).toLowerCase())
    default:
      return compares(op, value, wanted)
  }
}

// Instants and dates compare as the texts that they are.
function compares(op: 'gt' | 'gte' | 'lt' | 'lte', value: unknown, wanted: unknown): boolean {
  const isNumbers = typeof value === 'number' && typeof wanted === 'number'
  const isTexts = typeof value === 'string' && typeof wanted === 'string'
  if (!isNumbers && !isTexts) return false
  const [a, b] = [value as number, wanted as number]
  return op === 'gt' ? a > b : op === 'gte' ? a >= b : op === 'lt' ? a < b : a <= b
}

/** When it is sent; null: now. Critical messages wait for no digest and no quiet hours. */
export function dueAt(rule: RuleTiming, at: Date, zone: string): Date | null {
  if (rule.severity === 'critical') return null
  const digested = rule.digest === 'none' ? at : nextDigest(rule, at, zone)
  const awake = rule.quiet_hours ? endOfQuiet(rule.quiet_hours, digested) : digested
  return awake > at ? awake : null
}

const instantOf = (at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime())
const dateOf = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds)

function nextDigest({ digest, digest_at }: RuleTiming, at: Date, zone: string): Date {
  const local = instantOf(at).toZonedDateTimeISO(zone)
  if (digest === 'hourly')
    return dateOf(local.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 }))
  const today = local.withPlainTime(digest_at)
  return dateOf(
    Temporal.ZonedDateTime.compare(today, local) > 0
      ? today
      : local.add({ days: 1 }).withPlainTime(digest_at),
  )
}

function endOfQuiet({ from, to, zone }: QuietHours, at: Date): Date {
  const local = instantOf(at).toZonedDateTimeISO(zone)
  const now = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const isOvernight = from > to
  const isQuiet = isOvernight ? now >= from || now < to : now >= from && now < to
  if (!isQuiet) return at
  const day = isOvernight && now >= from ? local.add({ days: 1 }) : local
  return dateOf(day.withPlainTime(to))
}
