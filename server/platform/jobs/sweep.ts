import type { RawBuilder } from 'kysely'
import { type DB, sql, type Tx } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import type { Services } from '../kernel/installation.ts'
import type { Emission } from '../kernel/operation.ts'
import { eachInTurn } from './in-turn.ts'
import type { PeriodicWork } from './periodic.ts'

export interface SweepOptions {
  /** Unique in the installation: `access.expiring_keys`. */
  name: string
  everyMs: number
  /** Under which name the audit log shows what it did. */
  actor?: string
  /** The table whose rows it looks at. In `due` a row is `t` and its workspace is `w`. */
  table: keyof DB
  /** The condition in SQL under which a row is due, without a word of workspaces or modules. */
  due(moment: Moment): RawBuilder<unknown>
  /**
   * Judges a row that is due and locked, and writes down that it did, so that the row is not due again: in
   * a transaction of its own, as the role that sees this workspace alone.
   * @returns what is to be emitted.
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
  /** Looks at all that is due at a moment. @returns how many events it emitted. */
  at(services: Services, now: Date, signal?: AbortSignal): Promise<number>
}

type FoundRow = Pick<DueRow, 'id' | 'workspaceUuid' | 'workspaceId'>

const pageSize = 500
const beforeAll = { workspaceUuid: '00000000-0000-0000-0000-000000000000', id: '' }

/**
 * Looks every so often, in every workspace that has the module, for rows that have crossed a date; judges
 * them and emits what follows. It rests while the installation is in maintenance. Of several nodes that look
 * at once one judges a row, since the row is locked and asked again whether it is due.
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
    // A row that somebody is changing is left to the next turn, which sees what they made of it.
    const locked = await tx.first(sql.unchecked`
      select from ${sql.table(table)} t where t.workspace_id = ${workspaceUuid} and t.id = ${id}
         for no key update skip locked`)
    if (!locked) return 0
    // Another node may have judged it before it was locked here: only a new statement sees that.
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
