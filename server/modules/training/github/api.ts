import { createHash } from 'node:crypto'
import type { Services } from '#platform/kernel/installation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { AddressRefused, createAddressGuard } from '#platform/net/address-guard.ts'
import { guardedFetch } from '#platform/net/guarded-fetch.ts'
import type { GithubAccess } from './connection.ts'

const usualBytes = 5_000_000
const timeoutMs = 20_000
const perPage = 100
const mostPages = 20
const mostRemembered = 300
const mostRememberedBytes = 300_000
const longestWaitSeconds = 3_600

const githubRefused = problem('github_refused', 422, {
  meaning: 'GitHub does not answer as expected',
  fix: 'The sentence says what GitHub said: check the token, its rights, and the address of the API.',
})
const githubLimited = problem('github_rate_limited', 429, {
  meaning: 'GitHub takes no more requests with this token for a while',
  fix: 'Wait for the time in `Retry-After`, then try again.',
})

/** What GitHub refused, or why it could not be asked. The message names no token. */
export class GithubError extends Error {
  /** null: asking again later makes no difference. */
  readonly retryAfterSeconds: number | null
  readonly isLimit: boolean

  constructor(message: string, options: { retryAfterSeconds?: number; isLimit?: boolean } = {}) {
    super(message)
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
    this.isLimit = options.isLimit ?? false
  }

  /** The same as the refusal of a request. */
  get problem() {
    if (!this.isLimit) return githubRefused(this.message)
    return githubLimited(this.message, { headers: { 'retry-after': String(this.retryAfterSeconds) } })
  }
}

interface Remembered {
  etag: string
  text: string
  next: string | null
}
/** Answers by token and address. GitHub does not count a request that it answers with 304. */
const memories = new WeakMap<Services, Map<string, Remembered>>()

export interface GithubApi {
  get<T>(path: string): Promise<T>
  /** Every page of a list, up to 2,000 entries. @param listOf takes the entries out of a page. */
  all<T>(path: string): Promise<T[]>
  bytes(path: string, mostBytes: number): Promise<Buffer>
}

/** The REST API of GitHub, read with the token of a connection. Every method throws GithubError. */
export function githubApi(services: Services, access: GithubAccess): GithubApi {
  const page = (path: string) => readPage(services, access, path)
  return {
    get: async <T>(path: string) => parsed<T>((await page(path)).text),
    async all<T>(path: string) {
      const entries: T[] = []
      let next: string | null = `${path}${path.includes('?') ? '&' : '?'}per_page=${perPage}`
      for (let count = 0; next !== null && count < mostPages; count++) {
        const answer: { text: string; next: string | null } = await page(next)
        const part = parsed<T[]>(answer.text)
        if (!Array.isArray(part)) throw new GithubError('GitHub answered something else than a list')
        entries.push(...part)
        next = answer.next
      }
      return entries
    },
    async bytes(path, mostBytes) {
      const response = await send(services, access, path, {
        accept: 'application/vnd.github.raw+json',
        mostBytes,
      })
      return Buffer.from(await response.arrayBuffer())
    },
  }
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    throw new GithubError('What answers at the address of the API is not GitHub: it sent no JSON')
  }
}

async function readPage(services: Services, access: GithubAccess, path: string) {
  const memory = memories.get(services) ?? new Map<string, Remembered>()
  memories.set(services, memory)
  const key = createHash('sha256').update(`${access.token}\n${access.apiUrl}${path}`).digest('base64')
  const known = memory.get(key)
  const response = await send(services, access, path, {
    accept: 'application/vnd.github+json',
    mostBytes: usualBytes,
    ...(known ? { etag: known.etag } : {}),
  })
  if (response.status === 304 && known) return known
  const text = await response.text()
  const answer = { text, next: nextPath(path, response.headers.get('link')) }
  const etag = response.headers.get('etag')
  memory.delete(key)
  if (etag !== null && text.length <= mostRememberedBytes) memory.set(key, { ...answer, etag })
  const oldest = memory.keys().next().value
  if (memory.size > mostRemembered && oldest !== undefined) memory.delete(oldest)
  return answer
}

/** Of the link only its query counts: the token goes to no other host and path than those of this connection. */
function nextPath(path: string, link: string | null): string | null {
  const next = /<([^<>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? '')?.[1]
  if (next === undefined || !URL.canParse(next)) return null
  return `${path.split('?')[0]}${new URL(next).search}`
}

async function send(
  services: Services,
  { apiUrl, token }: GithubAccess,
  path: string,
  { accept, mostBytes, etag }: { accept: string; mostBytes: number; etag?: string },
): Promise<Response> {
  const guard = createAddressGuard({ allowNetworks: services.config.webhookAllowNetworks })
  const request = guardedFetch(guard, { mostBytes, timeoutMs })
  const response = await request(`${apiUrl}${path}`, {
    method: 'GET',
    headers: {
      accept,
      authorization: `Bearer ${token}`,
      'user-agent': `Apron/${services.version}`,
      'x-github-api-version': '2022-11-28',
      ...(etag ? { 'if-none-match': etag } : {}),
    },
  }).catch((error: Error & { code?: string }) => {
    if (error instanceof AddressRefused) throw new GithubError(error.message)
    throw new GithubError(`GitHub at ${apiUrl} cannot be reached: ${error.code ?? error.message}`, {
      retryAfterSeconds: 30,
    })
  })
  if (response.status === 200 || response.status === 304) return response
  throw refusalOf(response)
}

function refusalOf({ status, headers }: Response): GithubError {
  const waitSeconds = limitSeconds(headers)
  if (status === 429 || (status === 403 && waitSeconds !== null)) {
    const retryAfterSeconds = waitSeconds ?? 60
    return new GithubError(`GitHub takes no more requests with this token for ${retryAfterSeconds} seconds`, {
      retryAfterSeconds,
      isLimit: true,
    })
  }
  if (status >= 500) return new GithubError(`GitHub answered ${status}`, { retryAfterSeconds: 30 })
  if (status === 401) return new GithubError('GitHub does not know this token. Enter a new one')
  if (status === 403) return new GithubError('This token may not read that on GitHub. Give it the right to')
  if (status === 404)
    return new GithubError(
      'GitHub has nothing there that this token may see. Check the names, and its rights',
    )
  if (status >= 300 && status < 400)
    return new GithubError('What you named has moved on GitHub. Choose it again')
  return new GithubError(`GitHub answered ${status}`)
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function limitSeconds(headers: Headers): number | null {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  const seconds = Number.isFinite(after)
    ? after
    : headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset)
      ? reset - Date.now() / 1000
      : null
  return seconds === null ? null : Math.min(longestWaitSeconds, Math.max(1, Math.ceil(seconds)))
}
