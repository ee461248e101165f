import { sql } from '../database/database.ts'
import { withinProjects } from '../events/reach.ts'
import { defineLimit } from '../kernel/entitlement.ts'
import { list } from '../kernel/list.ts'
import type { State } from '../kernel/move.ts'
import { operation } from '../kernel/operation.ts'
import { type Principal, projectReach } from '../kernel/principal.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '../kernel/schema.ts'
import { stateMachine } from '../kernel/state-machine.ts'

/** Nobody but the account owner and admins, who may do everything. */
export const managers: string[] = []

export const endpointLimit = defineLimit({
  name: 'max_webhook_endpoints',
  title: 'Webhook endpoints',
  counted: 'webhook endpoints',
  used: `(select count(*)
            from webhook_endpoints h
           where h.workspace_id = w.workspace_id and h.kind = 'endpoint' and h.deleted_at is null)`,
  fix: 'Delete endpoints that are no longer used, or let one receiver pass events on.',
  most: { self_hosted: 100, starter: 2, professional: 20, enterprise: 100 },
})

const Health = Type.Object({
  windowHours: Type.Integer({ description: 'The last hours, which the counts are about.' }),
  delivered: Type.Integer(),
  retrying: Type.Integer({ description: 'Not delivered yet, and not given up.' }),
  dead: Type.Integer({ description: 'Given up for good.' }),
  hours: Type.Array(
    Type.Object({
      at: instant(),
      delivered: Type.Integer(),
      retrying: Type.Integer(),
      dead: Type.Integer(),
    }),
    { description: 'The same counts of each hour that has deliveries, in order.' },
  ),
  lastDeliveredAt: nullable(instant()),
  lastFailureAt: nullable(instant()),
  medianMs: nullable(Type.Integer({ description: 'Of the last attempts of the newest 500 deliveries.' })),
})

const fields = {
  id: id('whe'),
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.String(), { description: '`*`, or types of the catalog.' }),
  enabled: Type.Boolean(),
  disabledReason: nullable(Type.String()),
  circuit: oneOf(['closed', 'open', 'half_open'], {
    description: 'open: the receiver is thought to be down, and new deliveries wait for a probe to succeed.',
  }),
  ladder: oneOf(['short', 'long'], {
    description: 'short: 5 retries within a minute. long: 16 within three days.',
  }),
  maker: nullable(
    Type.Object(
      {
        type: oneOf(['user', 'api_key']),
        id: Type.String(),
        name: Type.String(),
        isActive: Type.Boolean({
          description:
            'False once the key is revoked or has expired, or the member has left: nothing is sent until somebody else sets the URL or the events.',
        }),
      },
      {
        description:
          'The member or key whose rights limit what is sent: the last that set the URL, the events or the secret.',
      },
    ),
  ),
  projects: nullable(
    Type.Array(id('prj'), { description: 'Only events of these projects are sent. Null: all.' }),
  ),
  secretPreview: Type.String(),
  previousSecretEndsAt: nullable(
    instant('While it is in the future, deliveries are signed with the previous secret too.'),
  ),
  createdAt: instant(),
  updatedAt: instant(),
  version: Type.Integer(),
  health: Health,
}

const ofEndpoint = (alias: string) => `${alias}.workspace_id = t.workspace_id and ${alias}.endpoint_id = t.id`
const instantJson = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export const makerId = (alias: string) => `coalesce(${alias}.maker_id, ${alias}.created_by)`

const maker = `case when ${makerId('t')} is not null then jsonb_build_object(
      'type', case when starts_with(${makerId('t')}, 'key_') then 'api_key' else 'user' end,
      'id', ${makerId('t')},
      'name', coalesce((select k.name from api_keys k where k.workspace_id = t.workspace_id and k.id = ${makerId('t')}),
                       (select u.display_name from users u where u.id = ${makerId('t')}), ''),
      'isActive', apron.is_active(apron.reach_now(t.workspace_id, ${makerId('t')}))) end`

const health = `(
      select jsonb_build_object('windowHours', 24,
               'delivered', count(*) filter (where d.status = 'delivered'),
               'retrying', count(*) filter (where d.status in ('pending', 'retrying')),
               'dead', count(*) filter (where d.status = 'dead'),
               'hours', (select coalesce(jsonb_agg(jsonb_build_object('at', ${instantJson('h.at')},
                          'delivered', h.delivered, 'retrying', h.retrying, 'dead', h.dead) order by h.at), '[]')
                   from (select date_trunc('hour', d.created_at, 'UTC') as at,
                                count(*) filter (where d.status = 'delivered') as delivered,
                                count(*) filter (where d.status in ('pending', 'retrying')) as retrying,
                                count(*) filter (where d.status = 'dead') as dead
                           from webhook_deliveries d
                          where ${ofEndpoint('d')} and d.created_at > now() - interval '24 hours'
                          group by 1) h),
               'lastDeliveredAt', ${instantJson('c.last_delivered_at')},
               'lastFailureAt', ${instantJson('c.last_failure_at')},
               'medianMs', (select round(percentile_cont(0.5) within group (order by l.last_duration_ms))
                              from (select d.last_duration_ms
                                      from webhook_deliveries d
                                     where ${ofEndpoint('d')} and d.created_at > now() - interval '24 hours'
                                     order by d.created_at desc, d.id desc limit 500) l))
        from webhook_deliveries d where ${ofEndpoint('d')} and d.created_at > now() - interval '24 hours')`

/**
 * Whether a key that is limited to projects reaches all to which something is limited. The first is judged as the
 * project of every record is, with a refusal that says so.
 */
export function reachesOthers(principal: Principal, projects: readonly string[] | null): boolean {
  const reach = projectReach(principal)
  return reach === null || projects === null || projects.slice(1).every((project) => reach.includes(project))
}

export const endpoints = resource({
  name: 'webhook_endpoint',
  prefix: 'whe',
  title: { one: 'webhook endpoint', many: 'webhook endpoints' },
  page: '/settings/integrations/webhooks/:id',
  alsoChanges: ['webhook_delivery'],
  table: "(select * from webhook_endpoints where deleted_at is null and kind = 'endpoint')",
  joins: 'join webhook_circuits c on c.workspace_id = t.workspace_id and c.endpoint_id = t.id',
  label: 'url',
  schema: Type.Object(fields),
  project: 't.maker_projects[1]',
  visible: async (tx, endpointId, principal) => {
    const endpoint = await tx.first(sql<'projectsOfEndpoint'>`
      select maker_projects as projects from webhook_endpoints where id = ${endpointId}`)
    return endpoint !== undefined && reachesOthers(principal, endpoint.projects)
  },
  expressions: {
    maker,
    projects: 't.maker_projects',
    circuit: 'c.state',
    secretPreview: `(select s.preview
                       from webhook_endpoint_secrets s where ${ofEndpoint('s')} order by s.secret_version desc
                      limit 1)`,
    previousSecretEndsAt: `(select max(s.ends_at)
                              from webhook_endpoint_secrets s where ${ofEndpoint('s')} and s.ends_at > now())`,
    health,
  },
})

export const endpointStates = stateMachine({
  of: endpoints,
  noun: 'endpoint',
  table: 'webhook_endpoints',
  field: 'enabled',
  words: { true: 'enabled', false: 'disabled' },
  moves: {
    enable: { from: [false], to: true },
    ping: { from: [true], verb: 'send a ping to it', label: 'Send ping' },
    sample: { from: [true], verb: 'send a sample event to it', label: 'Send a sample' },
    grade: { from: [true], verb: 'run a graded ping of it', label: 'Run graded ping' },
    edit: { from: [true, false], isMinor: true },
    disable: { from: [true], to: false, isMinor: true },
  },
  refusal: { code: 'webhook_endpoint_disabled', fix: 'Enable it, then try again.' },
})

export const listEndpoints = operation({
  id: 'listEndpoints',
  method: 'GET',
  path: '/api/v1/webhooks/endpoints',
  summary: 'List webhook endpoints',
  description: 'The endpoints of the workspace, with their state and health. Secrets are never shown.',
  scope: 'webhooks:read',
  roles: managers,
  response: endpoints.schema,
  list: list({
    of: endpoints,
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' }, url: { sql: 't.url', type: 'text' } },
    defaultSort: 'createdAt',
    filters: { enabled: { schema: Type.Boolean(), sql: (value) => `t.enabled = ${value}` } },
    search: ['t.url', 't.description'],
    restrict: withinProjects('t.maker_projects'),
    volatile: true,
  }),
})

export const SecretShownOnce = Type.Object(
  {
    ...fields,
    secret: Type.String({ description: 'Shown now and never again.' }),
  },
  { title: 'NewWebhookEndpoint' },
)

export const getEndpoint = operation({
  id: 'getEndpoint',
  method: 'GET',
  path: '/api/v1/webhooks/endpoints/:id',
  summary: 'Get a webhook endpoint',
  description: 'Returns the endpoint, with its state and the health of the last 24 hours.',
  scope: 'webhooks:read',
  roles: managers,
  on: endpoints,
  response: endpoints.schema,
})

/** Why it is off, where a member has just turned it off, or nothing, where on. */
export const switchReason = (to: State | null) =>
  to === null ? {} : { disabled_reason: to ? null : 'Turned off by a member' }
