import assert from 'node:assert/strict'

// A program written by someone who has read only the documentation.

export interface Said {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: data from the wire, asserted by the tests
  body: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  data: any
}

export interface Request {
  /** A key or a token, as Bearer. */
  as?: string
  /** Sent as JSON; a text is sent unchanged. */
  body?: unknown
  headers?: Record<string, string | undefined>
}

export type Ask = (method: string, path: string, request?: Request) => Promise<Said>

/** Sends requests to a server, from an address that the server lets it claim. */
export function outsider(url: string, always: Record<string, string> = {}): Ask {
  return async (method, path, { as, body, headers = {} } = {}) => {
    const answer = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...always,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(headers as Record<string, string>),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = /^[[{]/.test(text) ? JSON.parse(text) : null
    return { status: answer.status, headers: answer.headers, text, body: json, data: json?.data }
  }
}

/** Asserts the status, and shows the response if it differs. */
export function expect(status: number, said: Said): Said {
  assert.equal(said.status, status, `${status} expected: ${said.text.slice(0, 500)}`)
  return said
}

/** Asserts the exact text of a refusal. */
export function refused(status: number, message: string, said: Said): void {
  expect(status, said)
  assert.equal(said.body.error, message)
  assert.equal(said.body.success, false)
}

export async function signUp(
  ask: Ask,
  name: string,
): Promise<{ token: string; workspace: { id: string; uuid: string; slug: string } }> {
  const { data } = expect(
    201,
    await ask('POST', '/api/v1/signup', {
      body: {
        email: `${name.toLowerCase()}@example.com`,
        password: 'three quiet herons',
        displayName: name,
        workspaceName: `${name} Air`,
        timezone: 'America/New_York',
      },
    }),
  )
  return { token: data.accessToken, workspace: data.workspace }
}

/** Repeats a request until the response matches. @throws with the last response after ten seconds. */
export async function until(look: () => Promise<Said>, fits: (said: Said) => boolean): Promise<Said> {
  const end = Date.now() + 10_000
  for (;;) {
    const said = await look()
    if (fits(said)) return said
    if (Date.now() > end)
      throw new Error(`waited in vain; the last answer: ${said.status} ${said.text.slice(0, 500)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
