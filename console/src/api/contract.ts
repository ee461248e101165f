import type { paths } from './schema.d.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Operations<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, infer Operation> ? Operation : never
}

/** The paths that take this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: Operations<M>[P] extends { responses: unknown } ? P : never
}[keyof paths]

type Envelope<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & (200 | 201 | 202)]: Responses[Status] extends {
        content: { 'application/json': { data: infer Data } }
      }
        ? Data
        : never
    }[keyof Responses & (200 | 201 | 202)]
  : never

/** What an operation may be asked with in its query. */
export type QueryOf<M extends Method, P extends PathOf<M>> = Operations<M>[P] extends {
  parameters: { query?: infer Query }
}
  ? NonNullable<Query>
  : never

/** What an operation takes as its body. */
export type BodyOf<M extends Method, P extends PathOf<M>> = Operations<M>[P] extends {
  requestBody?: { content: { 'application/json': infer Body } }
}
  ? Body
  : Blob

/** What an operation answers, out of its envelope; nothing where it answers 204. */
export type Answer<M extends Method, P extends PathOf<M>> = [Envelope<Operations<M>[P]>] extends [never]
  ? undefined
  : Envelope<Operations<M>[P]>
