import type { RawBuilder } from 'kysely'
import { type DB, sql, type Tx } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import type { Emission } from '../kernel/emission.ts'
import type { Services } from '../kernel/installation.ts'
import { eachInTurn } from './in-turn.ts'
import type { PeriodicWork } from './periodic.ts'

export interface SweepOptions {
  /** Unique in the installation: `access.expiring_keys`. */
  name: string
  everyMs: number
  /** The name of the actor in the audit log. */
  actor?: string
  /** The table of the rows. In `due`, a row is `t` and its workspace is `w`. */
  table: keyof DB
  /** The SQL condition for a row that is due. The sweep adds the conditions on the workspace and its modules. */
  due(moment: Moment): RawBuilder<unknown>
  /**
   * Judges a row that is due, and writes that it did, so that the row is not due again. The row is locked. Each
   * row has its own transaction, as the role that sees only its workspace.
   * @returns the events to emit.
   */
  judge(tx: Tx, row: DueRow): Promise<readonly Emission[]>
}

interface Moment {
  now: Date
  /** The date in the time zone of the row's workspace, in SQL. */
  today: RawBuilder<unknown>
  services: Services
}

export interface DueRow {
  id: string
  workspaceUuid: string
  /** The id that the API shows: `org_…`. */
  workspaceId: string
  now: Date
  /** The date in the time zone of the workspace, `YYYY-MM-DD`. */
  today: string
  services: Services
}

export interface Sweep extends PeriodicWork {
  /** Judges all rows that are due at this moment. @returns the number of emitted events. */
  at(services: Services, now: Date, signal?: AbortSignal): Promise<number>
}

type FoundRow = Pick<DueRow, 'id' | 'workspaceUuid' | 'workspaceId'>

const pageSize = 500
const beforeAll = { workspaceUuid: '00000000-0000-0000-0000-000000000000', id: '' }

/**
 * Periodic work over all workspaces: finds the rows that have crossed a date, judges each one, and emits events. It
 * skips workspaces that have turned the module off, and pauses while the installation is in maintenance. If two nodes
 * sweep at once, one of them judges a row: it locks the row, and then checks again that the row is due.
 */
export function sweep(options: SweepOptions): Sweep {
  const { name, everyMs } = options
  const self: Sweep = {
    name,
    everyMs,
    run: async (services, signal) => {
      await self.at(services, new Date(), signal)
    },
    async at(services, now, signal) {
      const module = services.modules.find(({ periodic }) => periodic?.includes(self))
      const moduleName = module && !module.core ? module.name : null
      let emitted = 0
      for (let after = beforeAll; !signal?.aborted; ) {
        const rows = await find(services, options, { now, moduleName, after })
        await eachInTurn(services, { name, signal }, rows, async (row) => {
          emitted += await judgeRow(services, options, row, now)
        })
        const last = rows.at(-1)
        if (!last || rows.length < pageSize) break
        after = last
      }
      return emitted
    },
  }
  return self
}

function momentOf(services: Services, now: Date): Moment {
  return { now, today: sql`(${now}::timestamptz at time zone w.timezone)::date`, services }
}

function find(
  services: Services,
  { table, due }: SweepOptions,
  { now, moduleName, after }: { now: Date; moduleName: string | null; after: typeof beforeAll },
): Promise<FoundRow[]> {
  return services.database.system((tx) =>
    tx.rows(sql.unchecked<FoundRow>`
      select t.workspace_id as "workspaceUuid", w.id as "workspaceId", t.id
        from ${sql.table(table)} t join workspaces w on w.workspace_id = t.workspace_id
       where (t.workspace_id, t.id) > (${after.workspaceUuid}::uuid, ${after.id})
         and (${moduleName}::text is null or ${moduleName} = any (w.modules))
         and not exists (select from installation where maintenance_message is not null)
         and (${due(momentOf(services, now))})
       order by t.workspace_id, t.id limit ${pageSize}`),
  )
}

function judgeRow(
  services: Services,
  { table, due, judge, actor = 'Apron' }: SweepOptions,
  { id, workspaceUuid, workspaceId }: FoundRow,
  now: Date,
): Promise<number> {
  return services.database.tenant({ workspaceId: workspaceUuid }, async (tx) => {
    // If a request is changing the row, the next turn looks at it.
    const locked = await tx.first(sql.unchecked`
      select from ${sql.table(table)} t where t.workspace_id = ${workspaceUuid} and t.id = ${id}
         for no key update skip locked`)
    if (!locked) return 0
    // Another node may have judged the row before this one locked it. Only a new statement sees that.
    const row = await tx.first(sql.unchecked<{ today: string }>`
      select ${momentOf(services, now).today} as today
        from ${sql.table(table)} t join workspaces w on w.workspace_id = t.workspace_id
       where t.workspace_id = ${workspaceUuid} and t.id = ${id} and (${due(momentOf(services, now))})`)
    if (!row) return 0
    const emissions = await judge(tx, { id, workspaceUuid, workspaceId, now, today: row.today, services })
    for (const emission of emissions) await recordEvent(tx, emission, systemContext(workspaceId, actor, now))
    tx.afterCommit(() => {
      services.live.nudge(workspaceUuid)
      services.wake('events')
    })
    return emissions.length
  })
}
