import { after } from 'node:test'
import { installation } from './installation.ts'
import { type Ask, expect, outsider, signUp } from './outsider.ts'

/** An installation for the tests of one file, with the workspaces of Ada (`ours`) and Bob (`other`). */
export async function twoWorkspaces(
  env: Record<string, string> = {},
  askAt: (url: string) => Ask = outsider,
) {
  const { start, directory } = installation({ after })
  const { url } = await start(env)
  const ask = askAt(url)
  const ours = await signUp(ask, 'Ada')
  const other = await signUp(ask, 'Bob')
  const make = (body: object, as = ours.token) =>
    ask('POST', '/api/user/api-keys', { as, body: { name: 'CI', ...body } })
  /** A new key of Ada's workspace. */
  const keyOf = async (body: object) => expect(201, await make(body)).data
  return { directory, url, ask, ours, other, make, keyOf }
}

/** The same with the default limits, behind a proxy that says where each request comes from. */
export async function behindProxy() {
  const env = {
    TRUSTED_PROXIES: '127.0.0.1',
    SIGNUP: 'open',
    CORS_ORIGINS: 'https://ops.example.org, https://*.planes.example',
    RATE_LIMIT_DEFAULT: '300/1m',
    LOG_LEVEL: 'fatal',
  }
  let turn = 0
  const from = (url: string, address: string) => outsider(url, { 'x-forwarded-for': address })
  // Many short sessions from many addresses: only the tests of the limits use one address.
  const askAt =
    (url: string): Ask =>
    (...request) =>
      from(url, `198.51.100.${++turn % 250}`)(...request)
  const place = await twoWorkspaces(env, askAt)
  return {
    ...place,
    /** Sends requests from a separate address, so that no test uses up another's limit. */
    from: (address: string) => from(place.url, address),
    key: (await place.keyOf({ access: 'read_write' })).secret as string,
  }
}
