import { randomBytes } from 'node:crypto'
import { sql, type Tx } from '../database/database.ts'
import type { RequestInfo } from '../kernel/context.ts'
import type { Change, Emission } from '../kernel/emission.ts'
import { eventTypeNamed } from '../kernel/event-type.ts'
import { newId } from '../kernel/id.ts'
import { actorOf, type Principal } from '../kernel/principal.ts'
import { kindNamed } from '../kernel/record-kind.ts'
import { shaped } from '../kernel/shaped.ts'

export interface EventContext {
  workspaceId: string
  actor: { type: 'user' | 'api_key' | 'system'; id: string | null; name: string }
  request: Pick<RequestInfo, 'id' | 'clientId' | 'address' | 'userAgent'> | null
  now: Date
}

export function eventContext(principal: Principal, request: RequestInfo, now: Date): EventContext {
  return { workspaceId: principal.workspace.id, actor: actorOf(principal), request, now }
}

/** The context of what happens without a request: `name` is what the audit log shows as its actor. */
export function systemContext(workspaceId: string, name: string, now = new Date()): EventContext {
  return { workspaceId, actor: { type: 'system', id: null, name }, request: null, now }
}

/**
 * Appends an event to the workspace's chain, in the transaction of the change. Call it last: from
 * here to the commit the other writers of the workspace wait.
 */
export async function recordEvent(
  tx: Tx,
  emission: Emission,
  context: EventContext,
): Promise<{ id: string; sequence: number }> {
  if (!kindNamed(emission.subject.type))
    throw new Error(
      `An event is about a ${emission.subject.type}, which is declared nowhere: see record-kind.ts`,
    )
  checkType(emission.type)
  const id = newId('evt')
  const occurredAt = context.now.toISOString()
  const isPublic = typeof emission.type !== 'string'
  const type = typeof emission.type === 'string' ? emission.type : emission.type.type
  const event = {
    id,
    type,
    isPublic,
    occurredAt,
    actorType: context.actor.type,
    actorId: context.actor.id,
    requestId: context.request?.id ?? null,
    subjectType: emission.subject.type,
    subjectId: emission.subject.id,
    subjectLabel: emission.subject.label ?? null,
    projectId: emission.subject.projectId ?? null,
  }
  const payload =
    typeof emission.type === 'string'
      ? null
      : JSON.stringify({
          id,
          type,
          occurredAt,
          workspaceId: context.workspaceId,
          data: shaped(emission.type.data, emission.data ?? null),
        })
  // What can be traced to a person stands apart, behind a salted hash, so that it can be erased.
  const personal = JSON.stringify({
    ...(context.request?.clientId ? { clientRequestId: context.request.clientId } : {}),
    salt: randomBytes(12).toString('base64url'),
    actorName: context.actor.name,
    address: context.request?.address ?? null,
    userAgent: context.request?.userAgent ?? null,
  })
  const { seq } = await tx.one(sql<'appendedEvent', { seq: number }>`
    select apron.append_event(${JSON.stringify(event)}::jsonb, ${payload},
             ${JSON.stringify(emission.changes ?? [])}, ${personal}) as seq`)
  return { id, sequence: seq }
}

/** @throws if an event would miss the catalog: its type is not declared, or only named where the declared type belongs. */
function checkType(named: Emission['type']): void {
  const type = typeof named === 'string' ? named : named.type
  const isDeclared = eventTypeNamed(type) !== undefined
  if (typeof named !== 'string' && !isDeclared)
    throw new Error(`The event ${type} is not in the catalog: declare it with eventType()`)
  if (typeof named === 'string' && isDeclared)
    throw new Error(`The event ${type} is in the catalog: emit the declared type, not its name`)
}

const unremarkable = new Set(['version', 'updatedAt', 'updated_at', 'createdAt', 'created_at'])

const countOf = (value: unknown) => (Array.isArray(value) ? value.length : null)

/**
 * What differs between two forms of a record, field by field.
 * @param counted fields of which only the number of entries is recorded.
 */
export function changesBetween(
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
  hidden: ReadonlySet<string> = new Set(),
  counted: ReadonlySet<string> = new Set(),
): Change[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const changes: Change[] = []
  for (const field of fields) {
    if (unremarkable.has(field) || hidden.has(field)) continue
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null]
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    changes.push(
      counted.has(field)
        ? { field, before: countOf(was), after: countOf(is) }
        : { field, before: was, after: is },
    )
  }
  return changes
}
