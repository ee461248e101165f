import { createHash } from 'node:crypto'
import { type GithubApi, GithubError } from './api.ts'

/** A file of the repository that the library reads. */
export interface RepositoryFile {
  path: string
  kind: 'syllabus' | 'manual'
  blobSha: string
  sizeBytes: number
}

interface TreeEntry {
  path: string
  type: string
  mode: string
  sha: string
  size?: number
}

const mostFiles = 200
const symbolicLink = '120000'
export const mostBytesOf = { syllabus: 1_000_000, manual: 20_000_000 } as const

interface Folders {
  repository: string
  branch: string
  syllabusFolder: string | null
  manualFolder: string | null
}

/** The commit of a branch, and the files of its two folders. @throws GithubError */
export async function readFolders(
  github: GithubApi,
  { repository, branch, syllabusFolder, manualFolder }: Folders,
): Promise<{ commitSha: string; files: RepositoryFile[] }> {
  const { commit } = await github.get<{ commit: { sha: string; commit: { tree: { sha: string } } } }>(
    `/repos/${repository}/branches/${encodeURIComponent(branch)}`,
  )
  const root = { repository, treeSha: commit.commit.tree.sha }
  const entries = new Map<string, RepositoryFile>()
  for (const [folder, kind] of [
    [manualFolder, 'manual'],
    [syllabusFolder, 'syllabus'],
  ] as const)
    if (folder !== null)
      for (const file of await filesIn(github, root, folder)) {
        const isSyllabus = file.path.toLowerCase().endsWith('.json')
        if (isSyllabus === (kind === 'syllabus')) entries.set(file.path, { ...file, kind })
      }
  if (entries.size > mostFiles)
    throw new GithubError(`The folders hold ${entries.size} files, and at most ${mostFiles} are read`)
  return { commitSha: commit.sha, files: [...entries.values()] }
}

async function filesIn(
  github: GithubApi,
  { repository, treeSha }: { repository: string; treeSha: string },
  folder: string,
): Promise<Omit<RepositoryFile, 'kind'>[]> {
  const names = folder.split('/').filter(Boolean)
  let sha = treeSha
  for (const name of names) {
    const { tree } = await github.get<{ tree: TreeEntry[] }>(`/repos/${repository}/git/trees/${sha}`)
    const child = tree.find(({ path, type }) => path === name && type === 'tree')
    if (!child) throw new GithubError(`The branch has no folder ${folder}`)
    sha = child.sha
  }
  const { tree, truncated } = await github.get<{ tree: TreeEntry[]; truncated: boolean }>(
    `/repos/${repository}/git/trees/${sha}?recursive=1`,
  )
  if (truncated) throw new GithubError(`The folder ${folder} holds more than GitHub lists at once`)
  return tree
    .filter(({ type, mode }) => type === 'blob' && mode !== symbolicLink)
    .map(({ path, sha: blobSha, size = 0 }) => ({
      path: [...names, path].join('/'),
      blobSha,
      sizeBytes: size,
    }))
}

/** The bytes of a file, which are those that the tree names. @throws GithubError */
export async function readBlob(
  github: GithubApi,
  repository: string,
  { blobSha, kind, path }: RepositoryFile,
): Promise<Buffer> {
  const bytes = await github.bytes(`/repos/${repository}/git/blobs/${blobSha}`, mostBytesOf[kind])
  const algorithm = blobSha.length === 64 ? 'sha256' : 'sha1'
  if (createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex') !== blobSha)
    throw new GithubError(`The bytes of ${path} are not those that the commit names`, {
      retryAfterSeconds: 30,
    })
  return bytes
}
