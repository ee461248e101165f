import { randomBytes } from 'node:crypto'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { Type } from '#platform/kernel/schema.ts'
import { AddressRefused, createAddressGuard } from '#platform/net/address-guard.ts'
import {
  administers,
  apiUrl,
  type ConnectionForm,
  GithubConnection,
  insertConnection,
  name,
  placeFields,
  sealSecret,
  sealToken,
  token,
} from './connection.ts'
import { requestSync } from './request-sync.ts'

const mostConnections = 10
const usualApiUrl = 'https://api.github.com'
const optionalPlace = {
  repository: Type.Optional(placeFields.repository),
  branch: Type.Optional(placeFields.branch),
  syllabusFolder: Type.Optional(placeFields.syllabusFolder),
  manualFolder: Type.Optional(placeFields.manualFolder),
}
const WithSecret = Type.Object({
  ...GithubConnection.schema.properties,
  webhookSecret: Type.String({ description: 'The secret for the webhook of the repository. Shown once.' }),
})
const newSecret = () => randomBytes(32).toString('base64url')

export const createConnection = operation({
  ...administers,
  id: 'createGithubConnection',
  method: 'POST',
  path: '/api/github/connections',
  summary: 'Create a GitHub connection',
  description:
    'Stores the token sealed. Then choose the repository, branch and folders. Everybody who can push to that repository can write draft revisions and documents here. Nothing in a repository is ever executed.',
  // Who can push to the repository then writes drafts here.
  effect: 'grants',
  creates: GithubConnection,
  audits: 'github_connection.created',
  secret: true,
  body: Type.Object({ name, apiUrl: Type.Optional(apiUrl), token, ...optionalPlace }),
  response: WithSecret,
  async handle({ tx, body, principal, services }) {
    await requireFewConnections(tx)
    const secret = newSecret()
    const connectionId = await insertConnection(tx, services, principal.workspace.uuid, {
      ...body,
      apiUrl: checkedAddress(services, body.apiUrl ?? usualApiUrl),
      secret,
    })
    const connection = await GithubConnection.get(tx, connectionId)
    if (!isPlaced(connection)) return { ...connection, webhookSecret: secret }
    await requestSync(tx, services, principal.workspace.uuid, connectionId)
    return { ...(await GithubConnection.get(tx, connectionId)), webhookSecret: secret }
  },
})

export const updateConnection = operation({
  ...administers,
  id: 'updateGithubConnection',
  method: 'PATCH',
  path: '/api/github/connections/:id',
  summary: 'Update a GitHub connection',
  description:
    'Changes the fields that you send, and syncs once a repository and a branch are chosen. Another `apiUrl` needs the token again.',
  effect: 'grants',
  on: GithubConnection,
  audits: 'github_connection.updated',
  body: Type.Object({
    name: Type.Optional(name),
    apiUrl: Type.Optional(apiUrl),
    token: Type.Optional(token),
    ...optionalPlace,
  }),
  response: GithubConnection.schema,
  async handle({ tx, body, record, principal, services }) {
    const { token: newToken, apiUrl: newUrl, ...fields } = body
    // Another server must not be handed the token of the one before.
    if (newUrl !== undefined && newUrl !== record.apiUrl && newToken === undefined)
      throw invalidFields([{ field: 'token', message: 'is needed again for another apiUrl' }])
    const columns = {
      ...toColumns(fields),
      ...(newUrl === undefined ? {} : { api_url: checkedAddress(services, newUrl) }),
      ...(newToken === undefined ? {} : { token_sealed: sealToken(services, record.id, newToken) }),
    }
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('github_connections').set(columns).where('id', '=', record.id))
    const connection = await GithubConnection.get(tx, record.id)
    if (isPlaced(connection)) await requestSync(tx, services, principal.workspace.uuid, record.id)
    return GithubConnection.get(tx, record.id)
  },
})

export const rotateWebhookSecret = operation({
  ...administers,
  id: 'rotateGithubWebhookSecret',
  method: 'POST',
  path: '/api/github/connections/:id/rotate-secret',
  summary: 'Rotate the webhook secret of a GitHub connection',
  description:
    'Makes a new secret, shown once. Pushes that are signed with the old one are refused from now on.',
  effect: 'grants',
  on: GithubConnection,
  audits: 'github_connection.secret_rotated',
  secret: true,
  response: WithSecret,
  async handle({ tx, record, services }) {
    const secret = newSecret()
    await tx.run(
      db
        .updateTable('github_connections')
        .set({ webhook_secret_sealed: sealSecret(services, record.id, secret) })
        .where('id', '=', record.id),
    )
    return { ...(await GithubConnection.get(tx, record.id)), webhookSecret: secret }
  },
})

export const syncConnection = operation({
  ...administers,
  id: 'syncGithubConnection',
  method: 'POST',
  path: '/api/github/connections/:id/sync',
  summary: 'Sync a GitHub connection',
  description:
    'Reads the repository again now. The connection shows when the sync ended, and what was refused.',
  effect: 'none',
  on: GithubConnection,
  audits: 'github_connection.sync_requested',
  status: 202,
  response: GithubConnection.schema,
  async handle({ tx, record, principal, services }) {
    if (!isPlaced(record))
      throw ruleBroken('Choose a repository, a branch and a folder first', {
        details: [{ field: 'repository', message: 'is not chosen' }],
      })
    await requestSync(tx, services, principal.workspace.uuid, record.id)
    return GithubConnection.get(tx, record.id)
  },
})

/** Whether everything is chosen that a sync needs. */
const isPlaced = ({ repository, branch, syllabusFolder, manualFolder }: ConnectionForm): boolean =>
  repository !== null && branch !== null && (syllabusFolder !== null || manualFolder !== null)

async function requireFewConnections(tx: Tx): Promise<void> {
  const { connections } = await tx.one(
    sql<'githubConnectionCount'>`select count(*)::int as connections from github_connections`,
  )
  if (connections >= mostConnections)
    throw ruleBroken(`A workspace has at most ${mostConnections} GitHub connections. Delete one first`)
}

/** The address without a slash at its end. @throws Problem if this installation may not call it. */
function checkedAddress(services: Services, address: string): string {
  try {
    createAddressGuard({ allowNetworks: services.config.webhookAllowNetworks }).parse(address)
  } catch (error) {
    if (error instanceof AddressRefused) throw invalidFields([{ field: 'apiUrl', message: error.message }])
    throw error
  }
  return address.replace(/\/+$/, '')
}
