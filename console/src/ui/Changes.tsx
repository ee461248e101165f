import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import classes from './Changes.module.css'
import { meterText } from './hours.ts'
import { formatInstant } from './time.ts'

/** API field names end with the unit. The label leaves it out. */
const label = (field: string) => sentence(field.replace(/(Hundredths|At)$/, ''))

/** The route of a leg with its aircraft and crew. */
function legOf(leg: object): string {
  const { fromAirport, toAirport, aircraftRegistration, crew } = leg as Record<string, unknown>
  const people = Array.isArray(crew) ? crew.map((member: object) => nameOf(member) ?? '') : []
  return [`${fromAirport ?? '?'} – ${toAirport ?? '?'}`, aircraftRegistration, ...people]
    .filter(Boolean)
    .join(' ')
}

/** The name of a nested object, if it has one. People read the name; the details are on its page. */
function nameOf(value: object): string | undefined {
  if ('fromAirport' in value && 'toAirport' in value) return legOf(value)
  const named = ['displayName', 'name', 'item'].find((field) => field in value)
  return named === undefined ? undefined : String((value as Record<string, unknown>)[named])
}

function show({ field }: FieldChange, value: unknown): string {
  if (value === null || value === undefined || value === '') return s.none
  if (typeof value === 'boolean') return value ? s.yes : s.no
  if (typeof value === 'number' && field.endsWith('Hundredths'))
    return meterText(field.startsWith('cycles') ? 'cycles' : 'hobbs', value)
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return formatInstant(value, 'utc')
  if (Array.isArray(value))
    return value.map((item) => show({ field, before: null, after: null }, item)).join(', ')
  if (typeof value === 'object') return nameOf(value) ?? JSON.stringify(value)
  // A value of an enum: in_progress, never_expires.
  if (typeof value === 'string' && (/^[a-z]+(_[a-z]+)+$/.test(value) || /status|state$/i.test(field)))
    return sentence(value.replaceAll('_', ' '))
  return String(value)
}

/** The changed fields, each with its value before and after. */
export function Changes({ changes }: { changes: FieldChange[] }) {
  if (changes.length === 0) return null
  return (
    <ul className={classes.changes}>
      {changes.map((change) => (
        <li key={change.field}>
          <span className="dim">{label(change.field)}</span> <del>{show(change, change.before)}</del>{' '}
          <span aria-hidden>→</span> <ins>{show(change, change.after)}</ins>
        </li>
      ))}
    </ul>
  )
}
