import type { Readable } from 'node:stream'
import type { Tx } from '../database/database.ts'
import type { ServerSent } from '../events/server-sent.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { EventType } from './event-type.ts'
import type { Services } from './installation.ts'
import type { List } from './list.ts'
import type { DueMove, MoveBinding } from './move.ts'
import type { Principal } from './principal.ts'
import type { Detail, Problem } from './problem.ts'
import type { Resource } from './resource.ts'
import { id, type Page, type Static, type TObject, type TProperties, type TSchema, Type } from './schema.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may come in:
 *   public   anybody, without credentials
 *   session  people who are signed in; an API key is told so
 *   any      sessions and API keys, which need a scope
 */
export type Access = 'public' | 'session' | 'any'

/** `members`: all of them, customers included. `staff`: all but customers. `installation_owner`: the owner of the installation. */
export type Roles = 'members' | 'staff' | 'installation_owner' | readonly string[]

export interface RequestInfo {
  id: string
  address: string
  userAgent: string
  /** `https://host` as the caller sees us, for links in mails. */
  origin: string
  method: string
  path: string
  /** Of a stream of events, the last one that the caller has seen before it was cut off. */
  lastEventId: string | null
  /** What a browser keeps that has signed in before. */
  device: string | null
}

export interface Subject {
  type: string
  id: string
  label?: string | null
  projectId?: string | null
}

export interface Emission {
  type: EventType | string
  subject: Subject
  /** The public JSON of the record; only for an `EventType`. */
  data?: unknown
  changes?: Change[]
}

export interface Change {
  field: string
  before: unknown
  after: unknown
}

interface Common<P extends TSchema, Q extends TSchema, B extends TSchema> {
  tx: Tx
  params: Static<P>
  query: Static<Q>
  body: Static<B>
  now: Date
  request: RequestInfo
  services: Services
  /** Writes one more event or audit entry in this transaction. */
  emit(emission: Emission): void
  /** Sets or clears the session cookie of the answer. */
  setSession(token: string | null, maxAgeSeconds?: number): void
  /** Lets the browser be known as one that has signed in before. */
  setDevice(token: string, maxAgeSeconds: number): void
  /** The uploaded body, where the operation takes one. */
  upload: Readable
  signal: AbortSignal
  /** Whether the caller would be let in once more, just now: asked again and again by what stays open. */
  isStillAdmitted(tx: Tx): Promise<boolean>
  /** From here on the caller is treated as in a `discreet` operation: the record wants it so. */
  stayUnnamed(): void
  /** What `prepare` made. */
  prepared: unknown
}

type WithPrincipal<A extends Access> = A extends 'public'
  ? { principal: Principal | null }
  : A extends 'session'
    ? { principal: Extract<Principal, { kind: 'user' }> }
    : { principal: Principal }
type WithRecord<R> =
  R extends Resource<infer F>
    ? { record: Static<TObject<F>>; projectId: string | null }
    : { record: undefined; projectId: null }

type WithMove<M> = M extends MoveBinding<infer Columns> ? { move: DueMove<Columns> } : { move: undefined }

export type Context<
  A extends Access,
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  R,
  M = undefined,
> = Common<P, Q, B> & WithPrincipal<A> & WithRecord<R> & WithMove<M>

/** What a refusal is made of where a write has broken a constraint of the database. */
export type BrokenConstraint<
  A extends Access = Access,
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R = Resource | undefined,
> = Pick<Context<A, P, Q, B, R>, 'params' | 'body' | 'record' | 'principal' | 'now'> & {
  /** The field that holds the value, in the words of the platform; empty where none does. */
  details: Detail[]
  /** A transaction of its own: that of the write is over. */
  tx: Tx
}

/** An answer that is a file, not JSON. */
export interface Download {
  filename: string
  contentType: string
  body: Readable | string
  /** How long it may be kept, and by whom; nobody keeps it unless told. */
  cacheControl?: string
}

/** What is known of a request before its transaction. */
export interface Preparation<P extends TSchema, Q extends TSchema, B extends TSchema> {
  principal: Principal | null
  params: Static<P>
  query: Static<Q>
  body: Static<B>
  now: Date
  request: RequestInfo
  services: Services
  /** The uploaded body, where the operation takes one. */
  upload: Readable
}

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
  description?: string
  access?: A
  /** `resource:action`; wherever keys may come in. */
  scope?: string
  roles?: Roles
  /**
   * Wants proof of who it is that is not older than 30 minutes: what an open, forgotten session must
   * not do. `account`: of what the account itself holds; the identity provider of a workspace, which
   * speaks for that workspace alone, cannot give it.
   */
  stepUp?: boolean | 'account'
  /** Works while the installation is in maintenance mode and everything else is read-only. */
  worksInMaintenance?: boolean
  /** Open to members who still have to turn on the second factor that their workspace requires: their own account. */
  withoutMfa?: boolean
  /** The class of rate limit; `default` unless told. */
  limit?: 'auth' | 'signup' | 'anonymous' | 'default'
  stability?: 'stable' | 'beta'
  /** The record that `:id` names: loaded (and locked, when it is to change), or the same 404 as a missing one. */
  on?: R
  /**
   * The move that this is in the states of that record: refused in any other state before the handler runs, and
   * made by the handler with `move.make()`.
   */
  move?: M
  /** The kind of record that this makes: the subject of its event. */
  creates?: Resource
  /** Answers without credentials, but no API key may use it: sign-in, sign-up, set-up. */
  refusesKeys?: boolean
  /**
   * The project that the request touches, where it is not the record's: a key limited to other
   * projects is refused. An operation without `on` and without this refuses every limited key.
   */
  project?: (context: Common<P, Q, B>) => Promise<string | null> | string | null
  params?: P
  query?: Q
  body?: B
  /** What `data` holds; absent: 204. */
  response?: S
  status?: number
  /** A question that needs a body, so it is a POST: it changes nothing and leaves no trace. */
  asks?: boolean
  /** The event of this change, with the answered record as its data. */
  emits?: EventType
  /** The audit entry of this change, where no event of the catalogue is due. */
  audits?: string
  /** The answer holds a secret that must not be kept for a repeated request. */
  secret?: boolean
  /** Takes a file as its body instead of JSON. */
  upload?: { maxBytes: number; contentTypes: readonly string[] }
  /** Runs without a workspace: sign-in, sign-up, the installation itself. */
  system?: boolean
  /**
   * Who sends this is written down nowhere: no line in the log, no entry among the refusals, no
   * Idempotency-Key, no shared counter of its address; events are recorded without actor and request,
   * and where none is due yet, none is missed. A function decides it by the body.
   */
  discreet?: true | ((body: unknown) => boolean)
  /** A paged list: answered by the platform in one round trip to the database. */
  list?: List
  /** Answers a file, or a stream of server-sent events. */
  answers?: 'json' | 'file' | 'events'
  /** Answered without the envelope, for probes. */
  bare?: boolean
  /**
   * Done before the transaction is opened: what takes long, such as a password's hash or a call to
   * another server, holds no connection. Its answer is the handler's `prepared`.
   */
  prepare?: (context: Preparation<P, Q, B>) => Promise<unknown>
  handle?: (context: Context<A, P, Q, B, R, M>) => unknown
  /**
   * By the name of a constraint or unique index: what a write is refused with that breaks it. Needed only where the
   * platform's own words (`aircraftId matches no aircraft in this workspace`, `name is taken by another base`) say too little.
   */
  refusals?: Record<string, (broken: BrokenConstraint<A, P, Q, B, R>) => Problem | Promise<Problem>>
  /** Answers instead, entry by entry while it happens, whoever asks by `Accept` for `text/event-stream`. */
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
  writes: boolean
  /** Set by the module that lists it. */
  module: string
}

type Answer<S extends TSchema> = Static<S> | Download | AsyncIterable<unknown>
type Handler<
  A extends Access,
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  S extends TSchema,
  R,
  M,
> = (context: Context<A, P, Q, B, R, M>) => Promise<Answer<S>> | Answer<S>

const none = Type.Object({})

/**
 * Declares an endpoint: the only way to make one. Route, validation, serialisation, the reference,
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
  const writes = options.method !== 'GET' && options.asks !== true
  const fail = (reason: string) => new Error(`The operation ${options.id} ${reason}`)
  if (access === 'any' && !options.scope) throw fail('takes API keys and names no scope')
  if (access !== 'public' && !options.roles) throw fail('names no roles')
  if (writes && access !== 'public' && !options.emits && !options.audits)
    throw fail('changes something and names neither event nor audit entry')
  if (!options.handle && !options.list && !(options.on && !writes)) throw fail('has no handler')
  if (options.move && options.move.machine.of.name !== options.on?.name)
    throw fail('makes a move of another kind of record than the one that it is on')
  const params = options.params ?? (options.on ? Type.Object({ id: id(options.on.prefix) }) : none)
  return {
    ...options,
    access,
    writes,
    stability: options.stability ?? 'stable',
    params,
    query: options.query ?? options.list?.query ?? none,
    body: options.body ?? none,
    module: '',
  } as unknown as Operation
}

export function isDiscreet({ discreet }: Pick<Operation, 'discreet'>, body: unknown): boolean {
  return typeof discreet === 'function' ? discreet(body) : discreet === true
}

/** What a module is: its name, and what it adds. Everything else is derived from it. */
export interface Module {
  /** As in the console and the docs; the name of its folder. */
  name: string
  title: string
  /** Always on, and not listed among the modules that a workspace has. */
  core?: boolean
  /** Its operations work in maintenance mode: the installation is run through them. */
  worksInMaintenance?: boolean
  /** Addresses that no API key enters, whatever its scopes: those with an operation, and those without one yet. */
  sessionArea?: readonly string[]
  operations: readonly Operation[]
  /** Events that this module writes beside those that its operations emit. */
  events?: readonly EventType[]
  /** Background work, started once the server listens. */
  start?: (services: Services) => { stop(): Promise<void> }
  /** Work that repeats and belongs to no record. */
  periodic?: readonly PeriodicWork[]
  /** Whatever the platform lets modules add: see the file that declares the kind. */
  extensions?: readonly Extension[]
}

/** A contribution to another part: a kind of import, a section of a page. */
export interface Extension {
  kind: string
}

/** Binds the operations of a module to it. */
export function defineModule(module: Module): Module {
  const { name, worksInMaintenance = false } = module
  return {
    ...module,
    operations: module.operations.map((operation) => ({ worksInMaintenance, ...operation, module: name })),
  }
}

export type { Page }
