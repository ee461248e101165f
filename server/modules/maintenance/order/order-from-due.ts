import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { date, id, integer, Type } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Component } from '../component/component.ts'
import { timesOf } from '../component/component-times.ts'
import type { TaskBody } from './task.ts'
import { WorkOrder } from './work-order.ts'
import { addOrder } from './write-order.ts'

interface Until {
  aircraftId: string
  untilOn: string | null
  untilHundredths: number | null
}

export const orderFromDue = operation({
  id: 'createWorkOrderFromDue',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/from-due',
  summary: 'Create a work order of what is due',
  description:
    'Adds a draft with a task for each item, overhaul and life-limited part of the aircraft that is due by a day or a meter total, and for each of its squawks and open directives.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  response: WorkOrder.schema,
  creates: WorkOrder,
  audits: 'work_order.created',
  body: Type.Object({
    aircraftId: id('acf'),
    untilOn: Type.Optional(date('Items that are due, or expected to be, on or before this day.')),
    untilHundredths: Type.Optional(
      integer(0, 100_000_000, 'Items that are due at or before this total of their meter.'),
    ),
  }),
  async handle({ tx, body, principal, now }) {
    const { aircraftId, untilOn = null, untilHundredths = null } = body
    if (untilOn === null && untilHundredths === null)
      throw invalidFields([{ field: 'untilOn', message: 'or untilHundredths is required' }])
    const until = { aircraftId, untilOn, untilHundredths }
    const tasks = [...(await dueSources(tx, until)), ...(await dueComponents(tx, until, now))]
    return addOrder(tx, principal, { aircraftId, kind: 'scheduled', tasks }, now)
  },
})

async function dueSources(
  tx: Tx,
  { aircraftId, untilOn, untilHundredths }: Until,
): Promise<{ sourceId: string }[]> {
  const sources = await tx.rows(sql<'dueForOrder', { id: string }>`
      select i.id, 1 as kind, i.urgency as place
        from maintenance_items i
       where i.aircraft_id = ${aircraftId} and i.is_active
         and (i.state in ('overdue', 'due')
              or exists (select from jsonb_array_elements(i.limits) l
                          where (l ->> 'dueOn')::date <= ${untilOn}::date
                             or (l ->> 'dueAtHundredths')::bigint <= ${untilHundredths}::bigint)
              or i.projected_on <= ${untilOn}::date)
       union all
      select s.id, 2, s.number from squawks s
       where s.aircraft_id = ${aircraftId} and s.status in ('open', 'in_progress', 'deferred')
       union all
      select d.id, 3, d.authority || d.number from directives d
       where exists (select from directive_applicabilities p
                      where p.workspace_id = d.workspace_id and p.directive_id = d.id and p.status = 'open'
                        and (p.aircraft_id = ${aircraftId} or p.component_id in (
                              select i.component_id from component_installations i
                               where i.aircraft_id = ${aircraftId} and i.removed_at is null)))
         and not exists (select from directives later
                          where later.workspace_id = d.workspace_id and later.supersedes_id = d.id)
       order by 2, 3, 1`)
  return sources.map(({ id: sourceId }) => ({ sourceId }))
}

/** Installed components whose time between overhauls, or life, ends until then. */
async function dueComponents(
  tx: Tx,
  { aircraftId, untilOn, untilHundredths }: Until,
  now: Date,
): Promise<TaskBody[]> {
  const installed = await tx.rows(sql<'limitedComponents'>`
    select i.component_id as "componentId"
      from component_installations i
      join components c on c.workspace_id = i.workspace_id and c.id = i.component_id
     where i.aircraft_id = ${aircraftId} and i.removed_at is null
       and coalesce(c.overhaul_hundredths, c.overhaul_months, c.life_limit_hundredths, c.life_limit_cycles) is not null
     order by i.position, i.id`)
  const tasks: TaskBody[] = []
  for (const { componentId: sourceId } of installed) {
    const times = await timesOf(tx, await Component.get(tx, sourceId), now)
    const left = times.airTotalHundredths === null ? 0 : (untilHundredths ?? 0) - times.airTotalHundredths
    const ends = (remaining: number | null) => remaining !== null && remaining <= Math.max(0, left)
    if (ends(times.lifeRemainingHundredths) || (times.lifeRemainingCycles ?? 1) <= 0)
      tasks.push({ sourceId, componentWork: 'removal' })
    else if (
      ends(times.overhaulRemainingHundredths) ||
      (untilOn !== null && times.overhaulDueOn !== null && times.overhaulDueOn <= untilOn)
    )
      tasks.push({ sourceId, componentWork: 'overhaul' })
  }
  return tasks
}
