import { sql, type Tx } from '../database/database.ts'
import { changesBetween } from '../events/record.ts'
import { protective } from '../kernel/effect.ts'
import { requireFeature } from '../kernel/entitlement.ts'
import { type Services, switchableModules } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { invalidRequest, problem } from '../kernel/problem.ts'
import { instant, Type } from '../kernel/schema.ts'
import { checkTimezone } from '../kernel/timezone.ts'

const ssoNotConfigured = problem('sso_not_configured', 409, {
  meaning: 'Nobody could sign in: single sign-on is to be required, and no identity provider is set up',
  fix: 'Set the identity provider up and switch it on first, under Settings → Single sign-on.',
})

const residency = Type.String({
  pattern: '^[a-z]{2}(-[a-z0-9]{1,20}){0,3}$',
  maxLength: 65,
  examples: ['us'],
  'x-hint': 'a country or region such as us or eu-central-1',
  description:
    'The country or region in which the organization has agreed that its data lie, such as us, eu or eu-central-1. For the record: the data lie where this installation runs.',
})
const flags = Type.Record(Type.String(), Type.Boolean(), {
  description: 'A switch for each module, and `api_keys` for the management of API keys.',
})
const timezone = Type.String({ minLength: 1, maxLength: 64, examples: ['America/New_York'] })

interface Settings {
  default_timezone: string
  require_sso: boolean
  data_residency: string
  feature_flags: Record<string, boolean>
  ip_whitelist_enabled: boolean
  require_mfa_from: string | null
}

export const getSettings = operation({
  id: 'getSettings',
  method: 'GET',
  path: '/api/settings',
  summary: 'Get the main settings',
  description: 'The settings of the workspace that most programs need.',
  scope: 'settings:read',
  roles: ['auditor'],
  response: Type.Object({
    default_timezone: timezone,
    require_sso: Type.Boolean(),
    data_residency: residency,
  }),
  async handle({ tx, services }) {
    const { default_timezone, require_sso, data_residency } = await readSettings(tx, services)
    return { default_timezone, require_sso, data_residency }
  },
})

export const getAllSettings = operation({
  id: 'getAllSettings',
  method: 'GET',
  path: '/api/settings/all',
  summary: 'Get all settings',
  description: 'Every setting of the organization.',
  scope: 'settings:read',
  roles: ['auditor'],
  response: Type.Object({
    default_timezone: timezone,
    require_sso: Type.Boolean(),
    data_residency: residency,
    feature_flags: flags,
    ip_whitelist_enabled: Type.Boolean(),
    require_mfa_from: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  }),
  handle: ({ tx, services }) => readSettings(tx, services),
})

export const updateSettings = operation({
  id: 'updateSettings',
  method: 'POST',
  path: '/api/settings',
  summary: 'Update settings',
  description: 'Changes the settings sent; the others keep their value.',
  scope: 'settings:write',
  roles: [],
  audits: 'settings.updated',
  body: Type.Object({
    default_timezone: Type.Optional(timezone),
    require_sso: protective(Type.Optional(Type.Boolean())),
    data_residency: Type.Optional(residency),
    feature_flags: protective(Type.Optional(flags)),
  }),
  response: Type.Object({
    default_timezone: Type.Optional(timezone),
    require_sso: Type.Optional(Type.Boolean()),
    data_residency: Type.Optional(residency),
    feature_flags: Type.Optional(flags),
    updated_at: instant(),
  }),
  async handle({ tx, body, principal, services, emit }) {
    const { workspace } = principal
    // Changes of settings run one at a time, so that none merges into an outdated value.
    await tx.run(sql`select from workspaces where id = ${workspace.id} for no key update`)
    const before = await readSettings(tx, services)
    if (body.default_timezone) checkTimezone(body.default_timezone, 'default_timezone')
    if (body.require_sso && !before.require_sso) await requireProvider(tx)
    const wanted = { ...before.feature_flags, ...body.feature_flags }
    checkFlags(body.feature_flags ?? {}, before.feature_flags)
    const newlyOn = Object.keys(wanted).filter((name) => wanted[name] && !before.feature_flags[name])
    if (newlyOn.length > 0) await requireFeature(tx, services, workspace.uuid, ...newlyOn)
    const { api_keys: areKeysOn = true, ...modules } = wanted
    if (Object.keys(body).length > 0)
      await tx.run(sql`update workspaces set
          timezone = ${body.default_timezone ?? before.default_timezone},
          sso_required = ${body.require_sso ?? before.require_sso},
          data_residency = ${body.data_residency ?? before.data_residency},
          api_keys_enabled = ${areKeysOn},
          modules = ${Object.keys(modules).filter((name) => modules[name])}
        where id = ${workspace.id}`)
    if (body.require_sso && !before.require_sso) await endSessionsWithoutProvider(tx)
    const after = await readSettings(tx, services)
    emit({
      type: 'settings.updated',
      subject: { type: 'workspace', id: workspace.id, label: workspace.name },
      changes: changesBetween(flat(before), flat(after)),
    })
    const { at } = await tx.one(
      sql<'settingsUpdated'>`select updated_at as at from workspaces where id = ${workspace.id}`,
    )
    const sent = Object.keys(body) as (keyof typeof body)[]
    return { ...Object.fromEntries(sent.map((name) => [name, after[name]])), updated_at: at.toISOString() }
  },
})

async function readSettings(tx: Tx, services: Services): Promise<Settings> {
  const row = await tx.one(sql<'settings'>`
    select timezone, sso_required as sso, data_residency as residency, modules,
           api_keys_enabled as "areKeysOn",
           apron.allowlist_now(allowlist, allowlist_until) is not null as "allowlistOn",
           mfa_required_from as "mfaFrom"
      from workspaces where workspace_id = apron.workspace()`)
  const switchable = switchableModules(services)
  return {
    default_timezone: row.timezone,
    require_sso: row.sso,
    data_residency: row.residency,
    feature_flags: {
      ...Object.fromEntries(switchable.map((name) => [name, row.modules.includes(name)])),
      api_keys: row.areKeysOn,
    },
    ip_whitelist_enabled: row.allowlistOn,
    require_mfa_from: row.mfaFrom?.toISOString() ?? null,
  }
}

/** A provider that is set up and switched on, held until the commit: it cannot go while we require it. */
async function requireProvider(tx: Tx): Promise<void> {
  const provider = await tx.first(sql`select id from identity_providers where enabled for share`)
  if (!provider)
    throw ssoNotConfigured(
      'Single sign-on cannot be required while no identity provider is set up and switched on: nobody could sign in. Set it up under Settings → Single sign-on first',
    )
}

function checkFlags(wanted: Record<string, boolean>, known: Record<string, boolean>): void {
  const unknown = Object.keys(wanted).filter((name) => !Object.hasOwn(known, name))
  if (unknown.length > 0)
    throw invalidRequest(
      `There is no feature flag ${unknown.map((name) => `"${name}"`).join(', ')}. Flags are ${Object.keys(known).join(', ')}`,
      { details: unknown.map((name) => ({ field: `feature_flags.${name}`, message: 'does not exist' })) },
    )
}

/** Flag by flag, so that the audit log shows which one was switched. */
function flat({ feature_flags, ...rest }: Settings): Record<string, unknown> {
  return {
    ...rest,
    ...Object.fromEntries(Object.entries(feature_flags).map(([name, on]) => [`feature_flags.${name}`, on])),
  }
}

/** The owner may stay, as they may come in without the provider. */
async function endSessionsWithoutProvider(tx: Tx): Promise<void> {
  await tx.run(sql`
    update sessions s set ended_at = now()
     where s.ended_at is null and not 'sso' = any (s.factors)
       and not exists (select from members m
                        where m.user_id = s.user_id and m.status = 'active' and 'account_owner' = any (m.roles))`)
}
