import type { Insertable, Updateable } from 'kysely'
import { type DB, type NoOther, sql, type Tx } from '../database/database.ts'
import { columnName } from '../database/projection.ts'
import type { EventType } from './event-type.ts'
import { newId } from './id.ts'
import { type ListOptions, list } from './list.ts'
import { type Operation, operation, type Roles } from './operation.ts'
import { actorOf } from './principal.ts'
import { invalidRequest } from './problem.ts'
import type { Resource } from './resource.ts'
import { type TProperties, Type } from './schema.ts'

export interface CrudOptions<T extends RecordTable, R, O, L> {
  of: Resource<TProperties, T>
  /** In identifiers: `RiskControl`. */
  name: string
  /** The plural; adds an s by default. */
  names?: string
  path: string
  /** `safety` gives `safety:read` and `safety:write`. */
  scope: string
  readers: Roles
  writers: Roles
  /** The required and the optional fields to create one. Each field is a column of the table. */
  required: R & NoOther<R, FieldsOf<Insertable<DB[T]>>>
  optional: O & NoOther<O, FieldsOf<Insertable<DB[T]>>>
  /** Fields that only an update may set, such as a state that no new record has. */
  later?: L & NoOther<L, FieldsOf<Updateable<DB[T]>>>
  list: Omit<ListOptions, 'of'>
  /** The column for the name of the user who creates the record. */
  author?: keyof DB[T] & string
  /** Pairs of dates or instants. The second may not be before the first. */
  periods?: readonly (readonly [from: string, to: string])[]
  /** The catalog event of a new record. Without it, creating one writes an audit entry. */
  emits?: EventType
}

/** `risk control` → `a risk control`, `audit finding` → `an audit finding`. */
const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`

/**
 * The four operations of a record without rules of its own: list, get, create, update. An action
 * with its own rule is declared as a separate operation.
 */
export function crud<
  T extends RecordTable,
  R extends TProperties,
  O extends TProperties,
  L extends TProperties = Record<never, never>,
>(
  options: CrudOptions<T, R, O, L>,
): {
  list: Operation
  get: Operation
  create: Operation
  update: Operation
} {
  const { of, name, path, scope, readers, writers } = options
  const optionally = (fields: TProperties = {}) =>
    Object.fromEntries(Object.entries(fields).map(([field, schema]) => [field, Type.Optional(schema)]))
  const read = { scope: `${scope}:read`, roles: readers, response: of.schema }
  const write = { scope: `${scope}:write`, roles: writers, response: of.schema }
  return {
    list: operation({
      ...read,
      id: `list${options.names ?? `${name}s`}`,
      method: 'GET',
      path,
      summary: `List ${of.title.many}`,
      description: `The ${of.title.many} of the workspace, one page at a time.`,
      list: list({ of, ...options.list }),
    }),
    get: operation({
      ...read,
      id: `get${name}`,
      method: 'GET',
      path: `${path}/:id`,
      summary: `Get ${withArticle(of.title.one)}`,
      description: `Returns one ${of.title.one} by its id.`,
      on: of,
    }),
    create: operation({
      ...write,
      id: `create${name}`,
      method: 'POST',
      path,
      summary: `Create ${withArticle(of.title.one)}`,
      description: `Creates a ${of.title.one}. Fields that you leave out get their default.`,
      creates: of,
      ...(options.emits ? { emits: options.emits } : { audits: `${of.name}.created` }),
      body: Type.Object({ ...options.required, ...optionally(options.optional) }),
      async handle({ tx, body, principal }) {
        checkPeriods(options, { ...body })
        const id = newId(of.prefix)
        const row: Record<string, unknown> = { ...body }
        if (options.author) row[options.author] = actorOf(principal).name
        await insertRow(tx, of.table, principal.workspace.uuid, id, row)
        return of.get(tx, id)
      },
    }),
    update: operation({
      ...write,
      id: `update${name}`,
      method: 'PATCH',
      path: `${path}/:id`,
      summary: `Update ${withArticle(of.title.one)}`,
      description: `Changes the fields sent of a ${of.title.one}; the others keep their value.`,
      on: of,
      audits: `${of.name}.updated`,
      body: Type.Object(optionally({ ...options.required, ...options.optional, ...options.later })),
      async handle({ tx, body, record }) {
        const change: Record<string, unknown> = { ...body }
        checkPeriods(options, { ...(record as Record<string, unknown>), ...change })
        const id = String((record as { id?: unknown }).id)
        if (Object.keys(change).length > 0) await updateRow(tx, of.table, id, change)
        return of.get(tx, id)
      },
    }),
  }
}

// Lists and objects are columns of jsonb here.
const toValue = (value: unknown) =>
  value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value
const columnsOf = (row: object) =>
  Object.entries(row).flatMap(([field, value]) =>
    value === undefined ? [] : [[columnName(field), toValue(value)] as const],
  )

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S
type RecordTable = {
  [T in keyof DB]: DB[T] extends { workspace_id: unknown; id: unknown } ? T : never
}[keyof DB]
/** Columns as the fields of a body: `aircraft_id` is `aircraftId`. Undefined values are skipped. */
type FieldsOf<Row> = {
  [K in keyof Row as K extends 'workspace_id' | 'id'
    ? never
    : K extends string
      ? Camel<K>
      : never]: undefined extends Row[K] ? Row[K] | undefined : Row[K]
}

/** Adds a row whose columns are the fields of a body. */
export function insert<T extends RecordTable, R extends FieldsOf<Insertable<DB[T]>>>(
  tx: Tx,
  table: T,
  workspaceUuid: string,
  id: string,
  row: R & NoOther<R, FieldsOf<Insertable<DB[T]>>>,
): Promise<void> {
  return insertRow(tx, table, workspaceUuid, id, row)
}

/** Changes the columns that are the fields of a body. */
export function update<T extends RecordTable, R extends FieldsOf<Updateable<DB[T]>>>(
  tx: Tx,
  table: T,
  id: string,
  row: R & NoOther<R, FieldsOf<Updateable<DB[T]>>>,
): Promise<void> {
  return updateRow(tx, table, id, row)
}

async function insertRow(
  tx: Tx,
  table: string,
  workspaceUuid: string,
  id: string,
  row: object,
): Promise<void> {
  const columns = [['workspace_id', workspaceUuid], ['id', id], ...columnsOf(row)] as const
  await tx.run(sql`
    insert into ${sql.table(table)} (${sql.join(columns.map(([column]) => sql.ref(column)))})
    values (${sql.join(columns.map(([, value]) => value))})`)
}

async function updateRow(tx: Tx, table: string, id: string, row: object): Promise<void> {
  const sets = columnsOf(row).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  await tx.run(sql`update ${sql.table(table)} set ${sql.join(sets)} where id = ${id}`)
}

function checkPeriods(
  { periods = [] }: Pick<CrudOptions<RecordTable, unknown, unknown, unknown>, 'periods'>,
  values: Record<string, unknown>,
): void {
  for (const [from, to] of periods) {
    const [begin, end] = [values[from], values[to]]
    if (typeof begin === 'string' && typeof end === 'string' && end < begin)
      throw invalidRequest(`${to} lies before ${from}`, {
        details: [{ field: to, message: `must not lie before ${begin}` }],
      })
  }
}
