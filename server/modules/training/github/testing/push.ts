import { createHmac, randomUUID } from 'node:crypto'
import type { Answer } from '#platform/testing/client.ts'
import { until } from '#platform/testing/until.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { stages } from '../../testing/stages.ts'
import type { TestGithub } from './github.ts'

/** A syllabus file of this program. */
export const syllabus = (code: string, more: object = {}) =>
  JSON.stringify(
    { program: { code, title: 'Private pilot', authority: 'faa_141' }, stages, ...more },
    null,
    2,
  )

export interface PushFields {
  branch?: string
  delivery?: string
  secret?: string
  event?: string
  signature?: string
}

/** What GitHub sends after a push. */
export function pushRequest(connection: Answer['data'], repository: string, fields: PushFields = {}) {
  const { branch = 'main', secret = connection.webhookSecret, event = 'push' } = fields
  const body = JSON.stringify({ ref: `refs/heads/${branch}`, repository: { full_name: repository } })
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': fields.delivery ?? randomUUID(),
    'x-hub-signature-256': fields.signature ?? signature,
  }
  return { body, headers }
}

/** A connection of the workspace to a repository of its own, which has these files. */
export async function connectLibrary(
  space: TestWorkspace,
  github: TestGithub,
  files: Record<string, string | Buffer>,
) {
  const name = `heron/training-${space.next()}`
  const folder = (path: string) => (Object.keys(files).some((file) => file.startsWith(path)) ? path : null)
  const repository = github.addRepository(name, files)
  const connection = await space.made('/api/github/connections', {
    name: 'Library',
    apiUrl: github.apiUrl,
    token: github.token,
    repository: name,
    branch: 'main',
    syllabusFolder: folder('syllabi'),
    manualFolder: folder('manuals'),
  })
  const read = async (): Promise<Answer['data']> =>
    (await space.owner.get(`/api/github/connections/${connection.id}`)).data
  return {
    space,
    name,
    repository,
    connection,
    synced: (isDone = ({ syncStatus }: Answer['data']) => syncStatus !== 'waiting') => until(read, isDone),
    push: (fields: PushFields = {}) =>
      space.anybody.send('POST', connection.webhookPath, pushRequest(connection, name, fields)),
  }
}

export const programOf = async ({ owner }: TestWorkspace, code: string): Promise<Answer['data']> => {
  const { data } = await owner.get(`/api/v1/training/programs?search=${code}`)
  return data.items.find((program: Answer['data']) => program.code === code)
}
export const revisionsOf = async (space: TestWorkspace, code: string): Promise<Answer['data'][]> => {
  const program = await programOf(space, code)
  return (await space.owner.get(`/api/v1/training/programs/${program.id}/revisions`)).data.items
}
