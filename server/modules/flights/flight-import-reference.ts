import { sql, type Tx } from '#platform/database/database.ts'
import { foldWord } from '#platform/importing/value.ts'

// Registrations without hyphens, since half of all spreadsheets leave them out; former ones too,
// because a flight of last year may name the registration of last year.
export async function loadAircraft(tx: Tx) {
  const rows = await tx.rows(sql<{ id: string; registration: string }>`
    select r.aircraft_id as id, r.registration from aircraft_registrations r
    union all select a.id, a.registration from aircraft a`)
  return new Map(rows.map(({ id, registration }) => [registration.replaceAll('-', ''), id]))
}

export async function loadProjects(tx: Tx) {
  const rows = await tx.rows(
    sql<{ id: string; name: string; slug: string }>`select id, name, slug from projects`,
  )
  return new Map(
    rows.flatMap(
      ({ id, name, slug }) =>
        [
          [name.toLowerCase(), id],
          [slug, id],
        ] as const,
    ),
  )
}

type Found = { id: string } | { problem: string }

// By email, employee number or name; "Holm, Ada" is Ada Holm. A name that two people have names nobody.
export async function loadPeople(tx: Tx): Promise<(named: string) => Found> {
  const rows = await tx.rows(sql<{ id: string; name: string; email: string | null; number: string | null }>`
    select id, display_name as name, email, employee_number as number from crew`)
  const byKey = new Map<string, string>()
  const byName = new Map<string, string[]>()
  for (const { id, name, email, number } of rows) {
    if (email !== null) byKey.set(email.toLowerCase(), id)
    if (number !== null) byKey.set(number.toLowerCase(), id)
    byName.set(foldWord(name), [...(byName.get(foldWord(name)) ?? []), id])
  }
  const answers = new Map<string, Found>()
  const find = (named: string): Found => {
    const id = byKey.get(named.toLowerCase())
    if (id !== undefined) return { id }
    const turned = /^([^,]+),\s*([^,]+)$/.exec(named)
    const [only, ...more] =
      byName.get(foldWord(named)) ?? byName.get(foldWord(`${turned?.[2] ?? ''} ${turned?.[1] ?? ''}`)) ?? []
    if (only === undefined)
      return { problem: `Nobody here is called “${named}”: import the people first, or correct the name` }
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

// The code under which an airport is kept, for each code that people write: looked up a batch at a
// time and remembered. Null: there is no such airport.
export function airportCodes() {
  const known = new Map<string, string | null>()
  return {
    codeOf: (code: string) => known.get(code) ?? null,
    async look(tx: Tx, codes: string[]) {
      const missing = [...new Set(codes)].filter((code) => !known.has(code))
      if (missing.length === 0) return
      const found = await tx.rows(sql<{ written: string; code: string }>`
        select r.written, a.code from unnest(${missing}::text[]) as r(written), lateral apron.find_airport(r.written) a`)
      for (const code of missing) known.set(code, null)
      for (const { written, code } of found) known.set(written, code)
    },
  }
}
