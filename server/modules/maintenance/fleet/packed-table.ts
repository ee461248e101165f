import { sql, type Tx } from '#platform/database/database.ts'
import { type TSchema, Type } from '#platform/kernel/schema.ts'
import { Completion } from '../completion.ts'
import { Component } from '../component/component.ts'
import { ComponentWork } from '../component/component-work.ts'
import { Installation } from '../component/installation.ts'
import { Deferral } from '../deferral/deferral.ts'
import { Applicability } from '../directive/applicability.ts'
import { Item } from '../item.ts'
import { WorkOrder, type WorkOrderForm, WorkOrderPart, WorkOrderTask } from '../order/work-order.ts'
import { Signature } from '../signature/signature.ts'
import { Squawk } from '../squawk/squawk.ts'

export const PAGE_ROWS = 500

type Row = Record<string, unknown>
/** The aircraft, and the last ID of the page before. */
type After = readonly [aircraftId: string, id: string]

/** A table of the pack that goes with an aircraft. */
export interface PackedTable {
  name: string
  schema: TSchema
  /** The next page, in the order of the IDs. */
  read: (tx: Tx, after: After) => Promise<Row[]>
  /** The lines of a record; by default one. */
  lines?: (row: Row) => Row[]
}

const page = `and t.id > $2 order by t.id limit ${PAGE_ROWS}`
const installed = `(select i.component_id from component_installations i
  where i.workspace_id = t.workspace_id and i.aircraft_id = $1 and i.removed_at is null)`
const completed = "t.aircraft_id = $1 and t.status in ('completed', 'verified')"
const completedOrders = (tx: Tx, after: After) =>
  tx.composed<Row>(`${WorkOrder.select} where ${completed} ${page}`, [...after])
async function completionsWithTitle(tx: Tx, after: After): Promise<Row[]> {
  const completions = await tx.composed<Row & { id: string }>(
    `${Completion.select} where t.item_id in (
        select i.id from maintenance_items i where i.workspace_id = t.workspace_id and i.aircraft_id = $1) ${page}`,
    [...after],
  )
  const titles = await tx.rows(sql<'titlesOfCompletions'>`
    select c.id, m.title
      from maintenance_completions c
      join maintenance_items m on m.workspace_id = c.workspace_id and m.id = c.item_id
     where c.id = any (${completions.map(({ id }) => id)})`)
  const titleOf = new Map(titles.map(({ id, title }) => [id, title]))
  return completions.map((completion) => ({ itemTitle: titleOf.get(completion.id), ...completion }))
}

const withNumber = <S extends TSchema>(schema: { properties: Record<string, S> }) =>
  Type.Object({ workOrder: Type.String(), ...schema.properties })
const linesOf = (field: 'tasks' | 'parts') => (row: Row) => {
  const { number, [field]: lines } = row as WorkOrderForm
  return lines.map((line) => ({ workOrder: number, ...line }))
}

/**
 * What 14 CFR 91.417(a) asks for, and what it rests on. Costs and who was paid what stay with the seller. A component
 * that was removed goes with the aircraft that it is on now.
 */
export const packedTables: readonly PackedTable[] = [
  {
    name: 'work-orders',
    schema: Type.Omit(WorkOrder.schema, [
      'tasks',
      'parts',
      'labour',
      'costMinor',
      'currency',
      'files',
      'version',
    ]),
    read: completedOrders,
  },
  {
    name: 'tasks',
    schema: withNumber(Type.Omit(WorkOrderTask, ['asks', 'asksHint'])),
    read: completedOrders,
    lines: linesOf('tasks'),
  },
  {
    name: 'parts',
    schema: withNumber(Type.Omit(WorkOrderPart, ['unitCostMinor'])),
    read: completedOrders,
    lines: linesOf('parts'),
  },
  {
    name: 'signatures',
    schema: Type.Omit(Signature.schema, ['signerUserId']),
    read: (tx, after) =>
      tx.composed(
        `${Signature.select} where t.subject_id in (
        select o.id from work_orders o where o.workspace_id = t.workspace_id and o.aircraft_id = $1
        union all
        select s.id from squawks s where s.workspace_id = t.workspace_id and s.aircraft_id = $1
        union all
        select p.id from directive_applicabilities p
         where p.workspace_id = t.workspace_id and (p.aircraft_id = $1 or p.component_id in ${installed})) ${page}`,
        [...after],
      ),
  },
  {
    name: 'inspections',
    schema: Item.schema,
    read: (tx, after) => tx.composed(`${Item.select} where t.aircraft_id = $1 ${page}`, [...after]),
  },
  {
    name: 'inspections-done',
    schema: Type.Object({ itemTitle: Type.String(), ...Completion.schema.properties }),
    read: completionsWithTitle,
  },
  {
    name: 'directives',
    schema: Type.Omit(Applicability.schema, ['version']),
    read: (tx, after) =>
      tx.composed(
        `${Applicability.select} where (t.aircraft_id = $1 or t.component_id in ${installed}) ${page}`,
        [...after],
      ),
  },
  {
    name: 'components',
    schema: Type.Omit(Component.schema, ['version']),
    read: (tx, after) => tx.composed(`${Component.select} where t.id in ${installed} ${page}`, [...after]),
  },
  {
    name: 'component-work',
    schema: ComponentWork.schema,
    read: (tx, after) =>
      tx.composed(`${ComponentWork.select} where t.component_id in ${installed} ${page}`, [...after]),
  },
  {
    name: 'installations',
    schema: Type.Omit(Installation.schema, ['files']),
    read: (tx, after) => tx.composed(`${Installation.select} where t.aircraft_id = $1 ${page}`, [...after]),
  },
  {
    name: 'squawks',
    schema: Type.Omit(Squawk.schema, ['files', 'version']),
    read: (tx, after) => tx.composed(`${Squawk.select} where t.aircraft_id = $1 ${page}`, [...after]),
  },
  {
    name: 'deferrals',
    schema: Deferral.schema,
    read: (tx, after) => tx.composed(`${Deferral.select} where t.aircraft_id = $1 ${page}`, [...after]),
  },
]
