import { readableKinds } from '../access/readable-kinds.ts'
import { isStillAdmitted } from '../access/still-admitted.ts'
import type { Tx } from '../database/database.ts'
import type { LiveChange } from '../events/live.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import type { SessionPrincipal } from '../kernel/principal.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '../kernel/schema.ts'
import { AuditEntry, auditList } from './audit-entry.ts'

export const listAuditLog = operation({
  id: 'listAuditLog',
  method: 'GET',
  path: '/api/v1/admin/audit-log',
  summary: 'List audit log entries',
  description: 'The audit log of the workspace: who did what, when and from where.',
  scope: 'audit:read',
  roles: ['auditor', 'accountable_executive'],
  response: AuditEntry.schema,
  list: auditList,
})

interface Known {
  actor: { type: string; name: string | null }
  changes: Static<typeof AuditEntry.schema.properties.changes>
  via: 'session' | 'api_key' | 'system'
}

export const getTimeline = operation({
  id: 'getTimeline',
  method: 'GET',
  path: '/api/v1/timeline/:subjectId',
  summary: 'Get the timeline of a record',
  description: 'The events of one record, newest first.',
  access: 'session',
  roles: 'staff',
  params: Type.Object({ subjectId: Type.String({ maxLength: 60 }) }),
  response: Type.Array(
    Type.Object({
      id: id('evt'),
      occurredAt: instant(),
      action: Type.String(),
      actor: Type.Object({ type: Type.String(), name: nullable(Type.String()) }),
      changes: AuditEntry.schema.properties.changes,
      via: oneOf(['session', 'api_key', 'system']),
    }),
  ),
  async handle({ tx, params, principal, services }) {
    // A member who may not read a kind of record may not read its history either.
    const readable = readableKinds(services, principal)
    const kind = services.operations.find(({ on }) => on && params.subjectId.startsWith(`${on.prefix}_`))?.on
    if (kind?.visibleHistory && !(await kind.visibleHistory(tx, params.subjectId, principal, services)))
      return []
    return tx.prepared<'timeline', Known>(
      `
        select t.id,
               to_char(t.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt",
              t.type as action,
              json_build_object('type', t.actor_type, 'name', t.personal::json ->> 'actorName') as actor,
              t.changes::json as changes,
              case t.actor_type when 'user' then 'session' else t.actor_type end as via
         from events t where t.subject_id = $1 and t.subject_type = any ($2) order by t.seq desc limit 100`,
      [params.subjectId, [...readable]],
    )
  },
})

/**
 * What one member sees of a change: nothing of a record that is hidden from them, and only that something
 * has changed where they do not read that kind of record, since it may show in what they do read.
 */
function viewFor(services: Services, principal: SessionPrincipal) {
  const readable = readableKinds(services, principal)
  const hiding = new Map(services.operations.flatMap(({ on }) => (on?.visible ? [[on.name, on]] : [])))
  return async (tx: Tx, change: LiveChange): Promise<LiveChange | null> => {
    const { subjectType, subjectId } = change
    const kind = hiding.get(subjectType)
    if (kind && !(await kind.visibleHistory?.(tx, subjectId, principal, services))) return null
    return readable.has(subjectType) ? change : { ...change, type: `${subjectType}.changed`, subjectId: '' }
  }
}

export const live = operation({
  id: 'live',
  method: 'GET',
  path: '/api/v1/live',
  summary: 'Follow live changes',
  description: 'A stream of server-sent events that names each record as it changes.',
  access: 'session',
  roles: 'staff',
  answers: 'events',
  response: Type.String(),
  handle: ({ principal, services, signal, request }) =>
    services.live.follow({
      // The number of a change counts up in the workspace; one that lies ahead is nobody's, and ignored.
      workspaceUuid: principal.workspace.uuid,
      follower: principal.userId,
      userId: principal.userId,
      fromSequence: Math.min(
        /^\d{1,15}$/.test(request.lastEventId ?? '') ? Number(request.lastEventId) : principal.sequence,
        principal.sequence,
      ),
      signal,
      // Asked again before each look: signing out, a timeout, a removal, another role, an allowlist all end the stream.
      mayFollow: (tx) => isStillAdmitted(tx, 'live', principal, request, services),
      view: viewFor(services, principal),
    }),
})
