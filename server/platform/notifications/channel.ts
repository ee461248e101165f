import { sql, type Tx } from '../database/database.ts'
import { makerOf } from '../events/reach.ts'
import { changesBetween } from '../events/record.ts'
import type { Emission } from '../kernel/emission.ts'
import { newId } from '../kernel/id.ts'
import { operation } from '../kernel/operation.ts'
import { actorOf } from '../kernel/principal.ts'
import { problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '../kernel/schema.ts'
import { severities } from '../kernel/severity.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { managers, switchReason } from '../webhooks/endpoint.ts'
import { giveSecret, keepSecret } from '../webhooks/endpoint-secret.ts'
import { channelTypes } from '../webhooks/kind.ts'
import { makerColumns, requireReachOver } from '../webhooks/maker.ts'
import { ConfigBody, checkConfig, placeOf } from './channel-config.ts'
import { askRecipients, unconfirmedRecipients } from './recipient.ts'

const tooManyChannels = problem('too_many_notification_channels', 409, {
  meaning: 'A workspace may have 50 notification channels',
  fix: 'Delete channels that are no longer used, or let several rules share one.',
})

const Config = Type.Object({
  recipients: Type.Optional(Type.Array(Type.String())),
  severity_filter: Type.Optional(Type.Array(oneOf(severities))),
  workspace: Type.Optional(Type.String()),
  channel: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  roles: Type.Optional(Type.Array(Type.String())),
  member_ids: Type.Optional(Type.Array(id('mem'))),
  person_concerned: Type.Optional(Type.Boolean()),
})

const of = (alias: string) => `${alias}.workspace_id = t.workspace_id and ${alias}.endpoint_id = t.id`
const instantJson = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const lastDay = `${of('d')} and d.created_at > now() - interval '24 hours'`
const hasSecret = `exists (select from webhook_endpoint_secrets s where ${of('s')})`

const health = `(
  select jsonb_build_object(
    'state', case when not t.enabled then 'off'
                  when t.kind = 'slack' and not ${hasSecret} then 'incomplete'
                  when c.state <> 'closed' or c.failures > 0 or l.status = 'dead' then 'failing'
                  when jsonb_array_length(${unconfirmedRecipients}) = jsonb_array_length(t.config -> 'recipients')
                  then 'unconfirmed'
                  when c.last_delivered_at is null then 'unused' else 'ok' end,
    'delivered', (select count(*) from webhook_deliveries d where ${lastDay} and d.status = 'delivered'),
    'retrying',
    (select count(*) from webhook_deliveries d where ${lastDay} and d.status in ('pending', 'retrying')),
    'failed', (select count(*) from webhook_deliveries d where ${lastDay} and d.status = 'dead'),
    'last_delivered_at', ${instantJson('c.last_delivered_at')}, 'last_failure_at',
    ${instantJson('c.last_failure_at')},
    'last_error', case when l.status in ('retrying', 'dead') then l.last_error end)
    from (select 1) one left join lateral (
      select d.status, d.last_error from webhook_deliveries d where ${of('d')} and d.attempts > 0
       order by d.created_at desc, d.id desc limit 1) l on true)`

/** Where notifications go. */
export const Channel = resource({
  name: 'notification_channel',
  prefix: 'nch',
  title: { one: 'notification channel', many: 'notification channels' },
  page: '/settings/notifications/channels/:id',
  alsoChanges: ['webhook_delivery'],
  table: "(select * from webhook_endpoints where deleted_at is null and kind <> 'endpoint')",
  joins: 'join webhook_circuits c on c.workspace_id = t.workspace_id and c.endpoint_id = t.id',
  label: 'name',
  schema: Type.Object({
    id: id('nch'),
    type: oneOf(channelTypes),
    name: Type.String(),
    enabled: Type.Boolean(),
    config: Config,
    has_address: Type.Boolean({
      description: 'slack: whether the incoming-webhook URL is known, which is never shown.',
    }),
    unconfirmed_recipients: Type.Array(Type.String(), {
      description:
        'email: the recipients who have not confirmed, or have withdrawn. Nothing is sent to them.',
    }),
    disabled_reason: nullable(Type.String()),
    health: Type.Object({
      state: oneOf(['ok', 'unused', 'unconfirmed', 'failing', 'incomplete', 'off'], {
        labels: { ok: 'Working', unused: 'Not used yet', unconfirmed: 'Waiting for confirmation' },
      }),
      delivered: Type.Integer({ description: 'Of the last 24 hours, as the two below.' }),
      retrying: Type.Integer(),
      failed: Type.Integer({ description: 'Given up; they can be sent again.' }),
      last_delivered_at: nullable(instant()),
      last_failure_at: nullable(instant()),
      last_error: nullable(Type.String({ description: 'Why the last message has not arrived.' })),
    }),
    created_at: instant(),
    updated_at: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    type: 't.kind',
    health,
    has_address: `t.kind <> 'slack' or ${hasSecret}`,
    unconfirmed_recipients: unconfirmedRecipients,
  },
})

export const channelStates = stateMachine({
  of: Channel,
  noun: 'channel',
  table: 'webhook_endpoints',
  field: 'enabled',
  words: { true: 'on', false: 'off' },
  moves: {
    turnOn: { from: [false], to: true, verb: 'turn it on' },
    test: { from: [true], verb: 'send a test message to it', label: 'Send test' },
    edit: { from: [true, false], isMinor: true },
    turnOff: { from: [true], to: false, verb: 'turn it off', isMinor: true },
  },
  refusal: { code: 'notification_channel_off', fix: 'Turn it on, then try again.' },
})

export const listChannels = operation({
  id: 'listNotificationChannels',
  method: 'GET',
  path: '/api/notifications/channels',
  summary: 'List notification channels',
  description: 'The channels of the workspace, with their state and the deliveries of the last 24 hours.',
  scope: 'notifications:read',
  roles: managers,
  response: Type.Array(Channel.schema),
  handle: ({ tx }) => tx.composed(`${Channel.select} order by t.created_at, t.id`, []),
})

export const getChannel = operation({
  id: 'getNotificationChannel',
  method: 'GET',
  path: '/api/notifications/channels/:id',
  summary: 'Get a notification channel',
  description: 'Returns the channel, with its state and the deliveries of the last 24 hours.',
  scope: 'notifications:read',
  roles: managers,
  on: Channel,
  response: Channel.schema,
})

export const createChannel = operation({
  id: 'createNotificationChannel',
  method: 'POST',
  path: '/api/notifications/channels',
  summary: 'Create a notification channel',
  description:
    'Adds an email, Slack, webhook or in-app channel that rules can send to. Messages to a webhook channel are signed like webhooks; the response has the secret, which is shown only once. Each recipient of an email channel gets a link to confirm first; until then, nothing is sent to them through a mail server.',
  scope: 'notifications:write',
  roles: managers,
  creates: Channel,
  secret: true,
  audits: 'notification_channel.created',
  body: Type.Object({
    type: oneOf(channelTypes),
    name: text(1, 100),
    config: ConfigBody,
    enabled: Type.Optional(Type.Boolean({ description: 'true by default.' })),
  }),
  response: Type.Object({
    ...Channel.schema.properties,
    secret: Type.Optional(Type.String({ description: 'webhook: shown now and never again.' })),
  }),
  async handle({ tx, body, principal, services, request, emit }) {
    const { config, secretUrl } = await checkConfig(tx, services, body.type, body.config)
    const { count } = await tx.one(sql<'channelCount'>`
      select count(*) from webhook_endpoints where kind <> 'endpoint' and deleted_at is null`)
    if (count >= 50) throw tooManyChannels()
    const owner = { workspaceId: principal.workspace.uuid, endpointId: newId('nch') }
    await insertChannel(tx, owner, {
      ...body,
      enabled: body.enabled ?? true,
      config,
      createdBy: actorOf(principal).id,
      makerScopes: makerOf(principal).scopes,
    })
    if (secretUrl !== null) await keepSecret(tx, services.secrets, owner, secretUrl, 'https://…')
    const secret = body.type === 'webhook' ? await giveSecret(tx, services.secrets, owner) : undefined
    const channel = await Channel.get(tx, owner.endpointId)
    await askRecipients(tx, channel.unconfirmed_recipients, { principal, request, services })
    emit(entry('notification_channel.created', null, channel))
    return { ...channel, ...(secret ? { secret } : {}) }
  },
})

/** What the audit log says: how a channel fares is no change that anybody made. */
function entry(
  type: string,
  before: { id: string; name: string } | null,
  after: { id: string; name: string } | null,
  isReplaced = false,
): Emission {
  const { id: channelId = '', name: label = null } = after ?? before ?? {}
  const changes = changesBetween(before, after, new Set(['health', 'unconfirmed_recipients']))
  if (isReplaced) changes.push({ field: 'webhook_url', before: null, after: 'replaced' })
  return { type, subject: { type: Channel.name, id: channelId, label }, changes }
}

/** Adds a channel as it is, with its circuit. */
export async function insertChannel(
  tx: Tx,
  { workspaceId, endpointId }: { workspaceId: string; endpointId: string },
  {
    type,
    name,
    enabled,
    config,
    createdBy = null,
    makerScopes = null,
  }: {
    type: Parameters<typeof placeOf>[0]
    name: string
    enabled: boolean
    config: Parameters<typeof placeOf>[1]
    createdBy?: string | null
    makerScopes?: readonly string[] | null
  },
): Promise<void> {
  await tx.run(sql`
    insert into webhook_endpoints (workspace_id, id, kind, name, url, config, events, enabled,
        disabled_reason, created_by, maker_scopes)
    values (${workspaceId}, ${endpointId}, ${type}, ${name.trim()}, ${placeOf(type, config)},
        ${JSON.stringify(config)}, '{*}', ${enabled}, ${enabled ? null : 'Turned off by a member'},
        ${createdBy}, ${makerScopes})`)
  await tx.run(
    sql`insert into webhook_circuits (workspace_id, endpoint_id) values (${workspaceId}, ${endpointId})`,
  )
}

export const updateChannel = operation({
  id: 'updateNotificationChannel',
  method: 'PUT',
  path: '/api/notifications/channels/:id',
  summary: 'Update a notification channel',
  description:
    'Changes the fields sent, and can turn the channel off and on. `config` is replaced as a whole, except `webhook_url`, which is kept if you leave it out.',
  scope: 'notifications:write',
  roles: managers,
  on: Channel,
  move: channelStates.chosenBy('enabled', ['turnOn', 'turnOff'], 'edit'),
  audits: 'notification_channel.updated',
  body: Type.Object({
    name: Type.Optional(text(1, 100)),
    enabled: Type.Optional(Type.Boolean()),
    config: Type.Optional(ConfigBody),
  }),
  response: Channel.schema,
  async handle({ tx, body, record, principal, services, request, emit, move }) {
    const checked = body.config ? await checkConfig(tx, services, record.type, body.config) : null
    const config = checked?.config ?? record.config
    if (checked) await requireReachOver(tx, principal, record.id)
    await move.make({
      ...(checked ? makerColumns(principal, { choosesEvents: false }) : {}),
      name: body.name?.trim() ?? record.name,
      config: JSON.stringify(config),
      url: placeOf(record.type, config),
      ...switchReason(move.to),
    })
    const owner = { workspaceId: principal.workspace.uuid, endpointId: record.id }
    if (checked?.secretUrl) await keepSecret(tx, services.secrets, owner, checked.secretUrl, 'https://…')
    // Somebody has fixed something: look at once whether it is back.
    if (checked || move.name === 'turnOn')
      await tx.run(sql`
        update webhook_circuits set probe_at = now() where endpoint_id = ${record.id} and state <> 'closed'`)
    tx.afterCommit(() => services.wake('webhook_endpoints'))
    const after = await Channel.get(tx, record.id)
    if (checked) await askRecipients(tx, after.unconfirmed_recipients, { principal, request, services })
    emit(entry('notification_channel.updated', record, after, Boolean(checked?.secretUrl)))
    return after
  },
})

export const deleteChannel = operation({
  id: 'deleteNotificationChannel',
  method: 'DELETE',
  path: '/api/notifications/channels/:id',
  summary: 'Delete a notification channel',
  description:
    'Cancels its waiting deliveries and removes it from all rules. A rule without another channel is turned off. The log of its deliveries stays readable.',
  scope: 'notifications:write',
  roles: managers,
  on: Channel,
  audits: 'notification_channel.deleted',
  async handle({ tx, record, services, emit }) {
    await tx.run(
      sql`update webhook_endpoints set enabled = false, deleted_at = now() where id = ${record.id}`,
    )
    await tx.run(sql`delete from webhook_endpoint_secrets where endpoint_id = ${record.id}`)
    await tx.run(sql`
      update webhook_deliveries set status = 'cancelled', lease_token = null
       where endpoint_id = ${record.id} and status in ('pending', 'retrying')`)
    await tx.run(sql`
      update notification_rules set channel_ids = array_remove(channel_ids, ${record.id}),
             enabled = enabled and cardinality(channel_ids) > 1
       where ${record.id} = any (channel_ids)`)
    emit(entry('notification_channel.deleted', record, null))
    tx.afterCommit(() => services.wake('webhook_endpoints'))
  },
})
