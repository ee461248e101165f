import { constraintOf, sql, type Tx } from '../database/database.ts'
import { eachInTurn } from '../jobs/in-turn.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'
import { type AuditKey, auditKey } from './audit-key.ts'
import { hashOfEntry, type Segment, segmentText } from './chain.ts'
import { type EntryRow, entryBatch, readEntries } from './entry-row.ts'
import { lastSegment } from './segment.ts'

interface Workspace {
  workspaceUuid: string
  id: string
}

type Lent = Pick<Services, 'database' | 'secrets' | 'log'>

/**
 * Closes and signs what has happened: a segment is a day, in UTC, or a thousand entries of a busy one. The
 * chain is recomputed before it is signed; if it does not hold, nothing more of that workspace is
 * signed, and the log says so each time.
 */
export async function closeSegments(services: Lent, signal?: AbortSignal): Promise<void> {
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
  await eachInTurn(services, { name: closeWork.name, signal }, waiting, async (workspace) => {
    try {
      while (!signal?.aborted && (await closeNext(services, key, workspace)));
    } catch (error) {
      // Another node may have closed it first.
      if (constraintOf(error)?.name !== 'audit_segments_pkey') throw error
    }
  })
}

async function closeNext({ database, log }: Lent, key: AuditKey, workspace: Workspace): Promise<boolean> {
  const workspaceId = workspace.workspaceUuid
  const { before, entries } = await database.tenant({ workspaceId }, async (tx) => {
    const last = await lastSegment(tx)
    return { before: last, entries: await readEntries(tx, last.lastSequence) }
  })
  const closed = closable(entries, new Date().toISOString().slice(0, 10))
  const [first] = closed
  const last = closed.at(-1)
  if (!first || !last) return false
  const broken = closed.find(
    (entry, index) =>
      entry.sequence !== before.lastSequence + 1 + index ||
      (index > 0 && entry.previousHash !== closed[index - 1]?.hash) ||
      entry.hash !== hashOfEntry(entry),
  )
  if (broken) {
    log.error(
      { workspace: workspace.id, sequence: broken.sequence, entry: broken.id },
      'the audit log was changed behind the back of the server: it is signed no further',
    )
    return false
  }
  const instants = closed.map(({ occurredAt }) => occurredAt).sort()
  const segment: Segment = {
    number: before.number + 1,
    firstSequence: first.sequence,
    lastSequence: last.sequence,
    firstAt: instants[0] ?? first.occurredAt,
    lastAt: instants.at(-1) ?? last.occurredAt,
    previousHash: first.previousHash,
    lastHash: last.hash,
  }
  const signature = key.sign(segmentText(workspace.id, segment))
  await database.system((tx) => store(tx, workspaceId, segment, key.publicKey, signature))
  return true
}

/** The entries of one day from the first on, when it is over, has been overtaken, or fills a segment. */
export function closable(entries: readonly EntryRow[], today: string): readonly EntryRow[] {
  const day = entries[0]?.occurredAt.slice(0, 10)
  const end = entries.findIndex(({ occurredAt }) => occurredAt.slice(0, 10) !== day)
  if (end > 0) return entries.slice(0, end)
  return entries.length === entryBatch || (day !== undefined && day < today) ? entries : []
}

function store(tx: Tx, workspaceId: string, segment: Segment, publicKey: string, signature: string) {
  const row = {
    workspace_id: workspaceId,
    number: segment.number,
    first_seq: segment.firstSequence,
    last_seq: segment.lastSequence,
    first_at: segment.firstAt,
    last_at: segment.lastAt,
    previous_hash: `\\x${segment.previousHash}`,
    last_hash: `\\x${segment.lastHash}`,
    public_key: publicKey,
    signature,
  }
  return tx.run(sql`
    select apron.close_segment(jsonb_populate_record(null::audit_segments, ${JSON.stringify(row)}::jsonb))`)
}

export const closeWork: PeriodicWork = { name: 'audit.segments', everyMs: 15 * 60_000, run: closeSegments }
