import { computedPage } from '#platform/kernel/computed-page.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { pageQuery, searchQuery } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, type Page, pageOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { type GithubApi, GithubError, githubApi } from './api.ts'
import { accessOf, administers, branchName, repositoryName } from './connection.ts'

const Repository = Type.Object({
  name: repositoryName,
  description: nullable(Type.String()),
  isPrivate: Type.Boolean(),
  defaultBranch: Type.String(),
  pushedAt: nullable(instant()),
})
const Branch = Type.Object({ name: Type.String(), commitSha: Type.String(), isProtected: Type.Boolean() })
const Directory = Type.Object({ path: Type.String(), name: Type.String() })

const paging = {
  connection_id: id('ghc', 'Whose token is used.'),
  ...pageQuery,
  ...searchQuery,
}
type Paging = Static<ReturnType<typeof Type.Object<typeof paging>>>

const browses = {
  ...administers,
  method: 'GET',
  // Each request makes others, to GitHub.
  limit: 'costly',
} as const

export const listRepositories = operation({
  ...browses,
  id: 'listGithubRepositories',
  path: '/api/github/repos',
  summary: 'List the repositories of a GitHub connection',
  description: 'The repositories that its token may read, by name, the first 2,000.',
  query: Type.Object(paging),
  response: pageOf(Repository),
  prepare: (request) =>
    browse(request, async (github) => {
      const repositories = await github.all<{
        full_name: string
        description: string | null
        private: boolean
        default_branch: string
        pushed_at: string | null
      }>('/user/repos?sort=full_name')
      return repositories.map((repository) => ({
        name: repository.full_name,
        description: repository.description,
        isPrivate: repository.private,
        defaultBranch: repository.default_branch,
        pushedAt: repository.pushed_at,
      }))
    }),
  handle: ({ prepared }) => prepared as Page<Static<typeof Repository>>,
})

export const listBranches = operation({
  ...browses,
  id: 'listGithubBranches',
  path: '/api/github/branches',
  summary: 'List the branches of a repository',
  description: 'By name, with the newest commit of each.',
  query: Type.Object({ ...paging, repository: repositoryName }),
  response: pageOf(Branch),
  prepare: (request) =>
    browse(request, async (github) => {
      const branches = await github.all<{ name: string; commit: { sha: string }; protected: boolean }>(
        `/repos/${request.query.repository}/branches`,
      )
      return branches.map(({ name, commit, protected: isProtected }) => ({
        name,
        commitSha: commit.sha,
        isProtected,
      }))
    }),
  handle: ({ prepared }) => prepared as Page<Static<typeof Branch>>,
})

export const listDirectories = operation({
  ...browses,
  id: 'listGithubDirectories',
  path: '/api/github/directories',
  summary: 'List the folders of a repository',
  description: 'The folders directly in `path` on a branch, by name.',
  query: Type.Object({
    ...paging,
    repository: repositoryName,
    branch: branchName,
    path: Type.Optional(text(1, 500, 'The folder to look into; `/`, the default, is the repository.')),
  }),
  response: pageOf(Directory),
  prepare: (request) =>
    browse(request, async (github) => {
      const { repository, branch, path = '/' } = request.query
      const folder = path.split('/').filter(Boolean).map(encodeURIComponent).join('/')
      const entries = await github.get<{ type: string; name: string; path: string }[]>(
        `/repos/${repository}/contents/${folder}?ref=${encodeURIComponent(branch)}`,
      )
      if (!Array.isArray(entries)) throw new GithubError(`${path} is a file, not a folder`)
      return entries
        .filter(({ type }) => type === 'dir')
        .map(({ name, path: whole }) => ({ name, path: whole }))
    }),
  handle: ({ prepared }) => prepared as Page<Static<typeof Directory>>,
})

interface BrowseRequest {
  principal: Principal | null
  services: Services
  query: Paging
}

/** Asks GitHub before the transaction, which must not wait for another server. @returns a page of what it listed. */
async function browse<T extends { name: string }>(
  { principal, services, query }: BrowseRequest,
  read: (github: GithubApi) => Promise<T[]>,
): Promise<Page<T>> {
  const access = principal
    ? await services.database.tenant({ workspaceId: principal.workspace.uuid }, (tx) =>
        accessOf(tx, services, query.connection_id),
      )
    : undefined
  if (!access) throw notFound('There is no such GitHub connection')
  const entries = await read(githubApi(services, access)).catch((error: unknown) => {
    throw error instanceof GithubError ? error.problem : error
  })
  return pageFrom(entries, query)
}

function pageFrom<T extends { name: string }>(entries: T[], query: Paging): Page<T> {
  const wanted = query.search?.toLowerCase() ?? ''
  const fitting = entries
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name))
  return computedPage(fitting, query)
}
