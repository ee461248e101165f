import type { Readable } from 'node:stream'
import type { Tx } from '../database/database.ts'
import type { Emission } from './emission.ts'
import type { Services } from './installation.ts'
import type { DueMove, MoveBinding } from './move.ts'
import type { KeyPrincipal, Principal, SessionPrincipal } from './principal.ts'
import type { Detail } from './problem.ts'
import type { Resource } from './resource.ts'
import type { Static, TObject, TSchema } from './schema.ts'

// What the functions of an operation get.

/**
 * Who may call an operation:
 *   public   anyone, without credentials
 *   session  signed-in users; an API key is refused with that reason
 *   key      API keys, whatever their scopes; a session is refused with that reason. It only reads
 *   any      sessions, and API keys with the scope
 */
export type Access = 'public' | 'session' | 'key' | 'any'

export interface RequestInfo {
  /** Our own, so that nobody can repeat that of another request in the audit log. */
  id: string
  /** The Accept header: a public page may also answer programs. */
  accepts: string
  /** What the caller sent as X-Request-Id, and what the response returns; null if it sent none. */
  clientId: string | null
  address: string
  userAgent: string
  /** Sent by a program on this machine, such as its browser, under a name of this machine, and through no proxy. */
  isFromThisMachine: boolean
  /** Whether the browser reached us over https, as far as this is known. */
  isSecure: boolean
  /** Sent by a page of this server, as its browser says. */
  isFromOwnPage: boolean
  /** `https://host` as the caller sees this server, for links in mails. */
  origin: string
  method: string
  path: string
  /** The last event that the caller saw before its stream was cut off. */
  lastEventId: string | null
  /** The token that marks a browser as one that has signed in before. */
  device: string | null
  /** The headers that the operation names in `headers`; null where one was not sent. */
  headers: Readonly<Record<string, string | null>>
}

export interface Common<P extends TSchema, Q extends TSchema, B extends TSchema> {
  tx: Tx
  params: Static<P>
  query: Static<Q>
  body: Static<B>
  now: Date
  request: RequestInfo
  services: Services
  /** Writes one more event or audit entry in this transaction. */
  emit(emission: Emission): void
  /** Sets the session cookie of the response. null clears it, and all that the browser stores of this site. */
  setSession(token: string | null, maxAgeSeconds?: number): void
  /** Marks the browser as one that has signed in before. */
  setDevice(token: string, maxAgeSeconds: number): void
  /** The uploaded body, if the operation accepts one. */
  upload: Readable
  signal: AbortSignal
  /** Whether the caller would still be admitted now. Long-lived streams check it repeatedly. */
  isStillAdmitted(tx: Tx): Promise<boolean>
  /** The result of `prepare`. */
  prepared: unknown
}

type WithPrincipal<A extends Access> = A extends 'public'
  ? { principal: Principal | null }
  : A extends 'session'
    ? { principal: SessionPrincipal }
    : A extends 'key'
      ? { principal: KeyPrincipal }
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

/** What a refusal can use when a write violates a database constraint. */
export type BrokenConstraint<
  A extends Access = Access,
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R = Resource | undefined,
> = Pick<Context<A, P, Q, B, R>, 'params' | 'body' | 'record' | 'principal' | 'now'> & {
  /** The field that holds the value, with the platform's message. Empty if no field does. */
  details: Detail[]
  /** A separate transaction: the one of the write has ended. */
  tx: Tx
}

/** A response that is a file, not JSON. */
export interface Download {
  filename: string
  contentType: string
  /** A function makes it after the transaction. It gets whose share of the machine that takes: mostly a workspace's. */
  body: Readable | string | ((owner: string) => Promise<Buffer | Readable>)
  /** The Cache-Control header. By default nothing is cached. */
  cacheControl?: string
  /** A page or a document that browsers show. By default they save it. */
  isInline?: boolean
  /** 200 by default. */
  status?: number
}

/** What is known about a request before its transaction. */
export interface Preparation<P extends TSchema, Q extends TSchema, B extends TSchema> {
  principal: Principal | null
  params: Static<P>
  query: Static<Q>
  body: Static<B>
  now: Date
  request: RequestInfo
  services: Services
  /** The uploaded body, if the operation accepts one. */
  upload: Readable
}
