import { createHash, randomBytes } from 'node:crypto'
import { db, type RowOf, sql, type Tx } from '#platform/database/database.ts'
import type { LiveChange } from '#platform/events/live.ts'
import type { LeftBehind } from '#platform/identity/left-behind.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, Type, text } from '#platform/kernel/schema.ts'
import { Board, readBoard } from './board.ts'
import { deskRoles } from './roles.ts'

const boardLinkInvalid = problem('board_link_invalid', 401, {
  meaning: 'This board link was revoked, or never was one',
  fix: 'Make a new one on the flight board: Screens → New board link.',
})

/** What opens the flight board on a screen that nobody signs in to: read only, and nothing else of the workspace. */
export const BoardLink = resource({
  name: 'board_link',
  prefix: 'bdl',
  title: { one: 'screen', many: 'screens' },
  page: '/fbo/screens',
  table: 'fbo_board_links',
  label: 'name',
  schema: Type.Object({
    id: id('bdl'),
    name: Type.String(),
    prefix: Type.String({ description: 'How its token begins.' }),
    createdAt: instant(),
    revokedAt: nullable(instant()),
  }),
})

const hashOf = (token: string) => createHash('sha256').update(token).digest()

export const listBoardLinks = operation({
  id: 'listBoardLinks',
  method: 'GET',
  path: '/api/v1/fbo/board-links',
  summary: 'List the links that open the board on screens',
  description:
    'The links that open the flight board on a screen without a sign-in. Their tokens are not shown again.',
  access: 'session',
  roles: deskRoles,
  stability: 'beta',
  response: BoardLink.schema,
  list: list({
    of: BoardLink,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
  }),
})

export const createBoardLink = operation({
  id: 'createBoardLink',
  method: 'POST',
  path: '/api/v1/fbo/board-links',
  summary: 'Create a link that opens the board on a screen; its token is shown once',
  description:
    'Creates a link that opens only the flight board, on a screen without a sign-in. The token is shown in this response only.',
  access: 'session',
  roles: deskRoles,
  stability: 'beta',
  creates: BoardLink,
  audits: 'board_link.created',
  secret: true,
  body: Type.Object({ name: text(1, 100, 'Where the screen hangs.') }),
  response: Type.Object({
    ...BoardLink.schema.properties,
    token: Type.String(),
    path: Type.String({
      description: 'The page to open on the screen. The token stands behind the #, which no server sees.',
    }),
  }),
  async handle({ tx, body, principal }) {
    const token = `brd_${randomBytes(24).toString('base64url')}`
    const linkId = newId('bdl')
    await tx.run(
      db.insertInto('fbo_board_links').values({
        workspace_id: principal.workspace.uuid,
        id: linkId,
        name: body.name,
        token_hash: hashOf(token),
        prefix: token.slice(0, 10),
        created_by: principal.userId,
      }),
    )
    return { ...(await BoardLink.get(tx, linkId)), token, path: `/app/board#${token}` }
  },
})

export const revokeBoardLink = operation({
  id: 'revokeBoardLink',
  method: 'DELETE',
  path: '/api/v1/fbo/board-links/:id',
  summary: 'Revoke a board link: the screen goes dark at its next look',
  description: 'Ends a board link. The screen that uses it shows nothing from its next request on.',
  access: 'session',
  roles: deskRoles,
  stability: 'beta',
  on: BoardLink,
  audits: 'board_link.revoked',
  async handle({ tx, record, now }) {
    await tx.run(
      sql`update fbo_board_links set revoked_at = ${now} where id = ${record.id} and revoked_at is null`,
    )
  },
})

/** Somebody who was removed may still know the token of a screen. */
export const leftBoardLinks: LeftBehind = {
  kind: 'left_behind',
  name: 'board_links',
  title: 'Links to the flight board',
  list: (tx, userId) =>
    tx.rows(sql<'leftBoardLinks'>`
      select id, name as label, prefix || '…' as detail from fbo_board_links
       where created_by = ${userId} and revoked_at is null order by name, id`),
}

type Screen = RowOf<'boardScreen'>

/** The workspace that a token opens the board of. A workspace without the module, or that does not let the address in, has no screens. */
async function screenOf(tx: Tx, token: string, address: string): Promise<Screen> {
  const screen = await findScreen(tx, token, address)
  if (!screen) throw boardLinkInvalid()
  return screen
}

function findScreen(tx: Tx, token: string, address: string): Promise<Screen | undefined> {
  return tx.first(sql<'boardScreen'>`
    select l.id as "linkId", w.workspace_id as "workspaceId", w.name, w.timezone, h.seq as sequence
      from fbo_board_links l
      join workspaces w on w.workspace_id = l.workspace_id
      join event_heads h on h.workspace_id = w.workspace_id
     where l.token_hash = ${hashOf(token)}
       and l.revoked_at is null
       and 'fbo' = any (w.modules)
       and (select networks is null
              or exists (select from unnest(networks) one where ${address}::inet <<= one::cidr)
              from apron.allowlist_now(w.allowlist, w.allowlist_until) as networks)`)
}

const token = Type.Object({
  token: Type.String({ minLength: 8, maxLength: 100, description: 'The token of the board link.' }),
})

// POST, though nothing is written: a token in an address would be kept by every log on its way.
export const readPublicBoard = operation({
  id: 'readPublicBoard',
  method: 'POST',
  path: '/api/v1/fbo/public/board',
  summary: 'Get the flight board with a board link',
  description: 'Returns the flight board of a day to a screen that has the token of a board link.',
  access: 'public',
  system: true,
  stability: 'beta',
  readOnly: true,
  body: Type.Object({ ...token.properties, date: Type.Optional(date()) }),
  response: Board,
  status: 200,
  // One after the other: who waits for a connection must hold no other.
  prepare: ({ body, request, services }) =>
    services.database.system((tx) => screenOf(tx, body.token, request.address)),
  handle({ body, prepared, services, now }) {
    const screen = prepared as Screen
    return services.database.tenant({ workspaceId: screen.workspaceId }, (own) =>
      readBoard(own, screen, body.date, now),
    )
  },
})

export const followPublicBoard = operation({
  id: 'followPublicBoard',
  method: 'POST',
  path: '/api/v1/fbo/public/board/live',
  summary: 'Follow the changes of the flight board with a board link, as server-sent events',
  description: 'Keeps a connection open and sends an event whenever the flight board changes.',
  access: 'public',
  system: true,
  stability: 'beta',
  answers: 'events',
  readOnly: true,
  body: token,
  response: Type.String(),
  async handle({ tx, body, request, services, signal }) {
    const screen = await screenOf(tx, body.token, request.address)
    return boardChanges(services, screen, signal, (own) => findScreen(own, body.token, request.address))
  },
})

const onTheBoard = new Set(['movement', 'fuel_order', 'service_order', 'import', 'workspace'])

/** Only that something on the board has changed: what else happens in the workspace is not the screen's to know. */
function boardChanges(
  services: Services,
  screen: Screen,
  signal: AbortSignal,
  find: (tx: Tx) => Promise<Screen | undefined>,
): AsyncGenerator<LiveChange | null> {
  return services.live.follow({
    workspaceUuid: screen.workspaceId,
    follower: screen.linkId,
    userId: '',
    fromSequence: screen.sequence,
    signal,
    mayFollow: async (own) => (await find(own)) !== undefined,
    view: async (_tx, { subjectType, sequence }) =>
      onTheBoard.has(subjectType)
        ? { type: 'board.changed', subjectType: 'board', subjectId: 'board', sequence }
        : null,
  })
}
