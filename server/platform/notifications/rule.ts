import { sql, type Tx } from '../database/database.ts'
import { makerOf, requireReach } from '../events/reach.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, type Static, Type, text } from '../kernel/schema.ts'
import { severities } from '../kernel/severity.ts'
import { managers } from '../webhooks/endpoint.ts'
import { checkEvent, checkFilters, checkQuietHours } from './rule-filters.ts'

const tooManyRules = problem('too_many_notification_rules', 409, {
  meaning: 'A workspace may have 200 notification rules',
  fix: 'Delete rules that are no longer used; a rule may have several channels.',
})
const nameTaken = problem('notification_rule_name_taken', 409, {
  meaning: 'Another notification rule of this workspace has that name',
  fix: 'Give this one another name, or change the other one.',
})

const time = () =>
  Type.String({
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    examples: ['22:00'],
    'x-hint': 'a time of day such as 22:00',
  })
const Quiet = Type.Object({
  from: time(),
  to: time(),
  zone: Type.String({ maxLength: 64, examples: ['America/Denver'] }),
})
const AnyObject = (description: string) =>
  Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true, description })

const filters = AnyObject(
  'Lists of ids that the event must mention (`aircraft_ids`, `project_ids`, …), `where` (conditions on fields of its data: `[{field, op, value}]`), `threshold` and `within_minutes` (only when so many happen in that time). For `dlq.threshold_exceeded`, `threshold` is the number of dead letters.',
)

export const Rule = resource({
  name: 'notification_rule',
  prefix: 'nrl',
  title: { one: 'notification rule', many: 'notification rules' },
  page: '/settings/notifications',
  table: 'notification_rules',
  joins: 'left join notification_rule_states s on s.workspace_id = t.workspace_id and s.rule_id = t.id',
  label: 'name',
  refusals: { notification_rules_name: ({ details }) => nameTaken(undefined, { details }) },
  schema: Type.Object({
    id: id('nrl'),
    name: Type.String(),
    event: Type.String(),
    channel_ids: Type.Array(id('nch')),
    filters,
    severity: oneOf(severities),
    cooldown_minutes: Type.Integer(),
    digest: oneOf(['none', 'hourly', 'daily']),
    digest_at: Type.String(),
    quiet_hours: nullable(Quiet),
    enabled: Type.Boolean(),
    is_default: Type.Boolean({ description: 'Came with the product; change or delete it as any other.' }),
    last_fired_at: nullable(instant()),
    created_at: instant(),
    updated_at: instant(),
    version: Type.Integer(),
  }),
  expressions: { last_fired_at: 's.last_fired_at' },
})

/** What a rule does, without its name and channels: what can be tried over the past. */
export const RuleTimingBody = {
  event: text(1, 100, 'A type of the catalog, `GET /api/v1/webhooks/event-types`.'),
  filters: Type.Optional(filters),
  severity: Type.Optional(
    oneOf(severities, {
      description: 'The severity of its messages; `medium` by default. `critical` is never held back.',
    }),
  ),
  cooldown_minutes: Type.Optional(
    integer(
      0,
      10_080,
      'After it has fired, it keeps back what follows for so long, and says how many it was.',
    ),
  ),
  digest: Type.Optional(oneOf(['none', 'hourly', 'daily'])),
  digest_at: Type.Optional(time()),
  quiet_hours: Type.Optional(nullable(Quiet)),
}

const RuleBody = Type.Object({
  name: text(1, 100),
  ...RuleTimingBody,
  channel_ids: Type.Array(id('nch'), { minItems: 1, maxItems: 20, uniqueItems: true }),
  enabled: Type.Optional(Type.Boolean()),
})
type RuleBody = Static<typeof RuleBody>

export const listRules = operation({
  id: 'listNotificationRules',
  method: 'GET',
  path: '/api/notifications/rules',
  summary: 'List notification rules',
  description: 'The rules of the workspace: which events they react to, and which channels they send to.',
  scope: 'notifications:read',
  roles: managers,
  response: Type.Array(Rule.schema),
  handle: ({ tx }) => tx.composed(`${Rule.select} order by t.created_at, t.id`, []),
})

export const getRule = operation({
  id: 'getNotificationRule',
  method: 'GET',
  path: '/api/notifications/rules/:id',
  summary: 'Get a notification rule',
  description: 'Returns the rule, with its filters, channels and when it last fired.',
  scope: 'notifications:read',
  roles: managers,
  on: Rule,
  response: Rule.schema,
})

function checkRule(services: Services, body: Partial<RuleBody>): void {
  if (body.event !== undefined) checkEvent(services, body.event)
  if (body.filters !== undefined) checkFilters(body.filters)
  if (body.quiet_hours !== undefined) checkQuietHours(body.quiet_hours)
}

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

export const putRule = operation({
  id: 'createNotificationRule',
  method: 'POST',
  path: '/api/notifications/rules',
  summary: 'Create a notification rule',
  description:
    'Creates a rule that sends matching events to channels. A rule with the same name is replaced and keeps its id; fields that you leave out go back to their default.',
  scope: 'notifications:write',
  roles: managers,
  creates: Rule,
  audits: 'notification_rule.saved',
  body: RuleBody,
  response: Rule.schema,
  async handle({ tx, body, principal, services }) {
    checkRule(services, body)
    await requireReach(tx, principal, [body.event])
    const maker = makerOf(principal)
    const { count } = await tx.one(sql<'ruleCount'>`select count(*) from notification_rules`)
    if (count >= 200) throw tooManyRules()
    const { id: ruleId } = await tx.one(sql<'newRule'>`
      insert into notification_rules as r (workspace_id, id, name, event, channel_ids, filters, severity,
          cooldown_minutes, digest, digest_at, quiet_hours, enabled, maker_id, maker_scopes)
      values (${principal.workspace.uuid}, ${newId('nrl')}, ${body.name.trim()}, ${body.event},
          ${body.channel_ids}, ${JSON.stringify(body.filters ?? {})}, ${body.severity ?? 'medium'},
          ${body.cooldown_minutes ?? 0}, ${body.digest ?? 'none'}, ${body.digest_at ?? '08:00'},
          ${json(body.quiet_hours ?? null)}, ${body.enabled ?? true}, ${maker.id}, ${maker.scopes})
      on conflict (workspace_id, lower(name))
        do update set name = excluded.name, event = excluded.event, channel_ids = excluded.channel_ids,
          filters = excluded.filters, severity = excluded.severity,
          cooldown_minutes = excluded.cooldown_minutes, digest = excluded.digest,
          digest_at = excluded.digest_at, quiet_hours = excluded.quiet_hours, enabled = excluded.enabled,
          maker_id = excluded.maker_id, maker_scopes = excluded.maker_scopes
       returning r.id`)
    await forget(tx, ruleId)
    return Rule.get(tx, ruleId)
  },
})

// Counts and held messages of the old rule are discarded: the new rule must not send them.
async function forget(tx: Tx, ruleId: string): Promise<void> {
  await tx.run(sql`delete from notification_waiting where rule_id = ${ruleId}`)
  await tx.run(sql`
    update notification_rule_states set state = '{"recent": [], "lastFiredAt": null, "suppressed": 0}'
     where rule_id = ${ruleId}`)
}

export const updateRule = operation({
  id: 'updateNotificationRule',
  method: 'PUT',
  path: '/api/notifications/rules/:id',
  summary: 'Update a notification rule',
  description:
    'Changes the fields that you send; the others keep their value. Held messages and counts of the old rule are discarded.',
  scope: 'notifications:write',
  roles: managers,
  on: Rule,
  audits: 'notification_rule.updated',
  body: Type.Partial(RuleBody),
  response: Rule.schema,
  async handle({ tx, body, record, principal, services }) {
    checkRule(services, body)
    const after = { ...record, ...body, name: body.name?.trim() ?? record.name }
    await requireReach(tx, principal, [after.event])
    const maker = makerOf(principal)
    await tx.run(sql`
      update notification_rules
         set name = ${after.name}, event = ${after.event}, channel_ids = ${after.channel_ids},
           filters = ${JSON.stringify(after.filters)}, severity = ${after.severity},
           cooldown_minutes = ${after.cooldown_minutes}, digest = ${after.digest},
           digest_at = ${after.digest_at}, quiet_hours = ${json(after.quiet_hours)},
           enabled = ${after.enabled}, maker_id = ${maker.id}, maker_scopes = ${maker.scopes}
       where id = ${record.id}`)
    const isOnlyNamed = Object.keys(body).every((field) => field === 'name' || field === 'channel_ids')
    if (!isOnlyNamed) await forget(tx, record.id)
    return Rule.get(tx, record.id)
  },
})

export const deleteRule = operation({
  id: 'deleteNotificationRule',
  method: 'DELETE',
  path: '/api/notifications/rules/:id',
  summary: 'Delete a notification rule',
  description: 'Deletes the rule and the messages that it holds back.',
  scope: 'notifications:write',
  roles: managers,
  on: Rule,
  audits: 'notification_rule.deleted',
  async handle({ tx, record }) {
    await tx.run(sql`delete from notification_rules where id = ${record.id}`)
  },
})
