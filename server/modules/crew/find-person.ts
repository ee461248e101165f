import { sql, type Tx } from '#platform/database/database.ts'
import { foldWord, text } from '#platform/importing/value.ts'

/** The column of a file that names a person. Its title and headings say which person of the row. */
export const personColumn = <Column extends { title: string; headers: readonly string[] }>(
  column: Column,
) => ({
  help: 'By name, email or employee number.',
  ...column,
  parse: text({ max: 254 }),
})

type Found = { id: string } | { problem: string; isUnknown?: boolean }

// By id, email, employee number or name, the exact spelling first; "Holm, Ada" and "HOLM ADA" are Ada Holm. A name that
// two people have names nobody.
export async function loadPeople(tx: Tx): Promise<(named: string) => Found> {
  const rows = await tx.rows(sql<'crewNames'>`
    select id, display_name as name, email, employee_number as number from crew`)
  const byKey = new Map<string, string>()
  const bySpelling = Map.groupBy(rows, ({ name }) => name)
  const byName = new Map<string, string[]>()
  for (const { id, name, email, number } of rows) {
    byKey.set(id, id)
    if (email !== null) byKey.set(email.toLowerCase(), id)
    if (number !== null) byKey.set(number.toLowerCase(), id)
    byName.set(foldWord(name), [...(byName.get(foldWord(name)) ?? []), id])
  }
  const answers = new Map<string, Found>()
  const find = (named: string): Found => {
    const id = byKey.get(named.toLowerCase())
    if (id !== undefined) return { id }
    const [spelled, ...namesakes] = bySpelling.get(named) ?? []
    if (spelled !== undefined && namesakes.length === 0) return { id: spelled.id }
    const turned = /^([^,]+),\s*([^,]+)$/.exec(named) ?? /^(\p{Lu}{2,})\s+(.+)$/u.exec(named)
    const [only, ...more] =
      byName.get(foldWord(named)) ?? byName.get(foldWord(`${turned?.[2] ?? ''} ${turned?.[1] ?? ''}`)) ?? []
    if (only === undefined)
      return {
        problem: `Nobody here is called “${named}”: import the people first, or correct the name`,
        isUnknown: true,
      }
    return more.length === 0
      ? { id: only }
      : {
          problem: `${more.length + 1} people here are called “${named}”: name the person by email or employee number`,
        }
  }
  return (named) => {
    const answer = answers.get(named) ?? find(named)
    answers.set(named, answer)
    return answer
  }
}
