import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

const sha1 = (text: string | Buffer) => createHash('sha1').update(text).digest('hex')
const blobShaOf = (bytes: Buffer) => sha1(Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]))

export interface TestRepository {
  description: string | null
  branches: string[]
  files: Map<string, Buffer>
}

export interface TestGithub {
  apiUrl: string
  token: string
  repositories: Map<string, TestRepository>
  /** Each request that came, as `GET /user/repos?page=2 200`. */
  requests: string[]
  /** Answers 403 as GitHub does at the end of a rate limit, this often. */
  limitNext: { times: number; resetSeconds: number }
  addRepository(name: string, files?: Record<string, string | Buffer>): TestRepository
}

/** A server that answers as the REST API of GitHub does: pages, links, ETags, trees, raw blobs and rate limits. */
export async function startTestGithub(): Promise<TestGithub> {
  const server = createServer((request, response) => answer(self, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const self: TestGithub = {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`,
    token: `ghp_${sha1(String(Math.random()))}`,
    repositories: new Map(),
    requests: [],
    limitNext: { times: 0, resetSeconds: 1 },
    addRepository(name, files = {}) {
      const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const)
      const repository = { description: null, branches: ['main'], files: new Map(bytes) }
      self.repositories.set(name, repository)
      return repository
    },
  }
  return self
}

function answer(github: TestGithub, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', github.apiUrl)
  const { status, body = null, headers = {} } = answerTo(github, request, url)
  github.requests.push(`${request.method} ${url.pathname.replace('/api/v3', '')}${url.search} ${status}`)
  response.writeHead(status, { 'x-ratelimit-remaining': '4999', ...headers })
  response.end(Buffer.isBuffer(body) ? body : status === 304 ? undefined : JSON.stringify(body))
}

interface TestAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

function answerTo(github: TestGithub, request: IncomingMessage, url: URL): TestAnswer {
  if (request.headers.authorization !== `Bearer ${github.token}`)
    return { status: 401, body: { message: 'Bad credentials' } }
  if (github.limitNext.times > 0) {
    github.limitNext.times -= 1
    const reset = Math.floor(Date.now() / 1000) + github.limitNext.resetSeconds
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
    return { status: 403, body: { message: 'API rate limit exceeded' }, headers }
  }
  const result = route(github, url.pathname.replace('/api/v3', ''), url)
  if (result === null) return { status: 404, body: { message: 'Not Found' } }
  if (Buffer.isBuffer(result))
    return { status: 200, body: result, headers: { 'content-type': 'application/vnd.github.raw+json' } }
  const { body, headers } = Array.isArray(result) ? paged(result, url) : { body: result, headers: {} }
  const etag = `W/"${sha1(JSON.stringify(body))}"`
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag, ...headers } }
  return {
    status: 200,
    body,
    headers: { etag, 'content-type': 'application/json; charset=utf-8', ...headers },
  }
}

function paged(entries: unknown[], url: URL): { body: unknown[]; headers: Record<string, string> } {
  const perPage = Math.min(100, Number(url.searchParams.get('per_page') ?? 30))
  const page = Number(url.searchParams.get('page') ?? 1)
  const last = Math.max(1, Math.ceil(entries.length / perPage))
  const link = (number: number, rel: string) => {
    const target = new URL(url)
    target.searchParams.set('page', String(number))
    return `<${target}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ]
  return {
    body: entries.slice((page - 1) * perPage, page * perPage),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  }
}

function route(github: TestGithub, path: string, url: URL): unknown {
  if (path === '/user/repos')
    return [...github.repositories].map(([name, { description }]) => ({
      full_name: name,
      description,
      private: true,
      default_branch: 'main',
      pushed_at: '2026-11-01T10:00:00Z',
    }))
  const [, owner, name, ...rest] = path.split('/').slice(1).map(decodeURIComponent)
  const repository = github.repositories.get(`${owner}/${name}`)
  if (!path.startsWith('/repos/') || !repository) return null
  const [kind, ...more] = rest
  if (kind === 'branches' && more.length === 0)
    return repository.branches.map((branch) => ({
      name: branch,
      commit: { sha: commitOf(repository) },
      protected: branch === 'main',
    }))
  if (kind === 'branches') return branchOf(repository, more.join('/'))
  if (kind === 'contents') return contentsOf(repository, more.filter(Boolean).join('/'))
  if (kind === 'git' && more[0] === 'trees')
    return treeOf(repository, more[1] ?? '', url.searchParams.has('recursive'))
  if (kind === 'git' && more[0] === 'blobs')
    return [...repository.files.values()].find((bytes) => blobShaOf(bytes) === more[1]) ?? null
  return null
}

const commitOf = (repository: TestRepository) => sha1(`commit ${treeShaOf(repository, '')}`)
const branchOf = (repository: TestRepository, branch: string) =>
  repository.branches.includes(branch)
    ? {
        name: branch,
        commit: { sha: commitOf(repository), commit: { tree: { sha: treeShaOf(repository, '') } } },
      }
    : null

const inFolder = (repository: TestRepository, folder: string) =>
  [...repository.files].filter(([path]) => folder === '' || path.startsWith(`${folder}/`))
const treeShaOf = (repository: TestRepository, folder: string) =>
  sha1(`tree ${folder} ${inFolder(repository, folder).map(([path, bytes]) => `${path} ${blobShaOf(bytes)}`)}`)

function foldersOf(repository: TestRepository): string[] {
  const all = [...repository.files.keys()].flatMap((path) => {
    const names = path.split('/').slice(0, -1)
    return names.map((_, index) => names.slice(0, index + 1).join('/'))
  })
  return ['', ...new Set(all)]
}

function contentsOf(repository: TestRepository, folder: string) {
  if (!foldersOf(repository).includes(folder)) return null
  return entriesOf(repository, folder, false).map(({ path, type }) => ({
    type: type === 'tree' ? 'dir' : 'file',
    name: path,
    path: folder === '' ? path : `${folder}/${path}`,
  }))
}

function treeOf(repository: TestRepository, sha: string, isRecursive: boolean) {
  const folder = foldersOf(repository).find((candidate) => treeShaOf(repository, candidate) === sha)
  if (folder === undefined) return null
  return { sha, tree: entriesOf(repository, folder, isRecursive), truncated: false }
}

function entriesOf(repository: TestRepository, folder: string, isRecursive: boolean) {
  const start = folder === '' ? 0 : folder.length + 1
  const files = inFolder(repository, folder)
    .map(([path, bytes]) => ({
      path: path.slice(start),
      mode: '100644',
      type: 'blob',
      sha: blobShaOf(bytes),
      size: bytes.length,
    }))
    .filter(({ path }) => isRecursive || !path.includes('/'))
  const folders = foldersOf(repository)
    .filter((path) => path !== '' && path.startsWith(folder === '' ? '' : `${folder}/`))
    .map((path) => ({
      path: path.slice(start),
      mode: '040000',
      type: 'tree',
      sha: treeShaOf(repository, path),
    }))
    .filter(({ path }) => isRecursive || !path.includes('/'))
  return [...folders, ...files]
}
