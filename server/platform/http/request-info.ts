import type { FastifyRequest } from 'fastify'
import type { Config } from '#server/config.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { clientAddress, isLoopback, plainAddress } from '../net/address.ts'
import { noteForwarded, proxyHeaders } from '../net/untrusted-proxy.ts'
import { cookieValue, deviceCookie, one } from './credentials.ts'

/** What handlers may know about a request, besides its parameters and body. */
export function requestInfo(request: FastifyRequest, config: Config): RequestInfo {
  const { headers, socket } = request
  const peer = plainAddress(socket.remoteAddress ?? '')
  const host = headers.host ?? `${config.host}:${config.port}`
  return {
    id: request.id,
    address: clientAddress(peer, one(headers['x-forwarded-for']), config.trustedProxies),
    userAgent: headers['user-agent'] ?? '',
    origin: config.publicUrl ?? `http://${host}`,
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
    device: cookieValue(headers.cookie, deviceCookie),
  }
}

/** Warns once about a proxy that is not trusted. Not for a caller who stays hidden: the warning has their address. */
export function warnOfProxy(request: FastifyRequest, config: Config): void {
  if (isForwarded(request))
    noteForwarded(config, plainAddress(request.socket.remoteAddress ?? ''), request.log)
}

const isForwarded = ({ headers }: FastifyRequest) => proxyHeaders.some((name) => headers[name] !== undefined)

const hostname = (host: string) => host.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '')
