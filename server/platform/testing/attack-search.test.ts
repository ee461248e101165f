import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from '../kernel/operation.ts'
import { attackRequests, attackTogether, idsOfAllKinds, operations, other, space } from './attack.ts'
import { isPartial } from './attack-choice.ts'

// What holds of every list that can be searched, with its index and without.

const { requests } = attackRequests()
await idsOfAllKinds(requests)

/** What a list of another server needs to know first, such as where it is, is no search of records here. */
const isSearched = ({ method, path, query, access }: Operation) => {
  const { properties = {}, required = [] } = (query ?? {}) as { properties?: object; required?: string[] }
  return (
    method === 'GET' &&
    access !== 'public' &&
    !path.includes(':') &&
    'search' in properties &&
    required.length === 0
  )
}
const searched = operations.filter(isSearched)

interface Row {
  id: string
  source?: string
}
const rowsOf = async (client: typeof space.owner, path: string): Promise<Row[]> =>
  (await client.get(path)).data?.items ?? []

/** What a row shows of the texts that its list searches. */
const textsOf = ({ list }: Operation, row: object): string[] => {
  const columns = list?.search?.flatMap((expression) => /^t\.(\w+)$/.exec(expression)?.[1] ?? [])
  const names = columns?.map((column) => column.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()))
  return Object.entries(row).flatMap(([name, value]) =>
    typeof value === 'string' && /[\p{L}\p{N}]{3}/u.test(value) && (names?.includes(name) ?? true)
      ? [value]
      : [],
  )
}

test('a record is found by a text that its list shows, and not from another workspace', async () => {
  let found = 0
  await attackTogether(searched, async (operation) => {
    // Airports that come with Apron are everybody's.
    const rows = await rowsOf(space.owner, `${operation.path}?page_size=100`)
    const row = rows.find((one) => one.source !== 'built_in')
    if (!row || textsOf(operation, row).length === 0) return null
    for (const text of textsOf(operation, row)) {
      const path = `${operation.path}?page_size=100&search=${encodeURIComponent(text.slice(0, 60))}`
      const own = await rowsOf(space.owner, path)
      if (!own.some(({ id }) => id === row.id)) continue
      found += 1
      const foreign = await rowsOf(other.owner, path)
      return foreign.some(({ id }) => own.some((one) => one.id === id))
        ? `shows another workspace what it searches for: ${text}`
        : null
    }
    return `finds ${row.id} by none of its texts: ${textsOf(operation, row).join(' | ')}`
  })
  if (!isPartial()) assert.ok(found >= 20, `only ${found} lists had a record to look for`)
})

test('a search without letters, with wildcards or of a thousand letters is no failure of the server', async () => {
  await attackTogether(searched, async (operation) => {
    for (const text of ['%', '_', '\\', '%%%', 'a%b_c\\', "abc'; --", '‮abc', 'äöü', 'x'.repeat(100)]) {
      const answer = await space.owner.get(`${operation.path}?search=${encodeURIComponent(text)}`)
      if (answer.status !== 200) return `${text}: ${answer.status} ${answer.text.slice(0, 200)}`
    }
    return null
  })
})
