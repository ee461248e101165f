import type { RecordOf } from '#api/record.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { t } from './strings.ts'
import { changesBetween } from './syllabusChange.ts'

const w = t.revision
type Revision = RecordOf<'training_revision'>

/** What is added, removed and changed from one revision to another. */
export function ChangeList({ before, after }: { before: Revision; after: Revision }) {
  return (
    <PlainTable
      label={w.changes}
      rows={changesBetween(before, after)}
      rowKey={({ key }) => key}
      empty={w.noChanges}
      row={({ kind, code, text }) => (
        <>
          <td>{w[kind]}</td>
          <td>
            <strong>{code}</strong> {text}
          </td>
        </>
      )}
    />
  )
}
