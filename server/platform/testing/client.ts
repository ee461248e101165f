export interface Answer {
  status: number
  headers: Headers
  text: string
  bytes: Uint8Array
  /** The whole body as JSON; null where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what comes over the wire, and asserts it
  body: any
  /** The body's `data`. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  data: any
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string, headers?: Record<string, string>): Promise<Answer>
  send(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string | Uint8Array },
  ): Promise<Answer>
}

/** Speaks HTTP to the app, as anybody would, with these headers on every request. */
export function client(origin: string, always: Record<string, string> = {}): Client {
  const send: Client['send'] = async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: { ...always, ...headers },
      ...(body === undefined ? {} : { body }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json') && text !== ''
    const parsed = isJson ? JSON.parse(text) : null
    return {
      status: response.status,
      headers: response.headers,
      text,
      bytes,
      body: parsed,
      data: parsed?.data,
    }
  }
  const json =
    (method: string) =>
    (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(
        method,
        path,
        body === undefined
          ? { headers }
          : { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
      )
  return {
    send,
    post: json('POST'),
    put: json('PUT'),
    patch: json('PATCH'),
    get: (path, headers = {}) => send('GET', path, { headers }),
    delete: (path, headers = {}) => send('DELETE', path, { headers }),
  }
}
