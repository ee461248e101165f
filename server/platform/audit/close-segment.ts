import { constraintOf, sql, type Tx } from '../database/database.ts'
import { eachInTurn } from '../jobs/in-turn.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'
import { type AuditedWorkspace, faultOfLog, keepAnchorFile, sealAnchor } from './anchor.ts'
import { type AuditKey, auditKey } from './audit-key.ts'
import { hashOfEntry, type Segment, segmentText } from './chain.ts'
import { type EntryRow, entryBatch, readEntries } from './entry-row.ts'
import { newestSegment } from './segment.ts'
import { alarm, announceSegment, segmentClosed } from './segment-event.ts'

type Work = Pick<Services, 'database' | 'secrets' | 'log' | 'config' | 'live' | 'wake'>

/**
 * Closes and signs what has happened: a segment is a day, in UTC, or a thousand entries of a busy one. Before it is
 * signed, the chain is recomputed, and the newest root is compared with the one that is kept outside of the database.
 * If either does not hold, nothing more of that workspace is signed: its log gets one entry about it, and the log of
 * the server says so each time.
 */
export async function closeSegments(services: Work, signal?: AbortSignal): Promise<void> {
  const key = await auditKey(services)
  const waiting = await services.database.system((tx) =>
    tx.rows(sql<'workspacesToClose'>`
      select w.workspace_id as "workspaceUuid", w.id
        from event_heads h
        join workspaces w using (workspace_id)
       where h.seq > coalesce((select max(s.last_seq)
                                 from audit_segments s where s.workspace_id = h.workspace_id), 0)
       order by w.workspace_id`),
  )
  await eachInTurn(services, { name: closeWork.name, signal }, waiting, async ({ workspaceUuid, id }) => {
    const workspace = { uuid: workspaceUuid, id }
    try {
      while (!signal?.aborted && (await closeNext(services, key, workspace)));
    } catch (error) {
      // Another node may have closed it first.
      if (constraintOf(error)?.name !== 'audit_segments_pkey') throw error
    }
  })
}

async function closeNext(services: Work, key: AuditKey, workspace: AuditedWorkspace): Promise<boolean> {
  const fault = await faultOfLog(services, workspace)
  if (fault) return alarm(services, workspace, fault)
  const { before, entries } = await services.database.tenant({ workspaceId: workspace.uuid }, async (tx) => {
    const newest = await newestSegment(tx)
    return { before: newest, entries: await readEntries(tx, newest?.lastSequence ?? 0) }
  })
  const closed = closable(entries, new Date().toISOString().slice(0, 10))
  const [first] = closed
  const last = closed.at(-1)
  if (!first || !last) return false
  const broken = closed.find(
    (entry, index) =>
      entry.sequence !== (before?.lastSequence ?? 0) + 1 + index ||
      entry.previousHash !==
        (index > 0 ? closed[index - 1]?.hash : (before?.lastHash ?? entry.previousHash)) ||
      entry.hash !== hashOfEntry(entry),
  )
  if (broken) return alarm(services, workspace, `entry ${broken.sequence} (${broken.id}) was changed`)
  const instants = closed.map(({ occurredAt }) => occurredAt).sort()
  const segment: Segment = {
    format: 2,
    number: (before?.number ?? 0) + 1,
    firstSequence: first.sequence,
    lastSequence: last.sequence,
    firstAt: instants[0] ?? first.occurredAt,
    lastAt: instants.at(-1) ?? last.occurredAt,
    previousHash: first.previousHash,
    lastHash: last.hash,
  }
  const signature = key.sign(segmentText(workspace.id, segment, before?.signature ?? ''))
  const signed = { ...segment, publicKey: key.publicKey, signature }
  const sealed = sealAnchor(services, workspace.id, signed)
  const isStored = await services.database.system((tx) => store(tx, workspace.uuid, signed, sealed))
  if (!isStored) return false
  await keepAnchorFile(services, workspace.id, sealed)
  if (closed.some(({ action }) => action !== segmentClosed.type))
    await announceSegment(services, workspace, segment.number)
  return true
}

/** The entries of one day from the first on, when it is over, has been overtaken, or fills a segment. */
export function closable(entries: readonly EntryRow[], today: string): readonly EntryRow[] {
  const day = entries[0]?.occurredAt.slice(0, 10)
  const end = entries.findIndex(({ occurredAt }) => occurredAt.slice(0, 10) !== day)
  if (end > 0) return entries.slice(0, end)
  return entries.length === entryBatch || (day !== undefined && day < today) ? entries : []
}

/** @returns whether it was stored; another node may have closed it first. */
async function store(
  tx: Tx,
  workspaceId: string,
  segment: Segment & { publicKey: string; signature: string },
  sealed: Buffer,
): Promise<boolean> {
  const row = {
    workspace_id: workspaceId,
    number: segment.number,
    first_seq: segment.firstSequence,
    last_seq: segment.lastSequence,
    first_at: segment.firstAt,
    last_at: segment.lastAt,
    previous_hash: `\\x${segment.previousHash}`,
    last_hash: `\\x${segment.lastHash}`,
    public_key: segment.publicKey,
    signature: segment.signature,
    format: segment.format,
  }
  const { isStored } = await tx.one(sql<'storedSegment', { isStored: boolean }>`
    select apron.close_segment(
             jsonb_populate_record(null::audit_segments, ${JSON.stringify(row)}::jsonb), ${sealed}) as "isStored"`)
  return isStored
}

export const closeWork: PeriodicWork = { name: 'audit.segments', everyMs: 15 * 60_000, run: closeSegments }
