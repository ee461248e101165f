import type { Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { timesAt } from './component-times.ts'

const works = ['inspection', 'overhaul'] as const
const whole = nullable(Type.Integer())

/** An inspection or overhaul of a component. It never changes. */
export const ComponentWork = resource({
  name: 'component_work',
  prefix: 'cwk',
  title: { one: 'work on a component', many: 'work on components' },
  page: { of: 'componentId' },
  table: 'component_works',
  alsoChanges: ['component'],
  schema: Type.Object({
    id: id('cwk'),
    componentId: id('cmp'),
    aircraftId: nullable(id('acf', 'Null: it was installed nowhere.')),
    workOrderId: id('wko'),
    workOrderNumber: Type.String(),
    work: oneOf(works),
    method: Type.String({ description: 'What was done, or the data that it was done by.' }),
    doneAt: instant(),
    tsnHundredths: whole,
    tsoHundredths: nullable(Type.Integer({ description: 'Before an overhaul, which sets it back to 0.' })),
    csn: whole,
    signatureId: id('mxs'),
    signedByName: Type.String(),
  }),
  joins: `join work_orders o on o.workspace_id = t.workspace_id and o.id = t.order_id
      join maintenance_signatures m on m.workspace_id = t.workspace_id and m.id = t.signature_id`,
  expressions: { workOrderId: 't.order_id', workOrderNumber: 'o.number', signedByName: 'm.name' },
})

export const listComponentWork = operation({
  id: 'listComponentWork',
  method: 'GET',
  path: '/api/v1/maintenance/component-work',
  summary: 'List work on components',
  description: 'Inspections and overhauls with the times at which they were done, the newest first.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: ComponentWork.schema,
  list: list({
    of: ComponentWork,
    defaultSort: '-doneAt',
    sorts: { doneAt: { sql: 't.done_at', type: 'timestamptz' } },
    filters: {
      component_id: { schema: id('cmp'), sql: (value) => `t.component_id = ${value}` },
      work: { schema: oneOf(works), sql: (value) => `t.work = ${value}` },
    },
  }),
})

interface WorkDone {
  componentId: string
  orderId: string
  work: (typeof works)[number]
  method: string
  doneAt: string
  signatureId: string
}

/** Records an inspection or overhaul, with the times of the component at that moment. */
export async function recordWork(tx: Tx, workspaceUuid: string, work: WorkDone): Promise<void> {
  const times = await timesAt(tx, work.componentId, new Date(work.doneAt))
  await insert(tx, 'component_works', workspaceUuid, newId('cwk'), {
    ...work,
    aircraftId: times?.aircraftId ?? null,
    tsnHundredths: times?.tsn ?? null,
    tsoHundredths: times?.tso ?? null,
    csn: times?.csn ?? null,
    airTotalHundredths: times?.airTotal ?? null,
  })
}
