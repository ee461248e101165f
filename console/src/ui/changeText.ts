import { wordOf } from '#api/label.ts'
import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import { meterText } from './hours.ts'
import { formatInstant } from './time.ts'

const nameFields = ['displayName', 'name', 'item', 'title', 'code', 'label', 'text', 'registration', 'key']

/** The route of a leg with its aircraft and crew. */
function legOf(leg: object): string {
  const { fromAirport, toAirport, aircraftRegistration, crew } = leg as Record<string, unknown>
  const people = Array.isArray(crew) ? crew.map((member: object) => nameOf(member)) : []
  return [`${fromAirport ?? '?'} – ${toAirport ?? '?'}`, aircraftRegistration, ...people]
    .filter(Boolean)
    .join(' ')
}

/** What people call a nested object: its name, else the plain values in it. The details are on its page. */
function nameOf(value: object): string {
  if ('fromAirport' in value && 'toAirport' in value) return legOf(value)
  const fields = value as Record<string, unknown>
  const named = nameFields.find((field) => typeof fields[field] === 'string' && fields[field] !== '')
  if (named !== undefined) return String(fields[named])
  return Object.entries(fields)
    .filter(([field, inner]) => !/id$/i.test(field) && ['string', 'number'].includes(typeof inner))
    .map(([field, inner]) =>
      isMeter(field, inner) ? `${meterName(field)} ${textOf(field, inner)}` : textOf(field, inner),
    )
    .join(' ')
}

const isMeter = (field: string, value: unknown) => typeof value === 'number' && field.endsWith('Hundredths')
const meterName = (field: string) => sentence(field.replace(/Hundredths$/, ''))

/** A value as people read it: never the text of a program. */
function textOf(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return s.none
  if (typeof value === 'boolean') return value ? s.yes : s.no
  if (isMeter(field, value)) return meterText(field.startsWith('cycles') ? 'cycles' : 'hobbs', Number(value))
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return formatInstant(value, 'utc')
  if (Array.isArray(value)) return value.map((item) => textOf(field, item)).join(', ') || s.none
  if (typeof value === 'object') return nameOf(value) || s.none
  // A value of an enum: in_progress, never_expires.
  if (typeof value === 'string' && (/^[a-z]+(_[a-z]+)+$/.test(value) || /status|state$/i.test(field)))
    return wordOf(value)
  return String(value)
}

/** A change in words, before and after. Of two lists it names only what differs. */
export function changeText({ field, before, after }: FieldChange): { before: string; after: string } {
  if (!Array.isArray(before) || !Array.isArray(after))
    return { before: textOf(field, before), after: textOf(field, after) }
  const without = (list: unknown[], other: unknown[]) => {
    const others = new Set(other.map((item) => JSON.stringify(item)))
    return list.filter((item) => !others.has(JSON.stringify(item)))
  }
  const [removed, added] = [without(before, after), without(after, before)]
  // The same items in another order.
  if (removed.length === 0 && added.length === 0)
    return { before: textOf(field, before), after: textOf(field, after) }
  return { before: textOf(field, removed), after: textOf(field, added) }
}
