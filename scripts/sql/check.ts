import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { describeStatements, printStatements } from './describe.ts'
import { type Source, sourcesOf } from './source.ts'
import { collectStatements } from './statement.ts'

/** SQL that is put together while it runs, by file, and why it cannot be known before. */
const builtAtRunTime: Record<string, string> = {
  'bench/reports.ts': 'PostgreSQL does not prepare DISCARD',
  'server/modules/fbo/board.ts': 'the select list is made of the response schema',
  'server/platform/access/still-admitted.ts':
    'the look-up that let the request in, which is checked where it is written',
  'server/platform/audit/entry-row.ts': 'an export adds the conditions of its filters',
  'server/platform/database/update-row.ts': 'writes the columns that its typed callers name',
  'server/platform/files/attachments.ts': 'the table of the files comes from the resource',
  'server/platform/files/unused-files.ts': 'the tables that name files come from the catalog of the database',
  'server/platform/http/references.ts': 'the tables are those of the records that a body names',
  'server/platform/jobs/lease.ts': 'the table comes from the leased work',
  'server/platform/jobs/leased-work.ts': 'the table and the condition come from the leased work',
  'server/platform/jobs/sweep.ts': 'the table and the condition come from the sweep',
  'server/platform/kernel/crud.ts': 'the table and its columns come from the resource',
  'server/platform/kernel/entitlement.ts': 'declared: checkDeclared() prepares it for each limit',
  'server/platform/kernel/list.ts': 'declared: checkDeclared() prepares it for each list',
  'server/platform/kernel/resource.ts': 'declared: checkDeclared() prepares it for each kind of record',
  'server/platform/kernel/search.ts': 'declared: checkDeclared() prepares it for each list',
  'server/platform/records/search.ts': 'declared: checkDeclared() prepares it for each list',
  'server/platform/retention/preview.ts': 'declared: checkDeclared() prepares it for each kind of row',
  'server/platform/retention/purge.ts': 'declared: checkDeclared() prepares it for each kind of row',
}

/**
 * Prepares the SQL of the server against a migrated database, and gives the rows of its named statements.
 * @returns `problems`: sentences that begin with a file and a line; `text`: the generated file.
 */
export async function checkSql(root: string, client: pg.Client, reasons = builtAtRunTime) {
  const files = globSync(['server/**/*.ts', 'bench/**/*.ts'], { cwd: root })
    .filter(
      (file) =>
        !file.endsWith('.test.ts') &&
        /\bsql(\.unchecked)?[`<]|\.(prepared|composed)\b|owner\.rows|\btext: '/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
    )
    .sort()
  const sources = sourcesOf(root)
  const { statements, unchecked } = collectStatements(files, sources)
  const { rows, problems } = await describeStatements(client, statements)
  problems.push(...files.flatMap((file) => longLines(sources(file))))
  const allowed = new Set(Object.keys(reasons))
  for (const { file, place } of unchecked)
    if (!allowed.has(file))
      problems.push(
        `${place} cannot be checked, since its text is known only when it runs. Write it out, or give the reason in scripts/sql/check.ts`,
      )
  const inUse = new Set(unchecked.map(({ file }) => file))
  for (const file of allowed)
    if (!inUse.has(file))
      problems.push(`${file} has no unchecked SQL any more: take it off the list in scripts/sql/check.ts`)
  return { problems, text: printStatements(rows), statements: statements.length, unchecked: unchecked.length }
}

const widest = 120

function longLines(source: Source | null): string[] {
  if (!source) return []
  const lines = source.text.split('\n')
  const lineOf = (at: number) => source.text.slice(0, at).split('\n').length
  const inSql = [...source.templates, ...source.texts.map(({ node }) => node)].flatMap(({ start, end }) => {
    const first = lineOf(start)
    return Array.from({ length: lineOf(end) - first + 1 }, (_, index) => first + index)
  })
  return [...new Set(inSql)]
    .filter((line) => (lines[line - 1]?.length ?? 0) > widest)
    .map((line) => `${source.file}:${line} SQL is wider than ${widest} columns: break it at a clause`)
}
