import { sql, type Tx } from '../../database/database.ts'
import { operation } from '../../kernel/operation.ts'
import type { SessionPrincipal } from '../../kernel/principal.ts'
import { notFound } from '../../kernel/problem.ts'
import { id, instant, nullable, Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { deviceOf } from './device.ts'
import { endSessions } from './end-sessions.ts'

const OwnSession = Type.Object({
  id: id('ses'),
  device: Type.String({ description: 'Made of the user agent: `Firefox on Windows`.' }),
  user_agent: nullable(Type.String()),
  address: nullable(Type.String()),
  organization_id: id('org'),
  organization_name: Type.String(),
  created_at: instant(),
  last_seen_at: instant(),
  expires_at: instant(),
  current: Type.Boolean({ description: 'The session that asks.' }),
})

interface Row {
  id: string
  user_agent: string | null
  address: string | null
  organization_id: string
  organization_name: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
}

/**
 * What a session that an identity provider opened may see and end: only what is in its own workspace, so
 * that the operator of that provider learns nothing about the others.
 */
const reachOf = (principal: SessionPrincipal): string | null =>
  principal.factors.includes('sso') ? principal.workspace.uuid : null

/** The sessions that would still be let in, by the rules of `apron.authenticate_session`. */
function liveSessions(tx: Tx, userId: string, reach: string | null): Promise<Row[]> {
  return tx.rows(sql<'liveSessions'>`
    select * from (
      select s.id, s.user_agent, s.address, w.id as organization_id, w.name as organization_name,
             s.created_at, s.last_seen_at,
             least(s.created_at + make_interval(mins => w.absolute_timeout_minutes),
                   (case when w.extend_on_activity then s.last_seen_at else s.created_at end)
                   + make_interval(mins => w.idle_timeout_minutes)) as expires_at
        from sessions s
        join workspaces w on w.workspace_id = s.workspace_id
        join members m on m.workspace_id = s.workspace_id and m.user_id = s.user_id and m.status = 'active'
       where s.user_id = ${userId} and s.ended_at is null
         and (${reach}::uuid is null or s.workspace_id = ${reach}::uuid)) live
     where expires_at > now()
     order by last_seen_at desc, id desc limit 500`)
}

export const listOwnSessions = operation({
  id: 'listOwnSessions',
  method: 'GET',
  path: '/api/user/sessions',
  summary: 'List your sessions',
  description: 'The sessions of your account, with browser, address and last use.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  response: Type.Array(OwnSession),
  async handle({ tx, principal, services }) {
    await services.usage.flush()
    const rows = await liveSessions(tx, principal.userId, reachOf(principal))
    return rows.map((row) => ({
      ...row,
      device: deviceOf(row.user_agent),
      created_at: row.created_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
      current: row.id === principal.sessionId,
    }))
  },
})

export const endOwnSession = operation({
  id: 'endOwnSession',
  method: 'DELETE',
  path: '/api/user/sessions/:id',
  summary: 'End one of your sessions',
  description: 'Signs out one browser of your account.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  audits: 'session.ended',
  params: Type.Object({ id: id('ses') }),
  async handle({ tx, params, principal, request, now, emit, setSession }) {
    const { count, isToldHere } = await endSessions(tx, principal, {
      only: params.id,
      within: reachOf(principal),
      request,
      now,
      emit,
    })
    if (count === 0) throw notFound('You have no such session, or it has ended already')
    if (!isToldHere) emit(endedElsewhere(principal, count))
    if (params.id === principal.sessionId) setSession(null)
  },
})

export const endOtherSessions = operation({
  id: 'endOtherSessions',
  method: 'DELETE',
  path: '/api/user/sessions',
  summary: 'End your other sessions',
  description: 'Signs out every other browser of your account; this session stays.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  audits: 'session.ended',
  async handle({ tx, principal, request, now, emit }) {
    const { count, isToldHere } = await endSessions(tx, principal, {
      except: principal.sessionId,
      within: reachOf(principal),
      request,
      now,
      emit,
    })
    if (!isToldHere) emit(endedElsewhere(principal, count))
  },
})

/** The entry of the workspace in which it was done, where none of the sessions was its own. */
const endedElsewhere = (principal: SessionPrincipal, count: number) => ({
  type: 'session.ended',
  subject: { type: userKind.name, id: principal.userId, label: principal.email },
  changes: [{ field: 'sessions_elsewhere', before: count, after: 0 }],
})
