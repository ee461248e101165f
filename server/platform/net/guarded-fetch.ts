import http from 'node:http'
import https from 'node:https'
import type { AddressGuard } from './address-guard.ts'

const usualBytes = 1_000_000
const usualTimeoutMs = 10_000

/** The part of `fetch` that a library needs to call another server for us. */
export type Fetch = (
  url: string,
  options: { method: string; headers: Record<string, string>; body?: unknown },
) => Promise<Response>

/**
 * A `fetch` that reaches only what the guard allows, at the checked address. It follows no redirect and reads a
 * megabyte at most by default. @throws AddressRefused, or the error of the connection.
 */
export function guardedFetch(
  guard: AddressGuard,
  { mostBytes = usualBytes, timeoutMs = usualTimeoutMs }: { mostBytes?: number; timeoutMs?: number } = {},
): Fetch {
  return (address, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const url = guard.parse(address)
      const isTls = url.protocol === 'https:'
      const request = (isTls ? https : http).request(url, {
        method,
        headers,
        lookup: guard.lookupFor(url.protocol),
        signal: AbortSignal.timeout(timeoutMs),
        agent: false,
      })
      request.on('error', reject)
      request.on('response', (answer) => {
        const chunks: Buffer[] = []
        let size = 0
        answer.on('error', reject)
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > mostBytes)
            request.destroy(new Error(`The answer is larger than ${mostBytes / 1_000_000} MB`))
          else chunks.push(chunk)
        })
        answer.on('end', () => resolve(asResponse(answer, Buffer.concat(chunks))))
      })
      request.end(body === undefined || body === null ? undefined : String(body))
    })
}

function asResponse(answer: http.IncomingMessage, bytes: Buffer): Response {
  const status = answer.statusCode ?? 502
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    for (const text of [value ?? []].flat()) headers.append(name, text)
  const hasBody = status !== 204 && status !== 205 && status !== 304
  return new Response(hasBody ? new Uint8Array(bytes) : null, { status, headers })
}
