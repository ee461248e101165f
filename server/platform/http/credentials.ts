import type { IncomingHttpHeaders } from 'node:http'
import { isWellFormedKey } from '../access/key-secret.ts'
import { conflictingCredentials, invalidApiKey, keyInQuery } from '../kernel/problem.ts'
import { ownCookie, sessionCookie } from './cookies.ts'

export type Credentials =
  | { kind: 'none' }
  | { kind: 'key'; secret: string }
  | { kind: 'session'; token: string; from: 'header' | 'cookie' }

/**
 * The credentials of a request. A key is recognized by its prefix, and its checksum is checked before
 * any look-up. A header takes precedence over the cookie, because it was sent deliberately.
 * @throws Problem for two different credentials, a key in the URL, or a malformed key.
 */
export function readCredentials(headers: IncomingHttpHeaders, url: string, keyPrefix: string): Credentials {
  const query = url.indexOf('?')
  if (query !== -1 && holdsKey(url.slice(query + 1), keyPrefix)) throw keyInQuery()
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  const header = one(headers['x-api-key'])?.trim()
  if (bearer !== undefined && header !== undefined && bearer !== header) throw conflictingCredentials()
  if (header !== undefined) return key(header, keyPrefix)
  if (bearer !== undefined) {
    // Not one of our keys, but not a token of three parts either: it was meant as a key.
    return isToken(bearer) && !bearer.startsWith(keyPrefix)
      ? { kind: 'session', token: bearer, from: 'header' }
      : key(bearer, keyPrefix)
  }
  const other = headers.authorization?.trim() ?? ''
  if (other !== '') throw wrongScheme(other)
  const cookie = ownCookie(headers.cookie, sessionCookie)
  return cookie ? { kind: 'session', token: cookie, from: 'cookie' } : { kind: 'none' }
}

// Programs written for other services send a key as the user name of Basic.
function wrongScheme(authorization: string) {
  const [scheme = ''] = authorization.split(' ')
  return /^(?:basic|digest|negotiate|token|apikey)$/i.test(scheme)
    ? invalidApiKey(`The Authorization header takes Bearer and an API key, and the request says ${scheme}`)
    : invalidApiKey()
}

function key(secret: string, keyPrefix: string): Credentials {
  if (!isWellFormedKey(secret, keyPrefix)) throw invalidApiKey()
  return { kind: 'key', secret }
}

function isToken(value: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)
}

function holdsKey(query: string, keyPrefix: string): boolean {
  if (query.includes(keyPrefix)) return true
  const params = new URLSearchParams(query)
  return ['api_key', 'apikey', 'api-key', 'access_token', 'x-api-key'].some((name) => params.has(name))
}

/** The value of a header. Node joins or lists the values of a header that was sent twice. */
export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
