import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { dueStates } from '#rules/due-state.ts'

const standings = ['airworthy', 'in_service', 'due_soon', 'grounded'] as const

const grounding = `(select s.number || ': ' || s.title from squawks s
                     where s.workspace_id = t.workspace_id and s.aircraft_id = t.id and s.is_grounding
                       and s.status in ('open', 'in_progress') order by s.found_at, s.id limit 1)`
const work = `(select o.number || ': ' || o.title from work_orders o
                where o.workspace_id = t.workspace_id and o.aircraft_id = t.id
                  and o.status in ('in_progress', 'awaiting_parts', 'pending_approval') order by o.id limit 1)`
const instantOf = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** One line for each aircraft: whether it flies, and what stands in its way next. */
const FleetStatus = resource({
  name: 'fleet_status',
  prefix: 'acf',
  title: { one: 'aircraft', many: 'aircraft' },
  page: '/aircraft/:id',
  table: 'aircraft',
  schema: Type.Object({
    id: id('acf'),
    registration: Type.String(),
    typeDesignator: Type.String(),
    status: Type.String(),
    standing: oneOf(standings, {
      description:
        'grounded: out of service, or an item is overdue. in_service: a training device that is not.',
    }),
    reason: nullable(Type.String({ description: 'Why it is grounded.' })),
    nextDue: nullable(
      Type.Object({
        itemId: id('mit'),
        title: Type.String(),
        state: oneOf(dueStates),
        counter: nullable(Type.String()),
        remainingHundredths: nullable(Type.Integer()),
        remainingDays: nullable(Type.Integer()),
      }),
    ),
    openSquawks: Type.Integer(),
    deferrals: Type.Integer(),
    deferralExpiresOn: nullable(date('When the first of its deferrals ends.')),
    workOrderId: nullable(id('wko', 'The work that is under way.')),
    lastFlight: nullable(
      Type.Object({ id: id('flt'), onBlockAt: instant(), toAirport: nullable(Type.String()) }),
    ),
    nextBooking: nullable(Type.Object({ id: id('pse'), title: Type.String(), startsAt: instant() })),
  }),
  joins: `left join lateral (
      select i.id, i.title, i.state, i.binding_counter, i.remaining_hundredths, i.remaining_days
        from maintenance_items i
       where i.workspace_id = t.workspace_id and i.aircraft_id = t.id and i.is_active
         and i.state <> 'insufficient_data' order by i.urgency, i.id limit 1) due on true`,
  expressions: {
    standing: `case when t.status <> 'active' or due.state = 'overdue' then 'grounded'
                    when due.state in ('due', 'upcoming') then 'due_soon'
                    when t.category = 'simulator' then 'in_service' else 'airworthy' end`,
    reason: `case when t.status <> 'active' then coalesce(${grounding}, ${work}, 'Its status is ' || replace(t.status, 'aog', 'AOG'))
                  when due.state = 'overdue' then due.title || ' is overdue' end`,
    nextDue: `case when due.id is not null then json_build_object('itemId', due.id, 'title', due.title,
        'state', due.state, 'counter', due.binding_counter, 'remainingHundredths', due.remaining_hundredths,
        'remainingDays', due.remaining_days) end`,
    openSquawks: `(select count(*) from squawks s
                    where s.workspace_id = t.workspace_id and s.aircraft_id = t.id
                      and s.status in ('open', 'in_progress', 'deferred'))`,
    deferrals: `(select count(*) from deferrals d
                  where d.workspace_id = t.workspace_id and d.aircraft_id = t.id
                    and d.status in ('active', 'extended'))`,
    deferralExpiresOn: `(select min(d.expires_on) from deferrals d
                          where d.workspace_id = t.workspace_id and d.aircraft_id = t.id
                            and d.status in ('active', 'extended'))`,
    workOrderId: `(select o.id from work_orders o
                    where o.workspace_id = t.workspace_id and o.aircraft_id = t.id
                      and o.status in ('in_progress', 'awaiting_parts', 'pending_approval') order by o.id limit 1)`,
    lastFlight: `(select json_build_object('id', f.id, 'onBlockAt', ${instantOf('f.on_block_at')}, 'toAirport', f.to_airport)
                    from flights f
                   where f.workspace_id = t.workspace_id and f.aircraft_id = t.id
                     and f.status in ('draft', 'submitted', 'approved')
                   order by f.off_block_at desc, f.id desc limit 1)`,
    nextBooking: `(select json_build_object('id', p.id, 'title', p.title, 'startsAt', ${instantOf('p.starts_at')})
                     from planning_sessions p
                    where p.workspace_id = t.workspace_id and p.aircraft_id = t.id and p.status = 'confirmed'
                      and p.starts_at > now() order by p.starts_at, p.id limit 1)`,
  },
})

export const listFleetStatus = operation({
  id: 'listFleetStatus',
  method: 'GET',
  path: '/api/v1/maintenance/fleet',
  summary: 'List the status of the fleet',
  description:
    'A line for each aircraft that is neither retired nor sold: whether it flies, what is due next, its squawks and deferrals, its last flight and its next booking.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: FleetStatus.schema,
  list: list({
    of: FleetStatus,
    defaultSort: 'registration',
    sorts: { registration: { sql: 't.registration', type: 'text' } },
    search: ['t.registration', 't.type_designator'],
    indexed: true,
    where: "t.status not in ('retired', 'sold')",
    // The days that are left shrink without a write, and bookings begin.
    volatile: true,
  }),
})
