import type { Tx } from '../database/database.ts'
import type { ChainedEntry } from './chain.ts'

/** An entry with everything that its hash is made of, and the two things that people look for first. */
export interface EntryRow extends ChainedEntry {
  actorName: string | null
  address: string | null
  /** JSON as a text; null once it was erased. */
  personal: string | null
}

const columns = `t.seq as sequence, t.id, t.type as action,
  to_char(t.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt",
  t.actor_type as "actorType", t.actor_id as "actorId", t.personal::json ->> 'actorName' as "actorName",
  t.personal::json ->> 'address' as address, t.request_id as "requestId", t.subject_type as "subjectType",
  t.subject_id as "subjectId", t.subject_label as "subjectLabel", t.project_id as "projectId", t.changes,
  encode(t.payload_hash, 'hex') as "payloadHash", encode(t.personal_hash, 'hex') as "personalHash", t.personal,
  encode(t.prev_hash, 'hex') as "previousHash", encode(t.hash, 'hex') as hash`

export const entryBatch = 1_000

/** The next entries behind a number, in order, at most a batch; `condition` is SQL over `t` with its own values from `$2` on. */
export function readEntries(
  tx: Tx,
  after: number,
  { condition = 'true', values = [] }: { condition?: string; values?: readonly unknown[] } = {},
): Promise<EntryRow[]> {
  return tx.composed(
    `select ${columns} from events t where t.seq > $1 and ${condition} order by t.seq limit ${entryBatch}`,
    [after, ...values],
  ) as unknown as Promise<EntryRow[]>
}
