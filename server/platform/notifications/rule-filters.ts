import type { Services } from '../kernel/installation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import type { Filters, QuietHours } from './rule-decision.ts'

const refuse = (field: string, message: string) => invalidRequest(message, { details: [{ field, message }] })

const operators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains', 'exists']

/** @throws Problem that names those which look alike, where nothing emits such an event. */
export function checkEvent({ eventTypes }: Services, event: string): void {
  const known = eventTypes.map((eventType) => eventType.type)
  if (known.includes(event)) return
  const near = known
    .map((type) => ({ type, distance: distance(event.toLowerCase(), type) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .filter((one, index) => index === 0 || one.distance <= Math.max(4, event.length / 2))
  throw refuse(
    'event',
    `Nothing emits an event "${event}". Did you mean ${near.map((one) => one.type).join(' or ')}? All types: GET /api/v1/webhooks/event-types`,
  )
}

/** How many letters differ (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_none, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

/** @throws Problem that names the filter and says what it takes. */
export function checkFilters(filters: Record<string, unknown>): Filters {
  for (const [name, value] of Object.entries(filters)) {
    const field = `filters.${name}`
    if (name.endsWith('_ids')) checkIds(field, value)
    else if (name === 'where') checkConditions(field, value)
    else if (name === 'threshold') checkNumber(field, value, 1, 1_000_000, 'how many events it takes')
    else if (name === 'within_minutes')
      checkNumber(field, value, 1, 10_080, 'in how many minutes the threshold is to be reached')
    else
      throw refuse(
        field,
        `There is no filter "${name}". Filters are lists of ids (aircraft_ids, project_ids, …), where, threshold and within_minutes`,
      )
  }
  if (filters.within_minutes !== undefined && filters.threshold === undefined)
    throw refuse(
      'filters.within_minutes',
      'filters.within_minutes says in how long; say how many with filters.threshold',
    )
  return filters as Filters
}

function checkIds(field: string, value: unknown): void {
  const isList =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 200 &&
    value.every((one) => typeof one === 'string' && /^[\w-]{1,100}$/.test(one))
  if (!isList)
    throw refuse(field, `${field} is a list of 1 to 200 ids, such as ["acf_01jq8me7x2f9tb6k4z0r5w3v1n"]`)
}

function checkNumber(field: string, value: unknown, least: number, most: number, what: string): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    throw refuse(field, `${field} says ${what}: a whole number from ${least} to ${most}`)
}

function checkConditions(field: string, value: unknown): void {
  if (!Array.isArray(value) || value.length > 20)
    throw refuse(
      field,
      `${field} is a list of at most 20 conditions, such as {"field": "status", "op": "eq", "value": "aog"}`,
    )
  for (const [index, one] of value.entries()) {
    const at = `${field}[${index}]`
    const { field: name, op, value: wanted, ...rest } = (one ?? {}) as Record<string, unknown>
    if (typeof name !== 'string' || !/^\w{1,60}(\.\w{1,60}){0,5}$/.test(name))
      throw refuse(
        `${at}.field`,
        `${at}.field names a field of the event's data, such as status or customer.name`,
      )
    if (typeof op !== 'string' || !operators.includes(op))
      throw refuse(`${at}.op`, `${at}.op is one of ${operators.join(', ')}`)
    if (op !== 'exists' && !['string', 'number', 'boolean'].includes(typeof wanted) && wanted !== null)
      throw refuse(`${at}.value`, `${at}.value is a text, a number, true, false or null`)
    const extra = Object.keys(rest)[0]
    if (extra) throw refuse(`${at}.${extra}`, `A condition has field, op and value, and no "${extra}"`)
  }
}

/** @throws Problem where the zone is none, or the hours are the whole day. */
export function checkQuietHours(quiet: QuietHours | null): void {
  if (quiet === null) return
  checkTimezone(quiet.zone, 'quiet_hours.zone')
  if (quiet.from === quiet.to)
    throw refuse(
      'quiet_hours.to',
      'Quiet hours start and end at the same time. To get no messages, turn the rule off',
    )
}
