import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../kernel/installation.ts'
import { deviceCookie, renamedCookies, sessionCookie } from './cookies.ts'
import { allowedOrigin, exposedHeaders } from './cors.ts'
import { dataPolicy, policyFor } from './page-policy.ts'
import { exchangeOf } from './route.ts'

/** The headers of every response, including refusals and static files. */
export const securityHeaders: Record<string, string> = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-xss-protection': '1; mode=block',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

/** Sets the headers of every response. */
export function dress(request: FastifyRequest, reply: FastifyReply, services: Services): void {
  reply.headers(securityHeaders)
  reply.header('x-request-id', request.id)
  reply.header('vary', 'Origin')
  const origin = allowedOrigin(request.headers.origin, services.config.corsOrigins, services.config.publicUrl)
  if (origin === null) return
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', exposedHeaders)
}

/** Every response has a policy: what a page may load and run, and that nothing else may do either. */
export function protectContent(reply: FastifyReply, payload: unknown): void {
  // A 304 has no content. The browser would give its headers to the page that it has kept.
  if (reply.hasHeader('content-security-policy') || reply.statusCode === 304) return
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html')
  const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? String(payload) : ''
  reply.header('content-security-policy', isPage ? policyFor(text) : dataPolicy)
}

/** Gives a browser that signed in before our cookies had the prefix the new ones. */
export function renameCookies(request: FastifyRequest, reply: FastifyReply): void {
  const { credentials, principal, info } = exchangeOf(request) ?? {}
  if (!info || !principal || credentials?.kind !== 'session' || credentials.from !== 'cookie') return
  const already = [reply.getHeader('set-cookie') ?? []].flat().map(String)
  const cookies = renamedCookies(request.headers.cookie, info, already, {
    [sessionCookie]: secondsLeft(credentials.token),
    [deviceCookie]: 180 * 86_400,
  })
  if (cookies.length > 0) reply.header('set-cookie', cookies)
}

// Its signature was checked with the request.
function secondsLeft(token: string): number {
  const { exp } = JSON.parse(String(Buffer.from(token.split('.')[1] ?? '', 'base64url'))) as { exp: number }
  return Math.max(0, Math.round(exp - Date.now() / 1000))
}
