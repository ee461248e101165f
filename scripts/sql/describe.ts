import pg from 'pg'
import { parseNodeTree, type TreeNode } from './node-tree.ts'
import { type Catalog, resultMayBeNull, resultOf } from './nullable.ts'
import { placeIn, type Statement, type Variant } from './statement.ts'

/** What is wrong with a statement, after where it stands: `server/…/meter.ts:209:14 column "readin" does not exist`. */
export type Problem = string

/** The row of a named statement: the type of each column, as TypeScript writes it. */
export type RowType = ReadonlyMap<string, string>

// What PostgreSQL would send for a type. What the code gets is read off what `pg` makes of it, by the
// same settings as the server's, so that the two cannot differ.
const samples: Record<string, string> = {
  boolean: 't',
  smallint: '1',
  integer: '1',
  bigint: '1',
  real: '1',
  'double precision': '1',
  numeric: '1',
  text: 'a',
  name: 'a',
  'character varying': 'a',
  uuid: 'a',
  inet: '::1',
  cidr: '::1/128',
  date: '2026-01-01',
  'timestamp with time zone': '2026-01-01 00:00:00+00',
  bytea: '\\x00',
}

const preamble = 'deallocate all; prepare statement as '

/** Prepares every statement, and describes the rows of those that have a name. */
export async function describeStatements(
  client: pg.Client,
  statements: readonly Statement[],
): Promise<{ rows: Map<string, RowType>; problems: Problem[] }> {
  const catalog = await readCatalog(client)
  const rows = new Map<string, RowType>()
  const problems: Problem[] = []
  const first = new Map<string, string>()
  for (const statement of statements) {
    const { place } = statement
    const types: RowType[] = []
    for (const variant of statement.variants)
      try {
        types.push(await describe(client, catalog, variant, statement.name !== null))
      } catch (error) {
        problems.push(sentenceOf(error, variant, place))
        break
      }
    const { name } = statement
    if (name === null || types.length < statement.variants.length) continue
    const row = types[0] ?? new Map()
    const other = first.get(name)
    if (other) problems.push(`${place} there is another statement of the name '${name}': ${other}`)
    else if (types.some((type) => printRow(type) !== printRow(row)))
      problems.push(`${place} '${name}' gives different rows, by the parts it is made of`)
    first.set(name, other ?? place)
    rows.set(name, row)
  }
  return { rows, problems }
}

async function describe(
  client: pg.Client,
  catalog: FullCatalog,
  { text }: Variant,
  isNamed: boolean,
): Promise<RowType> {
  await client.query(`${preamble}${text}`)
  if (!isNamed) return new Map()
  const { rows } = await client.query<{ parameters: string; results: number[]; names: string[] }>(
    `select array_to_string(parameter_types, ', ') as parameters, result_types::oid[]::int[] as results,
            result_types::text[] as names
       from pg_prepared_statements`,
  )
  const { parameters = '', results = [], names = [] } = rows[0] ?? {}
  const body = await analyzed(client, text, parameters)
  const tree = parseNodeTree(body)
  const query = (Array.isArray(tree) ? (tree as TreeNode[][]).flat().at(-1) : tree) as TreeNode
  const row = new Map<string, string>()
  for (const [index, entry] of resultOf(query).entries()) {
    const type =
      catalog.unions.get(`${entry.resorigtbl}.${entry.resorigcol}`) ??
      typeScriptOf(names[index] ?? '', results[index] ?? 0, String(entry.resname))
    const isNull = resultMayBeNull(query, index + 1, [], catalog) && type !== 'unknown'
    row.set(String(entry.resname), isNull ? `${type} | null` : type)
  }
  return row
}

/** The statement as PostgreSQL has understood it: it keeps the body of such a function so, and shows it nowhere else. */
async function analyzed(client: pg.Client, text: string, parameters: string): Promise<string> {
  const results: unknown = await client.query(
    `create function pg_temp.described(${parameters}) returns void language sql begin atomic ${text}; end;
     select prosqlbody::text as body from pg_proc where oid = 'pg_temp.described'::regproc;
     drop function pg_temp.described`,
  )
  return (results as pg.QueryResult<{ body: string }>[])[1]?.rows[0]?.body ?? ''
}

function typeScriptOf(type: string, oid: number, column: string): string {
  if (type === 'json' || type === 'jsonb') return 'unknown'
  if (type === 'void') return 'unknown'
  const isList = type.endsWith('[]')
  const sample = samples[type.replace(/\[\]$/, '')]
  if (sample === undefined)
    throw new Error(
      `"${column}" is of the type ${type}, of which TypeScript knows nothing: cast it, or add a sample`,
    )
  const parsed: unknown = pg.types.getTypeParser(oid)(
    isList ? `{"${sample.replaceAll('\\', '\\\\')}"}` : sample,
  )
  return isList ? `${kindOf(Array.isArray(parsed) ? parsed[0] : parsed)}[]` : kindOf(parsed)
}

const kindOf = (value: unknown) =>
  value instanceof Date ? 'Date' : Buffer.isBuffer(value) ? 'Buffer' : typeof value

interface FullCatalog extends Catalog {
  /** Of columns that a check limits to a list of words: `16997.20` → `'draft' | 'approved'`. */
  unions: ReadonlyMap<string, string>
}

async function readCatalog(client: pg.Client): Promise<FullCatalog> {
  const required = await client.query<{ id: string }>(
    `select attrelid::oid || '.' || attnum as id from pg_attribute where attnotnull and not attisdropped`,
  )
  // The bounds of a range may be null where their arguments are not.
  const functions = await client.query<{ oid: string; proname: string }>(
    `select oid::text, proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace
        and not proargtypes::oid[] && array['anyrange'::regtype, 'anymultirange'::regtype]::oid[]`,
  )
  const checks = await client.query<{ id: string; definition: string }>(
    `select c.conrelid::oid || '.' || c.conkey[1] as id, pg_get_constraintdef(c.oid) as definition
       from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'c' and cardinality(c.conkey) = 1 and a.atttypid = 'text'::regtype order by c.conname`,
  )
  const unions = checks.rows.flatMap(({ id, definition }) => {
    const list = /^CHECK \(\(\w+ = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(definition)?.[1]
    const words = list?.split(', ').map((word) => word.replace(/::text$/, ''))
    return words?.every((word) => /^'\w+'$/.test(word)) ? [[id, words.join(' | ')] as const] : []
  })
  return {
    required: new Set(required.rows.map(({ id }) => id)),
    functions: new Map(functions.rows.map(({ oid, proname }) => [oid, proname])),
    unions: new Map(unions),
  }
}

function sentenceOf(error: unknown, variant: Variant, place: string): Problem {
  if (!(error instanceof pg.DatabaseError))
    return `${place} ${error instanceof Error ? error.message : error}`
  // The database counts from the beginning of what it was sent, and from 1.
  const offset = Number(error.position ?? 0) - preamble.length - 1
  const where = offset >= 0 ? placeIn(variant, offset) : place
  return `${where} ${error.message}${error.hint ? `. ${error.hint}` : ''}`
}

const printRow = (row: RowType) => [...row].map(([column, type]) => `${column}: ${type}`).join('; ')

/** The file that the code takes its rows from. */
export function printStatements(rows: ReadonlyMap<string, RowType>): string {
  const entries = [...rows].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    '// Generated by `npm run gen` from the SQL in server/, and what PostgreSQL says of it. Do not edit.',
    '',
    '/** The rows of the statements that have a name. */',
    'export interface Statements {',
    ...entries.flatMap(([name, row]) => [
      `  ${name}: {`,
      ...[...row].map(([column, type]) => `    ${/^\w+$/.test(column) ? column : `'${column}'`}: ${type}`),
      '  }',
    ]),
    '}',
    '',
  ].join('\n')
}
