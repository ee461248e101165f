import { type Database, sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { legalMinimums } from '../kernel/retained.ts'
import { faultOfLog } from './anchor.ts'
import { auditKey } from './audit-key.ts'
import { purgeText } from './chain.ts'

/** Tells the database what the law keeps, as the modules declare it. There it only ever grows. */
export async function protectEvents(services: Pick<Services, 'database' | 'modules'>): Promise<void> {
  const minimums = legalMinimums(services).flatMap(({ eventTypes, days }) =>
    eventTypes.map((type) => ({ type, days })),
  )
  await services.database.system((tx) =>
    tx.run(sql`
      select apron.protect_events(m.type, m.days)
        from jsonb_to_recordset(${JSON.stringify(minimums)}::jsonb) as m(type text, days integer)
       order by m.type`),
  )
}

/** `$1` is the workspace, `$2` the days: the segments whose entries are all older, and whether the law lets them go. */
const oldSegments = `select s.number, s.last_seq - s.first_seq + 1 as entries, s.first_at,
    encode(s.last_hash, 'hex') as "lastHash",
    apron.is_kept_by_law(s) as "isProtected"
  from audit_segments s
 where s.workspace_id = $1 and s.purged_at is null and s.last_at < now() - make_interval(days => $2 + 1)
 order by s.number`

/**
 * Deletes the entries of the segments that are old enough, each in a transaction of its own; their rows stay,
 * with a signature under the deletion. A segment that holds one entry which the law keeps stays whole.
 * @returns how many entries were deleted.
 */
export async function purgeSegments(
  services: Pick<Services, 'database' | 'secrets' | 'config' | 'log'>,
  workspace: { uuid: string; id: string },
  days: number,
): Promise<number> {
  const { database } = services
  const old = await database.system((tx) => readOld(tx, workspace.uuid, days))
  if (old.every(({ isProtected }) => isProtected)) return 0
  const key = await auditKey(services)
  const fault = await faultOfLog(services, workspace)
  if (fault) {
    services.log.error(
      { workspace: workspace.id, fault },
      'nothing is deleted from an audit log that was changed',
    )
    return 0
  }
  let deleted = 0
  for (const segment of old) {
    if (segment.isProtected) continue
    const at = new Date().toISOString()
    const signature = key.sign(purgeText(workspace.id, segment, at))
    deleted += await purge(database, workspace.uuid, segment.number, at, key.publicKey, signature)
  }
  return deleted
}

async function purge(
  database: Database,
  uuid: string,
  number: number,
  at: string,
  key: string,
  signature: string,
) {
  const { deleted } = await database.system((tx) =>
    tx.one(sql<'purgedSegment', { deleted: number }>`
      select apron.purge_segment(${uuid}, ${number}, ${at}, ${key}, ${signature}) as deleted`),
  )
  return deleted
}

const readOld = (tx: Tx, uuid: string, days: number) =>
  tx.prepared<'oldSegments', { isProtected: boolean }>(oldSegments, [uuid, days])

/** What a purge would delete, and what the law keeps of it. */
export async function previewSegments(tx: Tx, uuid: string, days: number) {
  const old = await readOld(tx, uuid, days)
  const going = old.filter(({ isProtected }) => !isProtected)
  const count = (segments: typeof old) => segments.reduce((sum, { entries }) => sum + entries, 0)
  const oldest = going.map(({ first_at }) => first_at.toISOString()).sort()[0]
  return { count: count(going), oldest_at: oldest ?? null, kept_by_law: count(old) - count(going) }
}
