import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { partPrefixes } from '#platform/kernel/id.ts'
import { recordKinds } from '#platform/kernel/record-kind.ts'
import { wallTables } from './walls.ts'

/** docs/architecture.md with what is generated in it. */
export function architecturePage(root: string): string {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  return withPart(
    withPart(page, 'walls', 'scripts/walls.ts', wallTables()),
    'IDs',
    'the kinds of records and kernel/id.ts',
    idList(root),
  )
}

/** The page with the current text between the two marks of one part. */
function withPart(page: string, name: string, source: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: written by npm run gen from ${source} -->`, `<!-- end of ${name} -->`]
  const [before, rest = ''] = page.split(begin)
  const [, after] = rest.split(end)
  if (after === undefined) throw new Error(`docs/architecture.md has no place for ${name}: ${begin} … ${end}`)
  return `${before}${begin}\n\n${text}\n\n${end}${after}`
}

/** Every prefix of an ID, with what it stands for. */
function idList(root: string): string {
  const titles = new Map(Object.entries(partPrefixes))
  // Several views of a record share a prefix; the first declared is the record.
  for (const { prefix, title } of recordKinds())
    if (prefix !== null && !titles.has(prefix)) titles.set(prefix, title.one)
  const unknown = usedPrefixes(root).filter((prefix) => !titles.has(prefix))
  if (unknown.length > 0)
    throw new Error(
      `IDs begin with ${unknown.join(', ')}, which no kind of record has. If they are parts of a record, add them to partPrefixes in kernel/id.ts`,
    )
  const entries = [...titles].sort(([a], [b]) => a.localeCompare(b))
  return `IDs: ${entries.map(([prefix, title]) => `\`${prefix}\` ${title}`).join(' · ')}.`
}

function usedPrefixes(root: string): string[] {
  const files = globSync('server/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|testing\//.test(file),
  )
  const prefixes = files.flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:newId|newIdAt|idFromUuid|id)\('([a-z]+)'/g),
    ].map(([, prefix = '']) => prefix),
  )
  return [...new Set(prefixes)].sort()
}
