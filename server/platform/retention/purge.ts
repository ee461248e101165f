import { protectEvents, purgeSegments } from '../audit/purge-segment.ts'
import { sql, type Tx } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import { eachInTurn } from '../jobs/in-turn.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'
import { defaultDays, type Log, type RetainedRow, type RetainedRows } from '../kernel/retained.ts'
import { logRetentionKind } from './log-retention.ts'

/** Few enough in one transaction that nobody waits behind it. */
const batch = 1_000

interface Keeper {
  /** null: what belongs to no workspace. */
  workspaceUuid: string | null
  id: string
  name: string
  days: Record<Log, number>
}

/**
 * Deletes what has been kept for long enough, workspace by workspace and in small transactions; rows that
 * somebody is working on are left for the next time. Of each workspace that lost something, the audit log
 * says how much.
 */
export async function purgeLogs(services: Services, signal?: AbortSignal): Promise<void> {
  await protectEvents(services)
  const all = await keepers(services)
  await eachInTurn(services, { name: purgeWork.name, signal }, all, (keeper) =>
    purgeKeeper(services, keeper, signal),
  )
}

async function purgeKeeper(services: Services, keeper: Keeper, signal?: AbortSignal): Promise<void> {
  const { workspaceUuid, id, days } = keeper
  const deleted: Record<string, number> = {}
  try {
    for (const rows of services.extensions<RetainedRows>('retained_rows')) {
      if (workspaceUuid === null && rows.workspace === undefined) continue
      deleted[rows.name] = await purgeRows(services, rows, keeper, signal)
    }
    if (workspaceUuid !== null && !signal?.aborted)
      deleted.audit_entries = await purgeSegments(services, { uuid: workspaceUuid, id }, days.audit_logs)
  } finally {
    // Even where something failed: what is gone is gone.
    await report(services, keeper, deleted)
  }
}

async function keepers({ database }: Services): Promise<Keeper[]> {
  const { run_logs, audit_logs, diagnostic_artifacts } = defaultDays
  const workspaces = await database.system((tx) =>
    tx.rows(sql<'logKeepers', Pick<Keeper, 'days'>>`
      select w.workspace_id as "workspaceUuid", w.id, w.name,
             json_build_object('run_logs', coalesce(r.run_logs_days, ${run_logs}),
               'audit_logs', coalesce(r.audit_logs_days, ${audit_logs}),
               'diagnostic_artifacts', coalesce(r.diagnostic_artifacts_days, ${diagnostic_artifacts})) as days
        from workspaces w
        left join log_retention r using (workspace_id)
       order by w.workspace_id`),
  )
  return [{ workspaceUuid: null, id: '', name: '', days: defaultDays }, ...workspaces]
}

async function purgeRows(
  services: Services,
  rows: RetainedRows,
  keeper: Keeper,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0
  for (;;) {
    const count = await services.database.system(async (tx) => {
      const found = await tx.composed<{ workspaceId: string | null; id: string }>(
        `select t.${rows.workspace ?? 'workspace_id'} as "workspaceId", t.id from ${rows.table} t
          where ${isOld(rows, keeper.workspaceUuid === null)} limit ${batch} for update of t skip locked`,
        keeper.workspaceUuid === null
          ? [keeper.days[rows.log]]
          : [keeper.days[rows.log], keeper.workspaceUuid],
      )
      if (found.length === 0) return 0
      await rows.clear?.(tx, found, services)
      await removeAll(tx, rows, found)
      return found.length
    })
    total += count
    if (count < batch || signal?.aborted) return total
  }
}

async function removeAll(tx: Tx, { table, set, workspace }: RetainedRows, found: readonly RetainedRow[]) {
  const ids = found.map(({ id }) => id)
  const [first] = found
  // The workspace of all of them is the same; it is what the primary key begins with.
  const own = workspace === undefined ? ' and t.workspace_id = $2' : ''
  await tx.composed(
    set === undefined
      ? `delete from ${table} t where t.id = any ($1)${own}`
      : `update ${table} t set ${set} where t.id = any ($1)${own}`,
    own === '' ? [ids] : [ids, first?.workspaceId],
  )
}

/** SQL for the rows of a workspace that are old enough. Days are `$1`, the workspace is `$2`. */
export function isOld({ workspace = 'workspace_id', at, where }: RetainedRows, isNobodys = false): string {
  const own = isNobodys ? `t.${workspace} is null` : `t.${workspace} = $2`
  return `${own} and (${where}) and ${at} < now() - make_interval(days => $1)`
}

async function report(services: Services, keeper: Keeper, deleted: Record<string, number>): Promise<void> {
  const changes = Object.entries(deleted)
    .filter(([, count]) => count > 0)
    .map(([field, count]) => ({ field, before: null, after: count }))
  if (changes.length === 0) return
  const counts = Object.fromEntries(changes.map(({ field, after }) => [field, after]))
  services.log.info({ workspace: keeper.id, deleted: counts }, 'logs past their retention were deleted')
  if (keeper.workspaceUuid === null) return
  const workspaceId = keeper.workspaceUuid
  await services.database.tenant({ workspaceId }, (tx) =>
    recordEvent(
      tx,
      {
        type: 'log_retention.purged',
        subject: { type: logRetentionKind.name, id: keeper.id, label: keeper.name },
        changes,
      },
      systemContext(keeper.id, 'Apron'),
    ),
  )
  services.live.nudge(workspaceId)
}

/** Every hour, on whichever node it happens to be. */
export const purgeWork: PeriodicWork = { name: 'retention.purge', everyMs: 3_600_000, run: purgeLogs }
