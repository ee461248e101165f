import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Tx } from '#platform/database/database.ts'
import { type Limit, usesOf } from '#platform/kernel/entitlement.ts'
import { describedLists } from '#platform/kernel/list.ts'
import { writeCursor } from '#platform/kernel/list-cursor.ts'
import { type ListSql, listStatements } from '#platform/kernel/list-query.ts'
import type { Module } from '#platform/kernel/module.ts'
import { recordKinds } from '#platform/kernel/record-kind.ts'
import { isResource } from '#platform/kernel/resource.ts'
import type { RetainedRows } from '#platform/kernel/retained.ts'
import { candidateStatement } from '#platform/kernel/search.ts'
import { isOld } from '#platform/retention/purge.ts'

/** What the platform puts together from a declaration: `name` is how the declaration calls itself. */
interface Declared {
  name: string
  what: string
  texts: readonly string[]
}

/** Prepares what the platform will put together from the declarations of the modules. @returns the problems. */
export async function checkDeclared(
  root: string,
  client: pg.Client,
  modules: readonly Module[],
): Promise<{ problems: string[]; statements: number }> {
  const declared = [
    ...describedLists().map(ofList),
    ...(await Promise.all(recordKinds().filter(isResource).map(ofResource))),
    ...(await Promise.all(extensions<Limit>(modules, 'limit').map(ofLimit))),
    ...extensions<RetainedRows>(modules, 'retained_rows').map(ofRetained),
  ]
  const problems: string[] = []
  for (const { name, what, texts } of declared)
    for (const text of new Set(texts))
      try {
        await client.query(`deallocate all; prepare statement as ${text}`)
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error
        const sentence = `${placeOfName(root, name)} ${what}: ${error.message}`
        if (!problems.includes(sentence)) problems.push(sentence)
      }
  return { problems, statements: declared.reduce((sum, { texts }) => sum + new Set(texts).size, 0) }
}

function extensions<T extends { kind: string }>(modules: readonly Module[], kind: T['kind']): T[] {
  return modules.flatMap((module) => module.extensions).filter((one) => one.kind === kind) as unknown as T[]
}

function ofList(spec: ListSql): Declared {
  const sorts = Object.keys(spec.sorts).flatMap((name) => [name, `-${name}`])
  const filters = Object.fromEntries(Object.keys(spec.filters ?? {}).map((name) => [name, '']))
  const params = spec.within ? { [spec.within.param]: '' } : {}
  const queries = [
    ...sorts.map((sort) => ({ sort, cursor: writeCursor(sort, '', '') })),
    { page: 2, ...filters, ...(spec.search ? { search: 'a' } : {}) },
  ]
  const reaches = spec.of.project === null ? [null] : ([null, 'bound', ['']] as const)
  const texts = queries.flatMap((query) =>
    reaches.flatMap((reach) => {
      const { rows, texts, count } = listStatements(spec, query, reach, params)
      return [rows.text, texts.text, count.text]
    }),
  )
  const found = candidateStatement(spec, { search: 'abc' })
  if (found) {
    const { rows, texts: raw, count } = listStatements(spec, { search: 'abc' }, null, params, null, [])
    texts.push(found.text, rows.text, raw.text, count.text)
  }
  return { name: spec.of.name, what: `a list of the kind ${spec.of.name}`, texts }
}

async function ofResource(of: ReturnType<typeof recordKinds>[number]): Promise<Declared> {
  const texts: string[] = []
  if (isResource(of)) for (const lock of [false, true]) await of.load(collector(texts), '', lock)
  return { name: of.name, what: `a record of the kind ${of.name}`, texts }
}

async function ofLimit(limit: Limit): Promise<Declared> {
  const texts: string[] = []
  await usesOf(collector(texts), [limit], [])
  return { name: limit.name, what: `how much of the limit ${limit.name} is in use`, texts }
}

function ofRetained(rows: RetainedRows): Declared {
  const { name, table, at, set, workspace } = rows
  const texts = [`select ${at} from ${table} t where ${isOld(rows)}`]
  if (workspace !== undefined) texts.push(`select ${at} from ${table} t where ${isOld(rows, true)}`)
  if (set !== undefined) texts.push(`update ${table} t set ${set} where t.id = any ($1)`)
  return { name, what: `old rows of ${name}`, texts }
}

/** A transaction that runs nothing and notes what it would have run. */
function collector(texts: string[]): Tx {
  const note = async (text: string) => {
    texts.push(text)
    return []
  }
  return { composed: note, prepared: note } as unknown as Tx
}

/** Where a declaration says `name: 'flight'`, as file and line. */
function placeOfName(root: string, name: string): string {
  for (const file of globSync('server/**/*.ts', { cwd: root }).sort()) {
    if (file.endsWith('.test.ts')) continue
    const text = readFileSync(join(root, file), 'utf8')
    const at = text.search(
      new RegExp(`\\b(resource|defineLimit|retainedRows)\\(\\{\\s*(log: '\\w+',\\s*)?name: '${name}'`),
    )
    if (at >= 0) return `${file}:${text.slice(0, at).split('\n').length}`
  }
  return name
}
