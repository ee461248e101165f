import { contains } from '../../access/allowlist.ts'
import { sql } from '../../database/database.ts'
import { requireFeature } from '../../kernel/entitlement.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict } from '../../kernel/problem.ts'
import { instant, nullable, Type } from '../../kernel/schema.ts'
import { Affected, affectedBy } from './affected.ts'
import {
  allowlistKind,
  clearAllowlist,
  endedTrial,
  lockAllowlist,
  locksYouOut,
  networksOf,
  trialMinutes,
  writeAllowlist,
} from './state.ts'

const confirmBy = nullable(
  instant(
    'Until when it has to be confirmed from a new request, or it goes off by itself. null: nothing to confirm.',
  ),
)

export const getAllowlistStatus = operation({
  id: 'getAllowlistStatus',
  method: 'GET',
  path: '/api/settings/ip-whitelist/status',
  summary: 'Get the IP allowlist',
  description: 'Whether the list is on, when it was last applied, and until when it must be confirmed.',
  scope: 'settings:read',
  roles: ['auditor'],
  response: Type.Object({
    enabled: Type.Boolean(),
    applies_to: Type.Array(Type.String(), {
      description: 'api: requests with keys. ui: people in the console.',
    }),
    entry_count: Type.Integer(),
    last_evaluated_at: nullable(instant('True to a minute. null: no request was judged yet.')),
    confirm_by: confirmBy,
    your_address: Type.String({ description: 'Where this request came from.' }),
  }),
  async handle({ tx, principal, request, services }) {
    await services.usage.flush()
    const row = await tx.one(sql<'allowlistStatus'>`
      select apron.allowlist_now(w.allowlist, w.allowlist_until) is not null as enabled,
             case when w.allowlist_until > now() then w.allowlist_until end as until,
             (select count(*) from ip_allowlist_entries) as count,
             (select last_evaluated_at from ip_allowlist_uses) as evaluated
        from workspaces w where w.id = ${principal.workspace.id}`)
    return {
      enabled: row.enabled,
      applies_to: ['api', 'ui'],
      entry_count: row.count,
      last_evaluated_at: row.evaluated?.toISOString() ?? null,
      confirm_by: row.until?.toISOString() ?? null,
      your_address: request.address,
    }
  },
})

export const toggleAllowlist = operation({
  id: 'toggleAllowlist',
  method: 'POST',
  path: '/api/settings/ip-whitelist/toggle',
  summary: 'Switch the IP allowlist on or off',
  description: `Takes effect from the next request. Once on, the list turns itself off after ${trialMinutes} minutes unless you confirm it with a new request. \`?dry_run=true\` returns whom it would have refused in the last day.`,
  access: 'session',
  roles: [],
  audits: 'ip_allowlist.switched',
  body: Type.Object({ enabled: Type.Boolean() }),
  response: Type.Object({
    enabled: Type.Boolean(),
    updated_at: instant(),
    confirm_by: Type.Optional(confirmBy),
    would_refuse: Type.Optional(Affected),
  }),
  async handle({ tx, body, principal, request, services, now, emit }) {
    const before = await lockAllowlist(tx, principal)
    const changed = before.isOn !== body.enabled
    if (changed && before.endedAt) emit(endedTrial(principal.workspace, before.endedAt))
    emit({
      type: 'ip_allowlist.switched',
      subject: { type: allowlistKind.name, id: principal.workspace.id, label: principal.workspace.name },
      changes: changed ? [{ field: 'enabled', before: before.isOn, after: body.enabled }] : [],
    })
    if (!body.enabled) {
      const at = changed ? await clearAllowlist(tx, principal) : before.updatedAt
      return { enabled: false, updated_at: at.toISOString() }
    }
    await requireFeature(tx, services, principal.workspace.uuid, 'ip_allowlist')
    const networks = await networksOf(tx)
    refuseLockOut(networks, request.address)
    await services.usage.flush()
    const would_refuse = await affectedBy(tx, networks, now)
    const until = changed ? new Date(now.getTime() + trialMinutes * 60_000) : before.until
    const at = changed ? await writeAllowlist(tx, principal, until) : before.updatedAt
    return {
      enabled: true,
      updated_at: at.toISOString(),
      confirm_by: until?.toISOString() ?? null,
      would_refuse,
    }
  },
})

export const confirmAllowlist = operation({
  id: 'confirmAllowlist',
  method: 'POST',
  path: '/api/settings/ip-whitelist/confirm',
  summary: 'Confirm the IP allowlist',
  description: 'Confirms with a new request that the list admits you. Without it the list turns itself off.',
  access: 'session',
  roles: [],
  // It only keeps a protection that is on.
  effect: 'none',
  audits: 'ip_allowlist.confirmed',
  response: Type.Object({ enabled: Type.Boolean(), updated_at: instant() }),
  async handle({ tx, principal, emit }) {
    const state = await lockAllowlist(tx, principal)
    if (!state.isOn)
      throw conflict('The allowlist is off. Perhaps its five minutes were over: switch it on again')
    // This request must have been judged by the list itself; one that began before proves nothing.
    if (principal.workspace.allowlist === null)
      throw conflict('The allowlist was switched on while this request was under way. Confirm it again')
    emit({
      type: 'ip_allowlist.confirmed',
      subject: { type: allowlistKind.name, id: principal.workspace.id, label: principal.workspace.name },
      changes: state.until ? [{ field: 'confirm_by', before: state.until.toISOString(), after: null }] : [],
    })
    const at = state.until ? await writeAllowlist(tx, principal, null) : state.updatedAt
    return { enabled: true, updated_at: at.toISOString() }
  },
})

function refuseLockOut(networks: readonly string[], address: string): void {
  if (networks.length === 0)
    throw locksYouOut(
      `The allowlist has no network, so nobody could get in. Add the one that you call from first: your address is ${address}`,
    )
  if (!contains(networks, address))
    throw locksYouOut(
      `Your own address, ${address}, is in none of the networks of the list, so you would lock yourself out. Add a network with it first`,
    )
}
