import { Readable } from 'node:stream'
import { type Database, sql, type Tx } from '../database/database.ts'
import { formatCsvLine } from '../kernel/csv-line.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { oneOf, Type } from '../kernel/schema.ts'
import { requireIntactLog } from './anchor.ts'
import { auditFilters, auditSearch } from './audit-entry.ts'
import { type AuditKey, auditKey } from './audit-key.ts'
import { headText, sha256 } from './chain.ts'
import { type EntryRow, entryBatch, readEntries } from './entry-row.ts'
import { nextSegment, type StoredSegment } from './segment.ts'

/** The filters of the list, and its search. */
const narrowing = {
  ...auditFilters,
  search: {
    schema: Type.String({ maxLength: 200 }),
    sql: (value: string) =>
      auditSearch.map((text) => `strpos(lower(${text}), lower(${value}::text)) > 0`).join(' or '),
  },
}

export const exportAuditLog = operation({
  id: 'exportAuditLog',
  method: 'GET',
  path: '/api/v1/admin/audit-log/export',
  summary: 'Export the audit log',
  description:
    'Downloads the audit log as CSV or NDJSON, oldest first. NDJSON without a filter holds everything that `apron verify-audit` needs to prove it complete. With a filter it is an excerpt and says so.',
  access: 'session',
  roles: ['auditor', 'accountable_executive'],
  answers: 'file',
  fileTypes: ['text/csv', 'application/x-ndjson'],
  query: Type.Object({
    format: Type.Optional(oneOf(['csv', 'ndjson'])),
    ...Object.fromEntries(
      Object.entries(narrowing).map(([name, filter]) => [name, Type.Optional(filter.schema)]),
    ),
  }),
  response: Type.String(),
  async handle({ query, principal, services }) {
    const { format = 'csv', ...wanted } = query as Record<string, string>
    if (format === 'ndjson') {
      // Both are refused before the first line: a file that ends in the middle would say less.
      await auditKey(services)
      await requireIntactLog(services, principal.workspace)
    }
    const lines =
      format === 'ndjson'
        ? ndjson(services, principal.workspace, wanted)
        : csv(services, principal.workspace, wanted)
    return {
      filename: `audit-log-${principal.workspace.slug}.${format}`,
      contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
      body: Readable.from(lines),
    }
  },
})

interface Exported {
  uuid: string
  id: string
  name: string
}

/** Those that fit the filters, a thousand at a time, each batch in its own transaction. */
async function* matching(
  database: Database,
  { uuid }: Exported,
  wanted: Record<string, string>,
): AsyncGenerator<EntryRow> {
  const values: unknown[] = []
  const conditions = Object.entries(narrowing).flatMap(([name, filter]) =>
    wanted[name] === undefined ? [] : [`(${filter.sql(`$${values.push(wanted[name]) + 1}`)})`],
  )
  const narrowed = { condition: conditions.join(' and ') || 'true', values }
  for (let last = 0; ; ) {
    const rows = await database.tenant({ workspaceId: uuid }, (tx) => readEntries(tx, last, narrowed))
    yield* rows
    const newest = rows.at(-1)
    if (!newest || rows.length < entryBatch) return
    last = newest.sequence
  }
}

async function* csv(services: Services, workspace: Exported, wanted: Record<string, string>) {
  let header = false
  for await (const { personal: _salted, ...entry } of matching(services.database, workspace, wanted)) {
    if (!header) yield formatCsvLine(Object.keys(entry))
    header = true
    yield formatCsvLine(Object.values(entry))
  }
}

const line = (kind: string, content: object) => `${JSON.stringify({ kind, ...content })}\n`

async function* ndjson(services: Services, workspace: Exported, wanted: Record<string, string>) {
  const key = await auditKey(services)
  const isWhole = Object.keys(wanted).length === 0
  const { id, name } = workspace
  const header = line('export', {
    version: 2,
    workspace: { id, name },
    key: key.publicKey,
    isWhole,
    filters: wanted,
  })
  yield header
  if (isWhole) yield* wholeLog(services.database, workspace, key, header)
  else for await (const entry of matching(services.database, workspace, wanted)) yield line('entry', entry)
}

/** The chain from its first entry to where it stood when the export began, and a signature under that. */
async function* wholeLog(database: Database, workspace: Exported, key: AuditKey, header: string) {
  const tenant = <T>(work: (tx: Tx) => Promise<T>) => database.tenant({ workspaceId: workspace.uuid }, work)
  const head = await tenant((tx) =>
    tx.one(sql<'auditHead'>`select seq as sequence, encode(hash, 'hex') as hash from event_heads`),
  )
  const at = new Date().toISOString()
  for (let position = 0; position < head.sequence; ) {
    const { segment, entries } = await tenant((tx) => piece(tx, position, head.sequence))
    if (segment) yield line('segment', segmentLine(segment))
    for (const entry of entries) yield line('entry', entry)
    position = entries.at(-1)?.sequence ?? segment?.lastSequence ?? head.sequence
  }
  const headerHash = sha256(header.trimEnd())
  const signature = key.sign(headText(workspace.id, { ...head, at, headerHash }))
  yield line('head', { ...head, at, headerHash, key: key.publicKey, signature })
}

/** What follows a position: a segment, with its entries where they still are; or entries of none yet. */
async function piece(
  tx: Tx,
  position: number,
  end: number,
): Promise<{ segment: StoredSegment | null; entries: EntryRow[] }> {
  const next = await nextSegment(tx, position)
  const segment = next && next.firstSequence === position + 1 && next.lastSequence <= end ? next : null
  const entries = await readEntries(tx, position, {
    condition: 't.seq <= $2',
    values: [segment?.lastSequence ?? end],
  })
  const isThere = entries[0]?.sequence === position + 1
  if (isThere && (!segment || entries.at(-1)?.sequence === segment.lastSequence))
    return { segment: segment?.purgedAt ? null : segment, entries }
  if (segment && !segment.purgedAt) {
    // Its entries were deleted between the two statements: by now the row says so.
    const again = await nextSegment(tx, position)
    if (again?.purgedAt) return { segment: again, entries: [] }
  }
  if (segment?.purgedAt) return { segment, entries: [] }
  throw new Error(`The audit log has a gap behind entry ${position}, and cannot be exported whole`)
}

function segmentLine({
  purgedAt,
  purgeKey,
  purgeSignature,
  publicKey,
  signature,
  ...segment
}: StoredSegment) {
  const purge = purgedAt === null ? null : { at: purgedAt, key: purgeKey, signature: purgeSignature }
  return { ...segment, key: publicKey, signature, purge }
}
