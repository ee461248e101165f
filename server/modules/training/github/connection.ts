import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { sealedColumn } from '#platform/kernel/sealed.ts'

const folder = (description: string) =>
  nullable(
    Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '^(/|(?!\\.{1,2}(/|$))[^/]+(/(?!\\.{1,2}(/|$))[^/]+)*)$',
      'x-hint': 'a folder such as training/syllabi, or / for the whole repository',
      description,
    }),
  )
export const repositoryName = Type.String({
  maxLength: 200,
  pattern: '^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$',
  'x-hint': 'a repository such as heron-air/training',
  description: 'Its owner and name.',
  examples: ['heron-air/training'],
})
export const branchName = text(1, 250, 'Such as `main`.')
/** Where in GitHub the library is. */
export const placeFields = {
  repository: nullable(repositoryName),
  branch: nullable(branchName),
  syllabusFolder: folder('Its JSON files become draft revisions. Null: none are read.'),
  manualFolder: folder('Its other files become documents. Null: none are read.'),
}
export const name = text(1, 100)
export const apiUrl = Type.String({
  minLength: 8,
  maxLength: 300,
  pattern: '^https?://[^\\s?#]+$',
  'x-hint': 'an address such as https://api.github.com',
  examples: ['https://api.github.com'],
  description: 'The address of the API. Of GitHub Enterprise: `https://github.example.com/api/v3`.',
})
export const token = text(1, 500, 'An access token that may read the repository. It is never shown again.')

const FileProblem = Type.Object({
  line: Type.Integer({ description: 'From 1; 1 also if the fault has no line.' }),
  field: Type.String(),
  message: Type.String(),
})
export type FileProblemForm = Static<typeof FileProblem>

/** A folder of a GitHub repository from which syllabi and manuals are read. */
export const GithubConnection = resource({
  name: 'github_connection',
  prefix: 'ghc',
  title: { one: 'GitHub connection', many: 'GitHub connections' },
  page: '/settings/integrations/github/:id',
  table: 'github_connections',
  label: 'name',
  schema: Type.Object({
    id: id('ghc'),
    name,
    apiUrl,
    ...placeFields,
    webhookPath: Type.String({ description: 'Where a webhook of the repository sends its pushes.' }),
    syncStatus: oneOf(['never', 'waiting', 'synced', 'failed']),
    syncedAt: nullable(instant('When the last sync ended.')),
    syncedCommit: nullable(Type.String()),
    syncError: nullable(Type.String({ description: 'Why the last sync failed, or waits.' })),
    files: Type.Array(
      Type.Object({
        path: Type.String(),
        kind: oneOf(['syllabus', 'manual']),
        outcome: oneOf(['read', 'refused']),
        problems: Type.Array(FileProblem),
        programId: nullable(id('prg')),
        revisionId: nullable(id('prv', 'The draft that the file became.')),
        documentId: nullable(id('tdc')),
      }),
      { description: 'What the last sync made of each file, the refused ones first.' },
    ),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'left join github_syncs s on s.workspace_id = t.workspace_id and s.id = t.id',
  expressions: {
    webhookPath: `'/api/github/webhooks/' || t.id`,
    syncStatus: `case when s.wanted_at is not null then 'waiting' when s.error is not null then 'failed'
      when s.finished_at is not null then 'synced' else 'never' end`,
    syncedAt: 's.finished_at',
    syncedCommit: 's.commit_sha',
    syncError: 's.error',
    files: `coalesce((select json_agg(json_build_object('path', f.path, 'kind', f.kind, 'outcome', f.outcome,
        'problems', f.problems, 'programId', f.program_id, 'revisionId', f.revision_id,
        'documentId', f.document_id) order by f.outcome desc, f.path)
      from github_files f where f.workspace_id = t.workspace_id and f.connection_id = t.id), '[]')`,
  },
  refusals: {
    github_connections_name: ({ details }) => nameTaken(undefined, { details }),
  },
})
export type ConnectionForm = Static<typeof GithubConnection.schema>

const nameTaken = problem('github_connection_name_taken', 409, {
  meaning: 'Another GitHub connection has this name',
  fix: 'Choose another name.',
})

const tokenContext = (connectionId: string) => `token of ${connectionId}`
const secretContext = (connectionId: string) => `webhook secret of ${connectionId}`
const sealed = { table: 'github_connections', key: ['workspace_id', 'id'] }
export const sealedToken = sealedColumn({
  ...sealed,
  column: 'token_sealed',
  context: "'token of ' || t.id",
})
export const sealedWebhookSecret = sealedColumn({
  ...sealed,
  column: 'webhook_secret_sealed',
  context: "'webhook secret of ' || t.id",
})
export const sealToken = (services: Services, connectionId: string, plain: string) =>
  services.secrets.seal(plain, tokenContext(connectionId))
export const sealSecret = (services: Services, connectionId: string, plain: string) =>
  services.secrets.seal(plain, secretContext(connectionId))
export const openSecret = (services: Services, connectionId: string, bytes: Buffer) =>
  services.secrets.open(bytes, secretContext(connectionId))

/** How GitHub is called for a connection. */
export interface GithubAccess {
  apiUrl: string
  token: string
}

/** The access of a connection; undefined if this workspace has no such connection. */
export async function accessOf(
  tx: Tx,
  services: Services,
  connectionId: string,
): Promise<GithubAccess | undefined> {
  const row = await tx.first(sql<'githubAccess'>`
    select api_url as "apiUrl", token_sealed as sealed from github_connections where id = ${connectionId}`)
  if (!row) return undefined
  return { apiUrl: row.apiUrl, token: services.secrets.open(row.sealed, tokenContext(connectionId)) }
}

/** Admins in a browser: a key must not find out what is there. */
export const administers = { access: 'session', roles: [], stability: 'beta' } as const

export const listConnections = operation({
  ...administers,
  id: 'listGithubConnections',
  method: 'GET',
  path: '/api/github/connections',
  summary: 'List GitHub connections',
  description: 'The connections, each with its last sync. Tokens and secrets are never shown.',
  response: GithubConnection.schema,
  list: list({
    of: GithubConnection,
    defaultSort: 'name',
    sorts: { name: { sql: 'lower(t.name)', type: 'text' } },
    // A sync that is asked for writes no event.
    volatile: true,
  }),
})

export const getConnection = operation({
  ...administers,
  id: 'getGithubConnection',
  method: 'GET',
  path: '/api/github/connections/:id',
  summary: 'Get a GitHub connection',
  description: 'Returns its repository and folders, and what the last sync made of each file.',
  on: GithubConnection,
  response: GithubConnection.schema,
})

export const deleteConnection = operation({
  ...administers,
  id: 'deleteGithubConnection',
  method: 'DELETE',
  path: '/api/github/connections/:id',
  summary: 'Delete a GitHub connection',
  description: 'Deletes the connection and its token. Revisions and documents that were read stay.',
  effect: 'none',
  on: GithubConnection,
  audits: 'github_connection.deleted',
  async handle({ tx, record }) {
    await tx.run(db.deleteFrom('github_connections').where('id', '=', record.id))
  },
})

/** Writes a connection with its sealed token and secret. @returns its ID. */
export async function insertConnection(
  tx: Tx,
  services: Services,
  workspaceUuid: string,
  { token: plainToken, secret, ...fields }: { token: string; secret: string; name: string; apiUrl: string },
): Promise<string> {
  const connectionId = newId('ghc')
  await tx.run(
    db.insertInto('github_connections').values({
      ...toColumns(fields),
      workspace_id: workspaceUuid,
      id: connectionId,
      token_sealed: sealToken(services, connectionId, plainToken),
      webhook_secret_sealed: sealSecret(services, connectionId, secret),
    }),
  )
  return connectionId
}
