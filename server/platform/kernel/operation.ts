import type { ServerSent } from '../events/server-sent.ts'
import type { Access, BrokenConstraint, Common, Context, Download, Preparation } from './context.ts'
import type { Effect } from './effect.ts'
import type { EventType } from './event-type.ts'
import type { HidesCaller } from './hidden-caller.ts'
import { type LimitClass, limitOf } from './limit-class.ts'
import type { List } from './list.ts'
import { type MoveBinding, moveFault } from './move.ts'
import type { Principal } from './principal.ts'
import type { Problem } from './problem.ts'
import type { Resource } from './resource.ts'
import { id, type Page, type Static, type TObject, type TProperties, type TSchema, Type } from './schema.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `members`: all of them, customers included. `staff`: all but customers. `installation_owner`: the owner of the installation. */
export type Roles = 'members' | 'staff' | 'installation_owner' | readonly string[]

export interface OperationOptions<
  A extends Access,
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  S extends TSchema,
  R,
  M = undefined,
> {
  /** A verb and a noun, unique: `approveFlight`. */
  id: string
  method: Method
  path: string
  /** One line, for the reference. */
  summary: string
  /** What it does beyond the summary: what is in the response, what else changes, what is refused. */
  description: string
  access?: A
  /** `resource:action`. Required if API keys are accepted. */
  scope?: string
  roles?: Roles
  /**
   * Requires that the user confirmed their identity in the last 30 minutes, so that a forgotten open session
   * cannot do it. `account`: only the account's own password or passkey counts, not the identity provider of a
   * workspace, which speaks for that workspace alone.
   */
  stepUp?: boolean | 'account'
  /**
   * Derived: see `effectOf()`. Declare it where the derivation says too little, or `none` for an operation of
   * admins that protects nothing.
   */
  effect?: Effect | 'none'
  /**
   * Concerns the account in all its workspaces, so the identity provider of one of them is not enough. An account that
   * the provider made is its own.
   */
  ownFactor?: boolean
  /** Works while the installation is in maintenance mode and everything else is read-only. */
  worksInMaintenance?: boolean
  /** Open to members who have not yet turned on the second factor that their workspace requires. */
  withoutMfa?: boolean
  /** The class of rate limit; derived by default, see `limitOf()`. */
  limit?: LimitClass
  stability?: 'stable' | 'beta'
  /** The record that `:id` names: loaded, and locked for a write. If the caller may not see it, the same 404 as a missing one. */
  on?: R
  /**
   * The state change that this operation makes. It is refused in any other state before the handler runs; the
   * handler makes it with `move.make()`.
   */
  move?: M
  /** The kind of record that this creates: the subject of its event. */
  creates?: Resource
  /** Needs no credentials, but refuses API keys: sign-in, sign-up, set-up. */
  refusesKeys?: boolean
  /**
   * The project that the request touches, if it is not the record's. A key limited to other projects is
   * refused. An operation without `on` and without this refuses every limited key.
   */
  project?: (
    context: Common<P, Q, B> & { principal: Principal | null },
  ) => Promise<string | null> | string | null
  params?: P
  query?: Q
  /** Headers of another program that the handler reads as `request.headers`, by name in lower case, with what each says. */
  headers?: Readonly<Record<string, string>>
  body?: B
  /** The schema of `data`. Without it the response is 204. */
  response?: S
  status?: number
  /** A query that needs a body, so it is a POST. It changes nothing and writes no audit entry. */
  readOnly?: boolean
  /** The event of this change. Its data is the record of the response. */
  emits?: EventType
  /** The audit entry of this change, if it has no catalog event. */
  audits?: string
  /** The response holds a secret, so it is not stored for repeated requests. */
  secret?: boolean
  /** Accepts a file as its body instead of JSON. */
  upload?: { maxBytes: number; contentTypes: readonly string[] }
  /** Runs without a workspace: sign-in, sign-up, the installation itself. */
  system?: boolean
  /**
   * Nothing may record who sends this. `true`: always. A function decides with each step of the request. The
   * events of such a request have no actor, and it may have none. A kind of record has the same as `hidesCaller`.
   */
  anonymous?: true | HidesCaller
  /** A paged list. The platform reads it in one round trip to the database. */
  list?: List
  /**
   * The response changes only with an event of the workspace. Its ETag is the number of the newest event, and callers
   * who have that response get a 304 before anything is read.
   */
  isTaggedBySequence?: boolean
  /**
   * With `isTaggedBySequence`: callers of a workspace with the same view get the same response, which is kept until the
   * next event. Null: the response is the caller's own.
   */
  viewOf?: (principal: Principal) => string | null
  /** Whether the response is a file or a stream of server-sent events. */
  answers?: 'json' | 'file' | 'events'
  /** The content types that the file may have. Derived from a path that ends in one, such as `.pdf`. */
  fileTypes?: readonly string[]
  /** The file holds every record of this list, which the caller can also read page by page. Set by `listExport`. */
  exportsList?: List
  /** Its list leaves as a file only with a fresh proof. Derived for modules with an `adminEffect`. */
  guardsFiles?: boolean
  /** The response has no envelope, for probes. */
  bare?: boolean
  /**
   * Runs before the transaction opens, so that slow work, such as hashing a password or calling another
   * server, holds no connection. The handler gets the result as `prepared`.
   */
  prepare?: (context: Preparation<P, Q, B>) => Promise<unknown>
  handle?: (context: Context<A, P, Q, B, R, M>) => unknown
  /**
   * The refusal of a write that violates a constraint or unique index, by the name of that constraint. Needed only
   * if the platform's message (`aircraftId matches no aircraft in this workspace`, `name is taken by another base`) says too little.
   */
  refusals?: Record<string, (broken: BrokenConstraint<A, P, Q, B, R>) => Problem | Promise<Problem>>
  /** The response for `Accept: text/event-stream`: entry by entry, as they happen. */
  streams?: (context: Context<A, P, Q, B, R, M>) => AsyncIterable<ServerSent | null>
}

export interface Operation
  extends OperationOptions<
    Access,
    TSchema,
    TSchema,
    TSchema,
    TSchema,
    Resource | undefined,
    MoveBinding | undefined
  > {
  access: Access
  stability: 'stable' | 'beta'
  limit: LimitClass
  writes: boolean
  /** Empty if the answer is no file. */
  fileTypes: readonly string[]
  /** Set by `defineModule`. */
  module: string
  /** Its place among all declarations, in the order of the source. */
  order: number
}

type Answer<S extends TSchema> = Static<S> | Page<Static<S>> | Download | AsyncIterable<unknown>
type Handler<
  A extends Access,
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  S extends TSchema,
  R,
  M,
> = (context: Context<A, P, Q, B, R, M>) => Promise<Answer<S>> | Answer<S>

const typesOfEndings: Record<string, string> = {
  pdf: 'application/pdf',
  csv: 'text/csv',
  json: 'application/json',
  xml: 'application/xml',
}

function fileTypesOf({
  answers,
  fileTypes,
  path,
}: Pick<Operation, 'answers' | 'path'> & { fileTypes?: readonly string[] | undefined }): readonly string[] {
  if (answers !== 'file') return []
  if (fileTypes) return fileTypes
  const type = typesOfEndings[/[./](\w+)$/.exec(path)?.[1] ?? '']
  return type === undefined ? [] : [type]
}

const none = Type.Object({})
let declared = 0

/**
 * Declares an endpoint: the only way to make one. Route, validation, serialization, the reference,
 * scopes, audit entry, event, webhook fan-out, rate class and the attack suite derive from it.
 */
export function operation<
  const A extends Access = 'any',
  P extends TSchema = TObject,
  Q extends TSchema = TObject,
  B extends TSchema = TObject,
  S extends TSchema = TSchema,
  R extends Resource<TProperties> | undefined = undefined,
  M extends MoveBinding | undefined = undefined,
>(
  options: Omit<OperationOptions<A, P, Q, B, S, R, M>, 'handle'> & { handle?: Handler<A, P, Q, B, S, R, M> },
): Operation {
  const access = options.access ?? 'any'
  const writes = options.method !== 'GET' && options.readOnly !== true
  const fail = (reason: string) => new Error(`The operation ${options.id} ${reason}`)
  if (options.description.trim() === '') throw fail('has no description')
  if (access === 'any' && !options.scope) throw fail('takes API keys and names no scope')
  if (access === 'key' && writes) throw fail('takes any API key, so it may only read')
  if (access !== 'public' && access !== 'key' && !options.roles) throw fail('names no roles')
  if (writes && access !== 'public' && !options.emits && !options.audits)
    throw fail('changes something and names neither event nor audit entry')
  if (!options.handle && !options.list && !(options.on && !writes)) throw fail('has no handler')
  const fileTypes = fileTypesOf({ ...options, answers: options.answers ?? 'json' })
  if (options.answers === 'file' && fileTypes.length === 0)
    throw fail('answers a file and names no fileTypes')
  const fault = writes ? moveFault(options) : options.move && 'makes a move and only reads'
  if (fault) throw fail(fault)
  const params = options.params ?? (options.on ? Type.Object({ id: id(options.on.prefix) }) : none)
  return {
    ...options,
    access,
    writes,
    fileTypes,
    stability: options.stability ?? 'stable',
    limit: limitOf(options),
    params,
    query: options.query ?? options.list?.query ?? none,
    body: options.body ?? none,
    module: '',
    order: declared++,
  } as unknown as Operation
}
