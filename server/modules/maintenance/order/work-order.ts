import { Attachment, filesOf } from '#platform/files/stored-file.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  happenedOn,
  id,
  idOf,
  idOrName,
  instant,
  integer,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { Findings, taskAsksHintSql, taskAsksSql } from '../findings.ts'
import { MeterTotals } from '../meter-totals.ts'

const kinds = ['scheduled', 'unscheduled', 'modification'] as const
const priorities = labeled(['routine', 'urgent', 'aog'], { aog: 'AOG' })
export const orderStatuses = [
  'draft',
  'open',
  'in_progress',
  'awaiting_parts',
  'pending_approval',
  'completed',
  'verified',
  'cancelled',
] as const
const conditions = ['new', 'overhauled', 'repaired', 'serviceable', 'as_removed'] as const
const sources = ['item', 'squawk', 'directive', 'component', 'free'] as const
const componentWorks = ['inspection', 'overhaul', 'removal', 'installation'] as const
const minor = (description: string) => integer(0, 1_000_000_000_000, description)

export const taskFields = {
  title: text(1, 300, 'What is to be done.'),
  source: oneOf(sources, { description: 'The kind of sourceId; free without one.' }),
  sourceId: nullable(
    idOf(
      ['mit', 'sqk', 'drv', 'cmp'],
      'The item, squawk, directive or component that completing the order completes too.',
    ),
  ),
  referenceData: nullable(text(1, 300, 'The manual and page, such as AMM 32-40-01.')),
  method: nullable(
    text(1, 2_000, 'How it was done: the method of compliance of a directive, the work on a component.'),
  ),
  componentWork: nullable(
    oneOf(componentWorks, { description: 'What is done with a component; inspection by default.' }),
  ),
  componentPosition: nullable(text(1, 60, 'Where an installation puts it, such as Engine 1.')),
  isRequiredInspection: Type.Boolean({ description: 'A second person has to inspect it.' }),
}
export const WorkOrderTask = Type.Object(
  {
    id: id('wot'),
    position: Type.Integer(),
    ...taskFields,
    findings: Findings,
    asks: Type.Array(Type.String(), {
      description: 'The fields that have to be there to mark it as done, such as method or findings.place.',
    }),
    asksHint: nullable(Type.String()),
    status: oneOf(['open', 'done', 'not_done']),
    reason: nullable(Type.String()),
    doneBy: nullable(Type.String({ description: 'The user or key.' })),
    doneByName: nullable(Type.String()),
    doneAt: nullable(instant()),
    inspectedBy: nullable(Type.String()),
    inspectedByName: nullable(Type.String()),
    inspectedAt: nullable(instant()),
  },
  { title: 'WorkOrderTask' },
)
export const partFields = {
  partNumber: text(1, 60),
  description: text(1, 300),
  quantityThousandths: integer(1, 1_000_000_000, 'In thousandths of the unit.'),
  unit: text(1, 20, 'Such as each, qt or ft.'),
  condition: oneOf(conditions),
}
export const partOptions = {
  serialNumber: nullable(text(1, 60)),
  releaseCertificate: nullable(
    Type.Object(
      {
        kind: oneOf(['8130-3', 'form_1'], { labels: { form_1: 'EASA Form 1', '8130-3': '8130-3' } }),
        number: text(1, 60),
        fileId: Type.Optional(nullable(id('fil', 'Of the files of the order.'))),
      },
      { title: 'ReleaseCertificate' },
    ),
  ),
  removedSerialNumber: nullable(text(1, 60)),
  unitCostMinor: minor('Of one unit.'),
}
export const WorkOrderPart = Type.Object(
  { id: id('wop'), ...partFields, ...partOptions },
  { title: 'WorkOrderPart' },
)
export const labourFields = {
  crewId: id('crw'),
  workedOn: happenedOn(),
  minutes: integer(1, 1_440),
}
export const rateMinor = minor('Per hour.')
const WorkOrderLabour = Type.Object(
  { id: id('wol'), ...labourFields, crewName: Type.String(), rateMinor },
  { title: 'WorkOrderLabour' },
)

const ExternalShop = Type.Object({ name: text(1, 200), certificateNumber: nullable(text(1, 60)) })

export const orderFields = { kind: oneOf(kinds) }
export const orderOptions = {
  title: text(1, 200, 'The first task by default.'),
  priority: oneOf(priorities),
  shop: Type.Union([oneOf(['internal']), ExternalShop], { description: 'Who does the work.' }),
  notes: nullable(text(1, 5_000)),
  plannedStartAt: nullable(
    instant('With plannedEndAt: the aircraft is held for this time while the order is open.'),
  ),
  plannedEndAt: nullable(instant()),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217; USD by default.' }),
}

const at = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const ofOrder = (table: string) =>
  `from ${table} k where k.workspace_id = t.workspace_id and k.order_id = t.id`

/** Work on an aircraft: what is to be done, what it took, and the signature that returns the aircraft to service. */
export const WorkOrder = resource({
  name: 'work_order',
  prefix: 'wko',
  title: { one: 'work order', many: 'work orders' },
  page: '/maintenance/work-orders/:id',
  table: 'work_orders',
  label: 'number',
  alsoChanges: ['squawk', 'deferral', 'maintenance_item', 'aircraft', 'planning_session'],
  schema: Type.Object({
    id: id('wko'),
    number: Type.String({ examples: ['WO-2026-0007'] }),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    ...orderFields,
    ...orderOptions,
    openedMeters: nullable(MeterTotals),
    closedMeters: nullable(MeterTotals),
    files: Type.Array(Attachment),
    tasks: Type.Array(WorkOrderTask),
    parts: Type.Array(WorkOrderPart),
    labour: Type.Array(WorkOrderLabour),
    status: oneOf(orderStatuses),
    statusReason: nullable(Type.String()),
    returnedToServiceAt: nullable(instant()),
    signatureId: nullable(id('mxs')),
    verifiedByName: nullable(Type.String()),
    verifiedAt: nullable(instant()),
    costMinor: Type.Integer({ description: 'Parts and labour.' }),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id',
  expressions: {
    aircraftRegistration: 'a.registration',
    shop: `coalesce(t.shop, '"internal"')`,
    files: filesOf('work_order_files', 'order_id'),
    tasks: `coalesce((select json_agg(json_build_object('id', k.id, 'position', k.position, 'title', k.title,
        'source', k.source, 'sourceId', k.source_id, 'referenceData', k.reference_data,
        'method', k.method, 'findings', coalesce(k.findings, '{}'), 'componentWork', k.component_work, 'componentPosition', k.component_position,
        'isRequiredInspection', k.is_required_inspection, 'status', k.status, 'reason', k.reason,
        'doneBy', k.done_by, 'doneByName', k.done_by_name, 'doneAt', ${at('k.done_at')},
        'inspectedBy', k.inspected_by, 'inspectedByName', k.inspected_by_name,
        'inspectedAt', ${at('k.inspected_at')}, 'asks', ${taskAsksSql}, 'asksHint', ${taskAsksHintSql})
        order by k.position, k.id)
        from work_order_tasks k
        left join maintenance_items i on k.source = 'item' and i.workspace_id = k.workspace_id and i.id = k.source_id
       where k.workspace_id = t.workspace_id and k.order_id = t.id), '[]')`,
    parts: `coalesce((select json_agg(json_build_object('id', k.id, 'partNumber', k.part_number,
        'description', k.description, 'quantityThousandths', k.quantity_thousandths, 'unit', k.unit,
        'condition', k.condition, 'serialNumber', k.serial_number, 'releaseCertificate', k.release_certificate,
        'removedSerialNumber', k.removed_serial_number, 'unitCostMinor', k.unit_cost_minor) order by k.id)
        ${ofOrder('work_order_parts')}), '[]')`,
    labour: `coalesce((select json_agg(json_build_object('id', k.id, 'crewId', k.crew_id, 'crewName', c.display_name,
        'workedOn', k.worked_on, 'minutes', k.minutes, 'rateMinor', k.rate_minor) order by k.worked_on, k.id)
        from work_order_labour k join crew c on c.workspace_id = k.workspace_id and c.id = k.crew_id
       where k.workspace_id = t.workspace_id and k.order_id = t.id), '[]')`,
    costMinor: `(coalesce((select sum(round(k.quantity_thousandths::numeric * k.unit_cost_minor / 1000))
        ${ofOrder('work_order_parts')}), 0)
        + coalesce((select sum(round(k.minutes::numeric * k.rate_minor / 60)) ${ofOrder('work_order_labour')}), 0))::bigint`,
  },
})
export type WorkOrderForm = Static<typeof WorkOrder.schema>
export type WorkOrderTaskForm = Static<typeof WorkOrderTask>

const planned = ['draft', 'open', 'in_progress', 'awaiting_parts'] as const
export const orderStates = stateMachine({
  of: WorkOrder,
  moves: {
    open: { from: ['draft'], to: 'open' },
    start: { from: ['open'], to: 'in_progress', verb: 'start work on it', label: 'Start work' },
    awaitParts: {
      from: ['in_progress'],
      to: 'awaiting_parts',
      verb: 'wait for parts',
      label: 'Wait for parts',
      isMinor: true,
    },
    resume: { from: ['awaiting_parts'], to: 'in_progress', verb: 'resume work on it', label: 'Resume work' },
    submit: { from: ['in_progress'], to: 'pending_approval', verb: 'submit it', label: 'Submit' },
    complete: {
      from: ['pending_approval', 'in_progress'],
      to: 'completed',
      verb: 'complete it',
      label: 'Return to service',
    },
    verify: { from: ['completed'], to: 'verified' },
    sendBack: {
      from: ['pending_approval'],
      to: 'in_progress',
      verb: 'return it to work',
      label: 'Return to work',
      isMinor: true,
    },
    cancel: { from: planned, to: 'cancelled', isMinor: true },
    edit: { from: planned },
    work: {
      from: ['open', 'in_progress', 'awaiting_parts'],
      verb: 'work on its tasks',
      label: 'Work on tasks',
    },
    attach: {
      from: [...planned, 'pending_approval'],
      verb: 'attach files to it',
      label: 'Attach a file',
      isMinor: true,
    },
    discard: { from: ['draft'], verb: 'delete it', label: 'Delete', isMinor: true },
  },
  signed: ['completed', 'verified'],
  words: {
    in_progress: 'in progress',
    awaiting_parts: 'waiting for parts',
    pending_approval: 'waiting for its return to service',
  },
  refusal: {
    code: 'work_order_state',
    fix: 'Read the work order again; the message names its state. A completed one is final: open another for more work.',
  },
})

export const listWorkOrders = operation({
  id: 'listWorkOrders',
  method: 'GET',
  path: '/api/v1/maintenance/work-orders',
  summary: 'List work orders',
  description: 'Work on the fleet with its tasks, parts, labour and cost, the newest first.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: WorkOrder.schema,
  list: list({
    of: WorkOrder,
    defaultSort: '-number',
    sorts: {
      number: { sql: 't.number', type: 'text' },
      updatedAt: { sql: 't.updated_at', type: 'timestamptz' },
    },
    search: ['t.number', 't.title', 't.notes'],
    indexed: true,
    filters: {
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
      },
      status: { schema: oneOf(orderStatuses), sql: (value) => `t.status = ${value}` },
      open: {
        schema: Type.Boolean({
          description: 'Only those that are neither completed nor cancelled, or only the others.',
        }),
        sql: (value) => `(t.status not in ('completed', 'verified', 'cancelled')) = ${value}::boolean`,
      },
    },
  }),
})

export const getWorkOrder = operation({
  id: 'getWorkOrder',
  method: 'GET',
  path: '/api/v1/maintenance/work-orders/:id',
  summary: 'Get a work order',
  description: 'The work order with its tasks, parts, labour and cost.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: WorkOrder,
  response: WorkOrder.schema,
})
