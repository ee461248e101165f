import type { paths } from './schema.d.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Operations<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, infer Operation> ? Operation : never
}

/** The paths that accept this method. */
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

/** The query parameters of an operation. */
export type QueryOf<M extends Method, P extends PathOf<M>> = Operations<M>[P] extends {
  parameters: { query?: infer Query }
}
  ? NonNullable<Query>
  : never

/** The body of an operation. */
export type BodyOf<M extends Method, P extends PathOf<M>> = Operations<M>[P] extends {
  requestBody?: { content: { 'application/json': infer Body } }
}
  ? Body
  : Blob

/** The response of an operation without its envelope; nothing for a 204. */
export type Answer<M extends Method, P extends PathOf<M>> = [Envelope<Operations<M>[P]>] extends [never]
  ? undefined
  : Envelope<Operations<M>[P]>
