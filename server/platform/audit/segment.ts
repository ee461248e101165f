import type { Tx } from '../database/database.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, Type } from '../kernel/schema.ts'
import type { Segment, SegmentFormat } from './chain.ts'

export interface StoredSegment extends Segment {
  publicKey: string
  signature: string
  purgedAt: string | null
  purgeKey: string | null
  purgeSignature: string | null
}

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const columns = `format, number, first_seq as "firstSequence", last_seq as "lastSequence",
       ${utc('first_at')} as "firstAt", ${utc('last_at')} as "lastAt",
       encode(previous_hash, 'hex') as "previousHash", encode(last_hash, 'hex') as "lastHash",
       public_key as "publicKey", signature, ${utc('purged_at')} as "purgedAt", purge_key as "purgeKey",
       purge_signature as "purgeSignature"`

// Each of the workspace that the transaction is bound to.

/** The first segment behind a number of an entry. */
export async function nextSegment(tx: Tx, after: number): Promise<StoredSegment | null> {
  const [row] = await tx.prepared<'nextSegment', { format: SegmentFormat }>(
    `select ${columns} from audit_segments where first_seq > $1 order by first_seq limit 1`,
    [after],
  )
  return row ?? null
}

/** The newest segment: where the closed part of the log ends. */
export async function newestSegment(tx: Tx): Promise<StoredSegment | null> {
  const [row] = await tx.prepared<'newestSegment', { format: SegmentFormat }>(
    `select ${columns} from audit_segments order by number desc limit 1`,
    [],
  )
  return row ?? null
}

export async function segmentAt(tx: Tx, number: number): Promise<StoredSegment | null> {
  const [row] = await tx.prepared<'segmentAt', { format: SegmentFormat }>(
    `select ${columns} from audit_segments where number = $1`,
    [number],
  )
  return row ?? null
}

export const AuditSegment = resource({
  name: 'audit_segment',
  prefix: 'seg',
  title: { one: 'audit segment', many: 'audit segments' },
  page: 'none',
  table: 'audit_segments',
  schema: Type.Object({
    id: id('seg'),
    number: Type.Integer(),
    firstSequence: Type.Integer(),
    lastSequence: Type.Integer(),
    firstAt: instant(),
    lastAt: instant(),
    lastHash: Type.String({ description: 'The hash of its last entry, in hex: its root.' }),
    publicKey: Type.String(),
    signature: Type.String(),
    closedAt: instant(),
    purgedAt: nullable(
      instant('When its entries were deleted, as the log retention says; null: they are there.'),
    ),
  }),
  expressions: {
    firstSequence: 't.first_seq',
    lastSequence: 't.last_seq',
    lastHash: "encode(t.last_hash, 'hex')",
  },
})

export const listAuditSegments = operation({
  id: 'listAuditSegments',
  method: 'GET',
  path: '/api/v1/admin/audit-log/segments',
  summary: 'List audit segments',
  description:
    'The closed segments of the audit log with their signatures, including segments whose entries were deleted.',
  scope: 'audit:read',
  roles: ['auditor', 'accountable_executive'],
  response: AuditSegment.schema,
  list: list({
    of: AuditSegment,
    defaultSort: '-number',
    sorts: { number: { sql: 't.number', type: 'bigint' } },
    // A segment is closed without an event: else each would be the beginning of the next.
    volatile: true,
  }),
})
