import type { Data, Item, ListPath, Method, OperationAt, Options, PathOf, Rest } from './call.ts'
import { ApronError } from './error.ts'

export interface ApronOptions {
  /** Where the installation is, such as `https://apron.example.com`. */
  origin: string
  /** An API key, or the access token of a session. */
  key: string
  /** Names your program in the log and in the rotation view of the key. */
  userAgent?: string
  /** How often a 429 or 503 is tried again; 3 unless told. */
  retries?: number
  /** A wait longer than this is not waited: the refusal is thrown. A minute unless told. */
  longestWaitMs?: number
  /** How long one attempt may take; 30 seconds unless told. */
  timeoutMs?: number
}

export interface SendOptions {
  query?: object
  path?: object
  headers?: Record<string, string>
  /** Sent as it is; say what it is in the header `content-type`. */
  body?: string | Uint8Array<ArrayBuffer>
  signal?: AbortSignal
}

type Loose = {
  query?: object
  path?: object
  body?: unknown
  ifMatch?: string
  idempotencyKey?: string
  signal?: AbortSignal
}

/** Calls an installation of Apron. Addresses, parameters, bodies and answers are those of its openapi.json. */
export class Apron {
  readonly #options: Required<ApronOptions>

  constructor(options: ApronOptions) {
    this.#options = {
      userAgent: 'apron-client/0.1.0',
      retries: 3,
      longestWaitMs: 60_000,
      timeoutMs: 30_000,
      ...options,
      origin: new URL(options.origin).origin,
    }
  }

  get<P extends PathOf<'get'>>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'get'>>>
  ): Promise<Data<OperationAt<P, 'get'>>> {
    return this.#call('get', path, options)
  }
  post<P extends PathOf<'post'>>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'post'>>>
  ): Promise<Data<OperationAt<P, 'post'>>> {
    return this.#call('post', path, options)
  }
  patch<P extends PathOf<'patch'>>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'patch'>>>
  ): Promise<Data<OperationAt<P, 'patch'>>> {
    return this.#call('patch', path, options)
  }
  put<P extends PathOf<'put'>>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'put'>>>
  ): Promise<Data<OperationAt<P, 'put'>>> {
    return this.#call('put', path, options)
  }
  delete<P extends PathOf<'delete'>>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'delete'>>>
  ): Promise<Data<OperationAt<P, 'delete'>>> {
    return this.#call('delete', path, options)
  }

  /** Every record of a list, page after page by cursor, a hundred a request unless `page_size` says otherwise. */
  async *each<P extends ListPath>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'get'>>>
  ): AsyncGenerator<Item<OperationAt<P, 'get'>>> {
    const given = (options ?? {}) as Loose
    let cursor: string | null = null
    do {
      const query: object = {
        page_size: 100,
        ...given.query,
        ...(cursor === null ? {} : { cursor, page: undefined }),
      }
      const page: { items: Item<OperationAt<P, 'get'>>[]; next_cursor: string | null } = await this.#call(
        'get',
        path,
        { ...given, query },
      )
      yield* page.items
      cursor = page.next_cursor
    } while (cursor !== null)
  }

  /**
   * One request as it is, for what is no JSON: files to upload, exports, server-sent events.
   * 429 and 503 are tried again as the server asks.
   * @throws ApronError for every other answer that is no success.
   */
  async send(
    method: Uppercase<Method>,
    path: string,
    { query, path: names, headers = {}, body, signal }: SendOptions = {},
  ): Promise<Response> {
    const { origin, key, userAgent, timeoutMs } = this.#options
    const url = new URL(origin + fill(path, names))
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value))
    for (let attempt = 0; ; attempt++) {
      const timeout = AbortSignal.timeout(timeoutMs)
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${key}`, 'user-agent': userAgent, ...headers },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body === undefined ? {} : { body }),
      })
      if (response.ok) return response
      const error = await ApronError.from(response)
      const waitMs = this.#waitMs(error, attempt)
      if (waitMs === null) throw error
      await pause(waitMs, signal)
    }
  }

  async #call<T>(method: Method, path: string, options: object = {}): Promise<T> {
    const { query, path: names, body, ifMatch, idempotencyKey, signal } = options as Loose
    const headers: Record<string, string> = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      // A 503 may come after the work was done: with a key the second attempt answers what the first did.
      ...(method === 'get' ? {} : { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() }),
    }
    const response = await this.send(method.toUpperCase() as Uppercase<Method>, path, {
      headers,
      ...(query ? { query } : {}),
      ...(names ? { path: names } : {}),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
    if (response.status === 204) return undefined as T
    const answer = (await response.json()) as { success?: true; data?: T }
    return answer.success === true ? (answer.data as T) : (answer as T)
  }

  #waitMs({ status, retryAfterSeconds }: ApronError, attempt: number): number | null {
    if ((status !== 429 && status !== 503) || attempt >= this.#options.retries) return null
    const waitMs =
      retryAfterSeconds === null ? 500 * 2 ** attempt * (1 + Math.random() / 4) : retryAfterSeconds * 1000
    return waitMs <= this.#options.longestWaitMs ? waitMs : null
  }
}

/** `/flights/{id}` and `{ id }` make an address; what stands in the braces is encoded. */
function fill(path: string, names: object = {}): string {
  const values = new Map(Object.entries(names))
  return path.replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const value = values.get(name)
    if (value === undefined || value === '') throw new TypeError(`${path} needs ${name}`)
    return encodeURIComponent(String(value))
  })
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
