import type { FastifyRequest } from 'fastify'
import { invalidRequest } from '../kernel/problem.ts'

/** Refuses what can be read in more than one way, or could be stored nowhere. @throws Problem */
export function refuseOddRequest(request: FastifyRequest): void {
  refuseOddHttp(request)
  if (!namesHost(request.headers.host)) throw invalidRequest('The Host header names no host')
  if (request.url.includes('%00'))
    throw invalidRequest('The address holds the character U+0000 (%00), which no text here can hold')
}

// A proxy in front may have read the other Host header, and HTTP/0.9 has none.
function refuseOddHttp({ raw }: FastifyRequest): void {
  const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1) throw invalidRequest('The request has two Host headers')
  if (!['1.0', '1.1'].includes(raw.httpVersion)) throw invalidRequest('The request is not HTTP/1.1')
}

// URLs are built from it, so an invalid value must be refused here.
function namesHost(host: string | undefined): boolean {
  return (
    host === undefined ||
    host === '' ||
    (/^([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?$/.test(host) && URL.canParse(`http://${host}/`))
  )
}
