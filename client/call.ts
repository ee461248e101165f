import type { paths } from './schema.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The addresses that take this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never
}[keyof paths]
export type OperationAt<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O }
  ? O
  : never

type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : never
type Path<O> = O extends { parameters: { path: infer P } } ? P : never
type Body<O> = O extends { requestBody?: infer R }
  ? NonNullable<R> extends { content: { 'application/json': infer B } }
    ? B
    : never
  : never
type Answer<O> = O extends { responses: infer R } ? R[keyof R & (200 | 201 | 202)] : never

/** What the `data` of the answer holds; of a 204 nothing. */
export type Data<O> = [Answer<O>] extends [never]
  ? undefined
  : Answer<O> extends { content: { 'application/json': infer J } }
    ? J extends { success: true; data: infer D }
      ? D
      : J
    : never

/** The records of a paged list. */
export type Item<O> = Data<O> extends { items: (infer I)[] } ? I : never
export type ListPath = {
  [P in PathOf<'get'>]: Item<OperationAt<P, 'get'>> extends never ? never : P
}[PathOf<'get'>]

// A part that the operation does not take cannot be given, and one that has to be there must be.
type Part<Name extends string, T> = [NonNullable<T>] extends [never]
  ? { [K in Name]?: never }
  : object extends NonNullable<T>
    ? { [K in Name]?: NonNullable<T> }
    : { [K in Name]: NonNullable<T> }

export interface CallOptions {
  /** For writes: the version that you read, as the `ETag` of the answer gave it. */
  ifMatch?: string
  /** For writes; made up where you give none, so that a repeated attempt is carried out once. */
  idempotencyKey?: string
  signal?: AbortSignal
}

export type Options<O> = CallOptions & Part<'query', Query<O>> & Part<'path', Path<O>> & Part<'body', Body<O>>
/** The options, which may be left out where nothing in them is required. */
export type Rest<T> = object extends T ? [options?: T] : [options: T]
