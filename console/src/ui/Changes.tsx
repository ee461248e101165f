import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import classes from './Changes.module.css'
import { formatHours } from './hours.ts'
import { formatInstant } from './time.ts'

/** The units of the API end its field names; people read the quantity. */
const label = (field: string) => sentence(field.replace(/(Hundredths|At)$/, ''))

/** What a part of a record is called, where it has a name: people read that, and the rest stands on its page. */
function nameOf(value: object): string | undefined {
  const named = ['displayName', 'name', 'item'].find((field) => field in value)
  return named === undefined ? undefined : String((value as Record<string, unknown>)[named])
}

function show({ field }: FieldChange, value: unknown): string {
  if (value === null || value === undefined || value === '') return s.none
  if (typeof value === 'boolean') return value ? s.yes : s.no
  if (typeof value === 'number' && field.endsWith('Hundredths')) return `${formatHours(value)} h`
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return formatInstant(value, 'utc')
  if (Array.isArray(value))
    return value.map((item) => show({ field, before: null, after: null }, item)).join(', ')
  if (typeof value === 'object') return nameOf(value) ?? JSON.stringify(value)
  return String(value)
}

/** What changed, from what to what. */
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
