import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import classes from './Changes.module.css'
import { changeText } from './changeText.ts'

/** API field names end with the unit. The label leaves it out. */
const label = (field: string) => sentence(field.replace(/(Hundredths|At)$/, ''))

/** The changed fields, each with its value before and after. */
export function Changes({ changes }: { changes: FieldChange[] }) {
  if (changes.length === 0) return null
  return (
    <ul className={classes.changes}>
      {changes.map((change) => {
        const { before, after } = changeText(change)
        return (
          <li key={change.field}>
            <span className="dim">{label(change.field)}</span>{' '}
            {before === after ? (
              // What differs is inside of it.
              s.record.changedWithin(after)
            ) : (
              <>
                <del>{before}</del> <span aria-hidden>→</span> <ins>{after}</ins>
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}
