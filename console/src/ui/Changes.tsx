import { kinds } from '#api/contract.ts'
import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import { AppLink } from './AppLink.tsx'
import classes from './Changes.module.css'
import { changeText } from './changeText.ts'

/** API field names end with the unit. The label leaves it out. */
const label = (field: string) => sentence(field.replace(/(Hundredths|At|Id)$/, ''))

const recordId = /^([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/

/** A value as people read it. The ID of another record is a link to it, under the name of its kind. */
function Value({ text }: { text: string }) {
  const prefix = recordId.exec(text)?.[1]
  const kind = prefix && Object.values(kinds).find((each) => each.prefix === prefix)
  if (!kind) return text
  return kind.page ? <AppLink to={`/open/${text}`}>{kind.one}</AppLink> : kind.one
}

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
                <del>
                  <Value text={before} />
                </del>{' '}
                <span aria-hidden>→</span>{' '}
                <ins>
                  <Value text={after} />
                </ins>
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}
