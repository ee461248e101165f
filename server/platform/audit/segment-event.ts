import { sql, type Tx } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import type { Emission } from '../kernel/emission.ts'
import { eventType } from '../kernel/event-type.ts'
import type { Services } from '../kernel/installation.ts'
import { recordKind } from '../kernel/record-kind.ts'
import { id, Type } from '../kernel/schema.ts'
import type { AuditedWorkspace } from './anchor.ts'
import { AuditSegment } from './segment.ts'

const actor = 'Audit log'

export const auditLogKind = recordKind({
  name: 'audit_log',
  prefix: null,
  title: { one: 'audit log', many: 'audit logs' },
  page: '/settings/audit-log',
})

/** Its label names the root, so that an email or a message keeps the root outside of the installation. */
export const segmentClosed = eventType('audit_segment.closed', {
  stability: 'stable',
  when: 'a day of the audit log, or a thousand entries of a busy day, is closed and signed; not for a day with no other entry',
  subject: 'audit_segment',
  data: Type.Pick(AuditSegment.schema, [
    'id',
    'number',
    'firstSequence',
    'lastSequence',
    'firstAt',
    'lastAt',
    'lastHash',
    'publicKey',
    'signature',
    'closedAt',
  ]),
  scope: 'audit:read',
  page: '/settings/audit-log',
})

export const auditLogDamaged = eventType('audit_log.damaged', {
  stability: 'stable',
  when: 'the audit log was changed behind the back of the server, so that nothing more of it is signed',
  subject: 'audit_log',
  data: Type.Object({
    id: id('org'),
    fault: Type.String({ description: 'What does not fit.' }),
  }),
  scope: 'audit:read',
  readers: ['auditor', 'accountable_executive'],
})

type Work = Pick<Services, 'database' | 'log' | 'live' | 'wake'>

async function append(
  services: Work,
  workspace: AuditedWorkspace,
  emissionOf: (tx: Tx) => Promise<Emission | null>,
): Promise<void> {
  await services.database.tenant({ workspaceId: workspace.uuid }, async (tx) => {
    const emission = await emissionOf(tx)
    if (!emission) return
    await recordEvent(tx, emission, systemContext(workspace.id, actor))
    tx.afterCommit(() => {
      services.live.nudge(workspace.uuid)
      services.wake('events')
    })
  })
}

/** Sends the new root to everyone who subscribed to it: what stands elsewhere cannot be changed here. */
export async function announceSegment(
  services: Work,
  workspace: AuditedWorkspace,
  number: number,
): Promise<void> {
  await append(services, workspace, async (tx) => {
    const { id } = await tx.one(
      sql<'segmentOfNumber'>`select id from audit_segments where number = ${number}`,
    )
    const segment = await AuditSegment.get(tx, id)
    const label = `Segment ${number}, entries ${segment.firstSequence} to ${segment.lastSequence}, root ${segment.lastHash}`
    return { type: segmentClosed, subject: { type: AuditSegment.name, id, label }, data: segment }
  })
}

/** Says that the log was changed: in the server's log each time, in the workspace's once until it is accepted. */
export async function alarm(services: Work, workspace: AuditedWorkspace, fault: string): Promise<false> {
  services.log.error(
    { workspace: workspace.id, fault },
    'the audit log was changed behind the back of the server: it is signed no further',
  )
  await append(services, workspace, async (tx) => {
    const { isKnown } = await tx.one(sql<'isDamageKnown', { isKnown: boolean }>`
      select coalesce((select e.type = ${auditLogDamaged.type}
                         from events e
                        where e.type in (${auditLogDamaged.type}, 'audit_log.accepted')
                        order by e.seq desc limit 1), false) as "isKnown"`)
    if (isKnown) return null
    return {
      type: auditLogDamaged,
      subject: { type: auditLogKind.name, id: workspace.id, label: 'Audit log' },
      data: { id: workspace.id, fault },
    }
  })
  return false
}
