import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Config } from '#server/config.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { clientAddress, isLoopback, plainAddress } from '../net/address.ts'
import { noteForwarded, proxyHeaders } from '../net/untrusted-proxy.ts'
import { deviceCookie, ownCookie } from './cookies.ts'
import { one } from './credentials.ts'

/** What handlers may know about a request, besides its parameters and body. */
export function requestInfo(
  request: FastifyRequest,
  config: Config,
  named: readonly string[] = [],
): RequestInfo {
  const { headers, socket } = request
  const peer = plainAddress(socket.remoteAddress ?? '')
  const host = headers.host ?? `${config.host}:${config.port}`
  const isCallers = request.id === headers['x-request-id']
  const isSecure = speaksHttps(request, peer, host, config)
  return {
    id: isCallers ? randomUUID() : request.id,
    clientId: isCallers ? request.id : null,
    address: clientAddress(peer, one(headers['x-forwarded-for']), config.trustedProxies),
    userAgent: headers['user-agent'] ?? '',
    accepts: headers.accept ?? '',
    origin: config.publicUrl ?? `${isSecure ? 'https' : 'http'}://${host}`,
    isSecure,
    isFromOwnPage: isOwnOrigin(headers.origin, host, config),
    // Nginx, as it comes, names itself in no header, but it speaks HTTP/1.0, which no browser does.
    isFromThisMachine:
      config.publicUrl === null &&
      isLoopback(peer) &&
      isLoopback(hostname(host)) &&
      !isForwarded(request) &&
      request.raw.httpVersion !== '1.0',
    method: request.method,
    path: request.url.split('?')[0] ?? '/',
    lastEventId: one(headers['last-event-id']) ?? null,
    device: ownCookie(headers.cookie, deviceCookie),
    headers: Object.fromEntries(named.map((name) => [name, one(headers[name]) ?? null])),
  }
}

/** Warns once about a proxy that is not trusted. Not for a caller who stays hidden: the warning has their address. */
export function warnOfProxy(request: FastifyRequest, config: Config): void {
  if (isForwarded(request))
    noteForwarded(config, plainAddress(request.socket.remoteAddress ?? ''), request.log)
}

const isForwarded = ({ headers }: FastifyRequest) => proxyHeaders.some((name) => headers[name] !== undefined)

// Without PUBLIC_URL, a proxy that is trusted says it, or the browser, about its own request.
function speaksHttps({ headers }: FastifyRequest, peer: string, host: string, config: Config): boolean {
  if (config.publicUrl !== null) return config.publicUrl.startsWith('https:')
  const isTrusted = config.trustedProxies.some((proxy) => proxy.contains(peer))
  return (
    (isTrusted && one(headers['x-forwarded-proto']) === 'https') ||
    headers.origin?.toLowerCase() === `https://${host.toLowerCase()}`
  )
}

/** Whether a page of this server sent the request: a browser names the origin of the page. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, config: Config): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  if (config.publicUrl !== null && origin === new URL(config.publicUrl).origin) return true
  return new URL(origin).host === host
}

const hostname = (host: string) => host.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '')
