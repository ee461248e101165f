import { sql } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import type { Services } from '../kernel/installation.ts'
import { type AuditedWorkspace, faultOfLog, keepAnchorFile, sealAnchor } from './anchor.ts'
import { auditKey, replaceUnreadableKey } from './audit-key.ts'
import { newestSegment } from './segment.ts'
import { auditLogKind } from './segment-event.ts'

type AcceptServices = Pick<Services, 'database' | 'secrets' | 'config'>

/**
 * `apron accept-audit-log [WORKSPACE]`: from here on the server signs what the database says, after the administrator
 * found out why it differs from the roots that were kept. Each accepted log gets an entry that says so. It also
 * replaces a signing key that cannot be opened any more. An entry whose hash does not fit is never accepted.
 * @returns what was done, as sentences.
 */
export async function acceptAuditLogs(services: AcceptServices, slug: string | null): Promise<string[]> {
  const done: string[] = []
  if (await replaceUnreadableKey(services))
    done.push(`The signing key could not be opened. The new one is ${(await auditKey(services)).publicKey}`)
  const workspaces = await services.database.system((tx) =>
    tx.rows(sql<'workspacesToAccept'>`
      select workspace_id as uuid, id, slug
        from workspaces where ${slug}::text is null or slug = ${slug} order by slug`),
  )
  if (workspaces.length === 0) return [...done, `There is no workspace ${slug}`]
  for (const workspace of workspaces) {
    const fault = await faultOfLog(services, workspace)
    if (fault === null) continue
    await accept(services, workspace, fault)
    done.push(`${workspace.slug}: accepted, although ${fault}`)
  }
  return done.length > 0
    ? done
    : ['Every audit log agrees with the roots that were kept. Nothing was accepted']
}

async function accept(services: AcceptServices, workspace: AuditedWorkspace, fault: string): Promise<void> {
  const { database } = services
  await database.tenant({ workspaceId: workspace.uuid }, (tx) =>
    recordEvent(
      tx,
      {
        type: 'audit_log.accepted',
        subject: { type: auditLogKind.name, id: workspace.id, label: 'Audit log' },
        changes: [{ field: 'fault', before: fault, after: null }],
      },
      systemContext(workspace.id, 'The administrator of the server'),
    ),
  )
  const newest = await database.tenant({ workspaceId: workspace.uuid }, newestSegment)
  const nothing = { number: 0, lastSequence: 0, lastHash: '', publicKey: '', signature: '' }
  const sealed = sealAnchor(services, workspace.id, newest ?? nothing)
  await database.system((tx) =>
    tx.run(sql`
      insert into audit_anchors (workspace_id, sealed) values (${workspace.uuid}, ${sealed})
      on conflict (workspace_id) do update set sealed = excluded.sealed, updated_at = now()`),
  )
  await keepAnchorFile(services, workspace.id, sealed)
}
