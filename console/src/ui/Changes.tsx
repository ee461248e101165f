import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import classes from './Changes.module.css'

const show = (value: unknown) => {
  if (value === null || value === undefined || value === '') return s.none
  if (typeof value === 'boolean') return value ? s.yes : s.no
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What changed, from what to what. */
export function Changes({ changes }: { changes: FieldChange[] }) {
  if (changes.length === 0) return null
  return (
    <ul className={classes.changes}>
      {changes.map((change) => (
        <li key={change.field}>
          <span className="dim">{sentence(change.field)}</span> <del>{show(change.before)}</del> <span aria-hidden>→</span> <ins>{show(change.after)}</ins>
        </li>
      ))}
    </ul>
  )
}
