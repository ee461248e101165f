import { createHash } from 'node:crypto'
import type { Tx } from '../database/database.ts'
import { projection, rawProjection } from '../database/projection.ts'
import type { HidesCaller } from './hidden-caller.ts'
import type { Services } from './installation.ts'
import type { Principal } from './principal.ts'
import type { Detail, Problem } from './problem.ts'
import { type RecordKind, type RecordPage, recordKind } from './record-kind.ts'
import type { Static, TObject, TProperties } from './schema.ts'

export interface ResourceOptions<P extends TProperties, T extends string = string> {
  /** The record's name in the singular: the subject of its events and its schema in the reference. */
  name: string
  /** What its ids begin with. */
  prefix: string
  /** What people call one of them, and several, as inside of a sentence. */
  title: { one: string; many: string }
  /** Where the console shows one. */
  page: RecordPage<keyof P & string>
  /** Kinds that change with it and emit no event of their own. */
  alsoChanges?: RecordKind['alsoChanges']
  table: T
  schema: TObject<P>
  /** The `from` clause; the record's own table is `t`. Only needed for fields of other tables. */
  joins?: string
  /** The SQL of fields that are not a column of the same name. */
  expressions?: Partial<Record<keyof P & string, string>>
  /** SQL for the project that the record belongs to, for keys that are limited to projects. */
  project?: string
  /** The field that people know the record by, for the audit log. */
  label?: keyof P & string
  /** Lists of people who have no account. The history counts them: its entries cannot be erased when the record is. */
  counted?: readonly (keyof P & string)[]
  /** Like `refusals` of an operation, for every operation that creates or changes a record of this kind. */
  refusals?: Record<string, (broken: { details: Detail[] }) => Problem>
  /** Whether a caller may know that the record exists. If not, the response is the same 404 as for a missing one. */
  visible?: Visible
  /** The same for its history; `visible` by default. */
  visibleHistory?: Visible
  /** Whether nothing may record who asks about such a record: in every request whose path names one. */
  hidesCaller?: HidesCaller
  /** Its records never change: a PATCH, PUT or DELETE of one is refused with 409, and stays in the audit log. */
  isPermanent?: true
  /** Its table belongs to no workspace. */
  isOfInstallation?: true
  /** Some of its records come with Apron and belong to no workspace: everybody reads them. */
  hasBuiltIn?: true
}

type Visible = (tx: Tx, id: string, principal: Principal, services: Services) => Promise<boolean>

export interface Loaded<T> {
  record: T
  projectId: string | null
}

export interface Resource<P extends TProperties = TProperties, T extends string = string> extends RecordKind {
  prefix: string
  schema: TObject<P>
  label: string | null
  counted: ReadonlySet<string>
  hasProject: boolean
  hasVersion: boolean
  /** Everything before `where`: the select list as in the JSON, and the joins. */
  select: string
  table: T
  joins: string
  /** The table as `t`, and the joins. */
  from: string
  columns: string
  /** The same fields, as PostgreSQL sends them. */
  rawColumns: string
  project: string | null
  refusals: ResourceOptions<P>['refusals']
  visible: Visible | undefined
  visibleHistory: Visible | undefined
  load(tx: Tx, id: string, lock?: boolean): Promise<Loaded<Static<TObject<P>>> | undefined>
  /** Like `load`, for a record that was just written in this transaction. */
  get(tx: Tx, id: string): Promise<Static<TObject<P>>>
}

/** Declares a kind of record once: its JSON, and where each field comes from. */
export function resource<P extends TProperties, const T extends string>(
  options: ResourceOptions<P, T>,
): Resource<P, T> {
  const columns = projection(options.schema, options.expressions as Record<string, string> | undefined)
  const from = `${options.table} t ${options.joins ?? ''}`.trim()
  const select = `select ${columns} from ${from}`
  const project = options.project ?? null
  // Row-level security says the same to requests. Background work, which sees every workspace, would read all of them.
  const isOwn = 't.workspace_id = apron.workspace()'
  const isReadable = options.hasBuiltIn ? `(${isOwn} or t.workspace_id is null)` : isOwn
  const ofWorkspace = options.isOfInstallation ? '' : ` and ${isReadable}`
  const byId = `select ${columns}, ${project ?? 'null'} as "__project" from ${from} where t.id = $1${ofWorkspace}`
  const load: Resource<P>['load'] = async (tx, id, lock = false) => {
    const [row] = await tx.composed<Record<string, unknown>>(lock ? `${byId} for update of t` : byId, [id])
    if (!row) return undefined
    const { __project, ...record } = row
    return { record: record as Static<TObject<P>>, projectId: (__project as string | null) ?? null }
  }
  const described: Resource<P, T> = {
    name: options.name,
    prefix: options.prefix,
    title: options.title,
    page: options.page,
    ...(options.alsoChanges ? { alsoChanges: options.alsoChanges } : {}),
    ...(options.hidesCaller ? { hidesCaller: options.hidesCaller } : {}),
    ...(options.isPermanent ? { isPermanent: true } : {}),
    schema: options.schema,
    label: options.label ?? null,
    counted: new Set(options.counted),
    hasProject: project !== null,
    hasVersion: 'version' in options.schema.properties,
    select,
    table: options.table,
    joins: options.joins ?? '',
    from,
    columns,
    rawColumns: rawProjection(options.schema, options.expressions as Record<string, string> | undefined),
    project,
    refusals: options.refusals,
    visible: options.visible,
    visibleHistory: options.visibleHistory ?? options.visible,
    load,
    get: async (tx, id) => {
      const loaded = await load(tx, id)
      if (!loaded) throw new Error(`${options.name} ${id} is gone within its own transaction`)
      return loaded.record
    },
  }
  return recordKind(described)
}

export const isResource = (kind: RecordKind): kind is Resource => 'load' in kind

/**
 * The entity tag of a record as shown: its version, if it has one, and a hash, because a record
 * also shows values of other tables, such as the meters of an aircraft.
 */
export function etagOf(record: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 16)
  const version = versionOf(record)
  return version === null ? `"${hash}"` : `"${version}.${hash}"`
}

/** Whether an `If-Match` tag matches the record. If there is a version, only the version counts, so only changes of the record itself conflict. */
export function isTagOf(tag: string, record: unknown): boolean {
  const plain = tag.trim().replace(/^W\//, '')
  const version = versionOf(record)
  return version === null
    ? plain === etagOf(record)
    : /^"(\d+)(\.[\w-]*)?"$/.exec(plain)?.[1] === String(version)
}

function versionOf(record: unknown): number | null {
  const version = (record as { version?: unknown } | null)?.version
  return typeof version === 'number' ? version : null
}
