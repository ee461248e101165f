import type { ImportInFull } from '#api/types.ts'
import { Notice } from '#ui/Notice.tsx'
import { t } from './strings.ts'

const w = t.page
const fromFile: Record<string, string> = {
  timeZone: w.timeZone,
  dateOrder: w.dateOrder,
  decimalSeparator: w.decimal,
}

/** What to choose so that many rows come in at once, and how the file was read. */
export function Findings({ data }: { data: ImportInFull }) {
  const titleOf = (name: string) =>
    fromFile[name] ?? data.choices.find((choice) => choice.name === name)?.title ?? name
  return (
    <>
      {data.questions.map(({ option, rows }) => (
        <Notice key={option} tone="amber" title={w.question(titleOf(option), rows)} />
      ))}
      {data.notes.length > 0 ? (
        <Notice tone="info" title={w.notes}>
          <ul>
            {data.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  )
}
