import type { RequestInfo } from '../kernel/context.ts'

export const sessionCookie = 'apron_session'
export const deviceCookie = 'apron_device'

// A browser takes a cookie of this name only over https, for this host alone and for all its paths: a page of another
// subdomain cannot write it.
const hostPrefix = '__Host-'

/**
 * The value of one of our cookies. If there is a cookie with the prefix, those without are not read: they could be
 * another subdomain's. Browsers that signed in before the prefix came have none, until the first response.
 */
export function ownCookie(header: string | undefined, name: string): string | null {
  return hasPrefixed(header) ? cookieValue(header, hostPrefix + name) : cookieValue(header, name)
}

const hasPrefixed = (header: string | undefined) => (header ?? '').includes(`${hostPrefix}apron_`)

/** The values of `set-cookie` that keep a cookie, and end the one of its former name. */
export function setCookies(
  { isSecure }: Pick<RequestInfo, 'isSecure'>,
  name: string,
  value: string,
  maxAgeSeconds: number,
): string[] {
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=`
  if (!isSecure) return [`${name}=${value}; ${attributes}${maxAgeSeconds}`]
  return [
    `${hostPrefix}${name}=${value}; ${attributes}${maxAgeSeconds}; Secure`,
    `${name}=; ${attributes}0; Secure`,
  ]
}

/**
 * Moves the cookies of a browser that signed in before the prefix came to their new names, all with one response:
 * from then on those without the prefix are not read. `already` is what the response sets itself.
 */
export function renamedCookies(
  header: string | undefined,
  info: Pick<RequestInfo, 'isSecure'>,
  already: readonly string[],
  lifetimes: Readonly<Record<string, number>>,
): string[] {
  if (!info.isSecure || hasPrefixed(header)) return []
  return Object.entries(lifetimes).flatMap(([name, seconds]) => {
    const value = cookieValue(header, name)
    const isSet = already.some((cookie) => cookie.startsWith(`${hostPrefix}${name}=`))
    return value && !isSet ? setCookies(info, name, value, seconds) : []
  })
}

function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, ...rest] = part.trim().split('=')
    if (key === name) return rest.join('=')
  }
  return null
}
