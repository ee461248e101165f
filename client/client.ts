import type { Data, Item, ListPath, Method, OperationAt, Options, PathOf, Rest } from './call.ts'
import { ApronError } from './error.ts'

export interface ApronOptions {
  /** The address of the installation, such as `https://apron.example.com`. */
  origin: string
  /** An API key, or the access token of a session. */
  key: string
  /** Names your program in the log and in the rotation view of the key. */
  userAgent?: string
  /** How often a 429 or 503 is retried. Default: 3. */
  retries?: number
  /** If the server asks for a longer wait than this, the refusal is thrown instead. Default: one minute. */
  longestWaitMs?: number
  /** How long one attempt may take. Default: 30 seconds. */
  timeoutMs?: number
}

export interface SendOptions {
  query?: object
  path?: object
  headers?: Record<string, string>
  /** Sent unchanged. Set the header `content-type` yourself. */
  body?: string | Uint8Array<ArrayBuffer>
  signal?: AbortSignal
}

type UntypedOptions = {
  query?: object
  path?: object
  body?: unknown
  ifMatch?: string
  idempotencyKey?: string
  signal?: AbortSignal
}

/** Calls an installation of Apron. Paths, parameters, bodies and responses are typed from its openapi.json. */
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

  /** Returns every record of a list, page by page with a cursor. `page_size` is 100 by default. */
  async *each<P extends ListPath>(
    path: P,
    ...[options]: Rest<Options<OperationAt<P, 'get'>>>
  ): AsyncGenerator<Item<OperationAt<P, 'get'>>> {
    const callOptions = (options ?? {}) as UntypedOptions
    let cursor: string | null = null
    do {
      const query: object = {
        page_size: 100,
        ...callOptions.query,
        ...(cursor === null ? {} : { cursor, page: undefined }),
      }
      const page: { items: Item<OperationAt<P, 'get'>>[]; next_cursor: string | null } = await this.#call(
        'get',
        path,
        { ...callOptions, query },
      )
      yield* page.items
      // A log that is followed has a cursor at its end too.
      cursor = page.items.length === 0 ? null : page.next_cursor
    } while (cursor !== null)
  }

  /**
   * Sends one request and returns the raw response, for anything that is not JSON: uploads, exports,
   * server-sent events. 429 and 503 are retried as the server asks.
   * @throws ApronError for every other refusal.
   */
  async send(
    method: Uppercase<Method>,
    path: string,
    { query, path: pathParameters, headers = {}, body, signal }: SendOptions = {},
  ): Promise<Response> {
    const { origin, key, userAgent, timeoutMs } = this.#options
    const url = new URL(origin + fillPath(path, pathParameters))
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
    const { query, path: pathParameters, body, ifMatch, idempotencyKey, signal } = options as UntypedOptions
    const headers: Record<string, string> = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      // A 503 can arrive after the work was done. With a key, the retry gets the first response.
      ...(method === 'get' ? {} : { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() }),
    }
    const response = await this.send(method.toUpperCase() as Uppercase<Method>, path, {
      headers,
      ...(query ? { query } : {}),
      ...(pathParameters ? { path: pathParameters } : {}),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
    if (response.status === 204) return undefined as T
    const envelope = (await response.json()) as { success?: true; data?: T }
    return envelope.success === true ? (envelope.data as T) : (envelope as T)
  }

  #waitMs({ status, retryAfterSeconds }: ApronError, attempt: number): number | null {
    if ((status !== 429 && status !== 503) || attempt >= this.#options.retries) return null
    const waitMs =
      retryAfterSeconds === null ? 500 * 2 ** attempt * (1 + Math.random() / 4) : retryAfterSeconds * 1000
    return waitMs <= this.#options.longestWaitMs ? waitMs : null
  }
}

/** Fills `/flights/{id}` with `{ id }`. Values are URL-encoded. */
function fillPath(path: string, parameters: object = {}): string {
  const values = new Map(Object.entries(parameters))
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
