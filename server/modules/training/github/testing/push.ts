import { createHmac, randomUUID } from 'node:crypto'
import type { Answer } from '#platform/testing/client.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { stages } from '../../testing/fixtures.ts'

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

/** Sends what GitHub sends after a push. */
export function push(
  { anybody }: TestWorkspace,
  connection: Answer['data'],
  repository: string,
  fields: PushFields,
) {
  const { branch = 'main', secret = connection.webhookSecret, event = 'push' } = fields
  const body = JSON.stringify({ ref: `refs/heads/${branch}`, repository: { full_name: repository } })
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  return anybody.send('POST', connection.webhookPath, {
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': fields.delivery ?? randomUUID(),
      'x-hub-signature-256': fields.signature ?? signature,
    },
  })
}

export const programOf = async ({ owner }: TestWorkspace, code: string): Promise<Answer['data']> => {
  const { data } = await owner.get(`/api/v1/training/programs?search=${code}`)
  return data.items.find((program: Answer['data']) => program.code === code)
}
export const revisionsOf = async (space: TestWorkspace, code: string): Promise<Answer['data'][]> => {
  const program = await programOf(space, code)
  return (await space.owner.get(`/api/v1/training/programs/${program.id}/revisions`)).data.items
}
