import { sql, type Tx } from '../../database/database.ts'
import type { Emission } from '../../kernel/emission.ts'
import type { Principal } from '../../kernel/principal.ts'
import { problem } from '../../kernel/problem.ts'
import { recordKind } from '../../kernel/record-kind.ts'

/** How long a list that was switched on holds unless it is confirmed. */
export const trialMinutes = 5

export const locksYouOut = problem('allowlist_locks_you_out', 409, {
  meaning: 'With this change the IP allowlist would refuse your own requests',
  fix: 'Add the network that you call from first; `GET /api/settings/ip-whitelist/status` says which address that is.',
})

export interface AllowlistState {
  isOn: boolean
  /** The end of the trial; null: on for good, or off. */
  until: Date | null
  /** When a trial ended that nobody has written down yet. */
  endedAt: Date | null
  updatedAt: Date
}

/** Reads whether the list is on, and makes all who would change it take turns until the commit. */
export async function lockAllowlist(tx: Tx, { workspace }: Principal): Promise<AllowlistState> {
  return tx.one(sql<'allowlistState'>`
    select apron.allowlist_now(allowlist, allowlist_until) is not null as "isOn",
           case when allowlist_until > now() then allowlist_until end as until,
           case when allowlist_until <= now() then allowlist_until end as "endedAt", updated_at as "updatedAt"
      from workspaces where id = ${workspace.id} for no key update`)
}

export async function networksOf(tx: Tx): Promise<string[]> {
  const rows = await tx.rows(
    sql<'allowlistNetworks'>`select cidr::text as cidr from ip_allowlist_entries order by cidr`,
  )
  return rows.map((row) => row.cidr)
}

/** Puts the entries, as they are now, in force for the next request. */
export async function writeAllowlist(tx: Tx, { workspace }: Principal, until: Date | null): Promise<Date> {
  const { at } = await tx.one(sql<'writtenAllowlist'>`
    update workspaces
       set allowlist = (select array_agg(cidr order by cidr) from ip_allowlist_entries),
         allowlist_until = ${until}
     where id = ${workspace.id} returning updated_at as at`)
  return at
}

export async function clearAllowlist(tx: Tx, { workspace }: Principal): Promise<Date> {
  const { at } =
    await tx.one(sql<'clearedAllowlist'>`update workspaces set allowlist = null, allowlist_until = null
    where id = ${workspace.id} returning updated_at as at`)
  return at
}

/** The allowlist as a whole: its switch. */
export const allowlistKind = recordKind({
  name: 'ip_allowlist',
  prefix: null,
  title: { one: 'IP allowlist', many: 'IP allowlists' },
  page: '/settings/security',
})

/** The audit entry of a trial that ended by itself. */
export function endedTrial(workspace: { id: string; name: string }, at: Date): Emission {
  return {
    type: 'ip_allowlist.reverted',
    subject: { type: allowlistKind.name, id: workspace.id, label: workspace.name },
    changes: [
      { field: 'enabled', before: true, after: false },
      { field: 'confirm_by', before: at.toISOString(), after: null },
    ],
  }
}
