import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import type { State } from '#platform/kernel/move.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { deskRoles } from './roles.ts'

export const movementStatuses = [
  'confirmed',
  'tentative',
  'in_progress',
  'completed',
  'delayed',
  'cancelled',
] as const
export type MovementStatus = (typeof movementStatuses)[number]
export const directions = ['inbound', 'outbound', 'on_ground'] as const
const direction = oneOf(directions)
const status = oneOf(movementStatuses)

/** A tail number as it stands on the aircraft; kept in capitals. */
export const tailNumber = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{1,11}$',
  examples: ['N172SP'],
  'x-hint': 'a registration such as N172SP',
  description: 'As on the aircraft; kept in capitals.',
})

/** The filter of lists: hyphens make no other tail number. */
export const sameTail = (value: string) =>
  `replace(t.tail_number, '-', '') = replace(upper(${value}), '-', '')`

const details = {
  tailNumber: nullable(tailNumber),
  aircraftType: nullable(text(2, 40, 'ICAO type designator, such as PC12, or what is known.')),
  origin: nullable(text(2, 5, 'ICAO, IATA or local code.')),
  destination: nullable(text(2, 5, 'ICAO, IATA or local code.')),
  eta: nullable(instant('Expected to arrive.')),
  etd: nullable(instant('Expected to leave.')),
  operator: nullable(text(1, 200)),
  pob: nullable(integer(0, 1000, 'Persons on board.')),
  customs: Type.Boolean({ description: 'Customs are to be called.' }),
  parking: nullable(text(1, 100, 'Where it is to stand.')),
  isVip: Type.Boolean(),
  notes: nullable(text(1, 5_000)),
  customerId: nullable(id('fbc', 'Found by the tail number when left out, where one customer has it.')),
}
const core = {
  direction,
  status,
  movementDate: date('The local day of the base, in `timezone`.'),
}

/** What comes, goes or stands on the ramp. */
export const Movement = resource({
  name: 'movement',
  prefix: 'mov',
  title: { one: 'movement', many: 'movements' },
  page: '/fbo/movements/:id',
  table: 'fbo_movements',
  label: 'tailNumber',
  schema: Type.Object({
    id: id('mov'),
    ...core,
    timezone: Type.String({ description: 'The zone of the base when the movement was made.' }),
    ...details,
    customerName: nullable(Type.String()),
    startedAt: nullable(instant('When it became in_progress.')),
    completedAt: nullable(instant('When it was completed.')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'left join fbo_customers c on c.workspace_id = t.workspace_id and c.id = t.customer_id',
  expressions: { customerName: 'c.company' },
})

/** What events say of a movement: no notes, no names and not who is on board. */
const MovementData = Type.Pick(Movement.schema, [
  'id',
  'direction',
  'status',
  'movementDate',
  'timezone',
  'tailNumber',
  'aircraftType',
  'origin',
  'destination',
  'eta',
  'etd',
  'customs',
  'parking',
  'customerId',
  'startedAt',
  'completedAt',
  'createdAt',
  'updatedAt',
  'version',
])
const movementEvent = (type: `movement.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'movement',
    data: MovementData,
    scope: 'fbo.movements:read',
  })
export const movementCreated = movementEvent('movement.created', 'a movement is put on the flight board')
export const movementUpdated = movementEvent(
  'movement.updated',
  'a movement changes, its status or anything else of it',
)
const movementCancelled = movementEvent(
  'movement.cancelled',
  'a movement is cancelled, beside `movement.updated`',
)
const movementReinstated = movementEvent(
  'movement.reinstated',
  'a cancelled movement is reinstated, beside `movement.updated`',
)

/**
 * What a desk may make of a movement. What was clicked by mistake can be taken back one step (in progress
 * to confirmed, completed to in progress); a flight that was cancelled is reinstated before it moves.
 * Nothing that is only tentative is completed: somebody has seen the aircraft first.
 */
export const movementStates = stateMachine({
  of: Movement,
  moves: {
    confirm: { from: ['tentative'], to: 'confirmed', label: 'Confirm' },
    start: { from: ['tentative', 'confirmed', 'delayed'], to: 'in_progress', label: 'Start' },
    complete: { from: ['confirmed', 'delayed', 'in_progress'], to: 'completed', label: 'Complete' },
    takeBack: {
      from: ['completed'],
      to: 'in_progress',
      verb: 'take it back to in progress',
      label: 'Back to in progress',
      isMinor: true,
    },
    reinstate: {
      from: ['cancelled'],
      to: 'confirmed',
      label: 'Reinstate',
      isMinor: true,
      emits: movementReinstated,
    },
    delay: { from: ['tentative', 'confirmed', 'in_progress'], to: 'delayed', label: 'Delay' },
    setBack: {
      from: ['delayed', 'in_progress'],
      to: 'confirmed',
      verb: 'set it back to confirmed',
      label: 'Back to confirmed',
      isMinor: true,
    },
    makeTentative: {
      from: ['confirmed', 'delayed'],
      to: 'tentative',
      verb: 'make it tentative',
      isMinor: true,
    },
    reinstateTentative: {
      from: ['cancelled'],
      to: 'tentative',
      verb: 'reinstate it as tentative',
      label: 'Reinstate as tentative',
      isMinor: true,
      emits: movementReinstated,
    },
    cancel: {
      from: ['tentative', 'confirmed', 'delayed', 'in_progress'],
      to: 'cancelled',
      label: 'Cancel',
      emits: movementCancelled,
    },
    edit: { from: movementStatuses },
  },
  refusal: {
    code: 'movement_state',
    fix: 'Read the movement again; the message names its status and what it allows.',
  },
})

export const listMovements = operation({
  id: 'listMovements',
  method: 'GET',
  path: '/api/v1/fbo/movements',
  summary: 'List movements',
  description: 'Aircraft that arrive at, depart from or stay on the ramp, of all days.',
  scope: 'fbo.movements:read',
  roles: 'staff',
  stability: 'beta',
  response: Movement.schema,
  list: list({
    of: Movement,
    defaultSort: '-movementDate',
    sorts: {
      movementDate: { sql: 't.movement_date', type: 'date' },
      createdAt: { sql: 't.created_at', type: 'timestamptz' },
    },
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      direction: { schema: direction, sql: (value) => `t.direction = ${value}` },
      date: {
        schema: date('The local day of the base.'),
        sql: (value) => `t.movement_date = ${value}::date`,
      },
      date_from: { schema: date(), sql: (value) => `t.movement_date >= ${value}::date` },
      date_to: { schema: date('This day included.'), sql: (value) => `t.movement_date <= ${value}::date` },
      customer_id: { schema: id('fbc'), sql: (value) => `t.customer_id = ${value}` },
      tail_number: { schema: tailNumber, sql: sameTail },
    },
    search: [
      't.tail_number',
      "replace(t.tail_number, '-', '')",
      't.operator',
      't.origin',
      't.destination',
      't.aircraft_type',
      't.parking',
      't.notes',
    ],
    indexed: true,
  }),
})

export const getMovement = operation({
  id: 'getMovement',
  method: 'GET',
  path: '/api/v1/fbo/movements/:id',
  summary: 'Get a movement',
  description: 'Returns a movement with its times, customer, handler and place.',
  scope: 'fbo.movements:read',
  roles: 'staff',
  stability: 'beta',
  on: Movement,
  response: Movement.schema,
})

const change = Type.Partial(Type.Object({ ...core, ...details })).properties
export const createMovement = operation({
  id: 'createMovement',
  method: 'POST',
  path: '/api/v1/fbo/movements',
  summary: 'Create a movement on the flight board',
  description: 'Creates a movement, by default inbound and confirmed.',
  scope: 'fbo.movements:write',
  roles: deskRoles,
  stability: 'beta',
  creates: Movement,
  emits: movementCreated,
  response: Movement.schema,
  body: Type.Object({ ...change, movementDate: core.movementDate }),
  async handle({ tx, body, principal, now }) {
    const movementId = newId('mov')
    const started = body.status === 'in_progress' || body.status === 'completed'
    const columns = toColumns(capitals(body))
    await tx.run(
      db.insertInto('fbo_movements').values({
        ...columns,
        direction: body.direction ?? 'inbound',
        status: body.status ?? 'confirmed',
        customer_id: body.customerId === undefined ? await customerOf(tx, body.tailNumber) : body.customerId,
        timezone: principal.workspace.timezone,
        started_at: started ? now : null,
        completed_at: body.status === 'completed' ? now : null,
        workspace_id: principal.workspace.uuid,
        id: movementId,
      }),
    )
    return Movement.get(tx, movementId)
  },
})

export const updateMovement = operation({
  id: 'updateMovement',
  method: 'PATCH',
  path: '/api/v1/fbo/movements/:id',
  summary: 'Update a movement, or move it on',
  description: 'The start and the completion are timed.',
  scope: 'fbo.movements:write',
  roles: deskRoles,
  stability: 'beta',
  on: Movement,
  move: movementStates.chosenBy(
    'status',
    [
      'confirm',
      'start',
      'complete',
      'takeBack',
      'reinstate',
      'delay',
      'setBack',
      'makeTentative',
      'reinstateTentative',
      'cancel',
    ],
    'edit',
  ),
  emits: movementUpdated,
  response: Movement.schema,
  body: Type.Object(change),
  async handle({ tx, body, record, now, move }) {
    const columns = { ...toColumns(capitals(body)), ...clocksOf(record, move.to, now) }
    await move.make(columns)
    return Movement.get(tx, record.id)
  },
})

/** When a movement began and ended to move; what is taken back loses its time again. */
function clocksOf(
  record: { startedAt: string | null },
  to: State | null,
  now: Date,
): { started_at?: Date | null; completed_at?: Date | null } {
  if (to === null) return {}
  if (to === 'in_progress') return { ...(record.startedAt ? {} : { started_at: now }), completed_at: null }
  if (to === 'completed') return { ...(record.startedAt ? {} : { started_at: now }), completed_at: now }
  return { started_at: null, completed_at: null }
}

/** Tails, types and airports are stored in capitals, however they were typed. */
export function capitals<T extends Record<string, unknown>>(body: T): T {
  const copy: Record<string, unknown> = { ...body }
  for (const field of ['tailNumber', 'aircraftType', 'origin', 'destination'])
    if (typeof copy[field] === 'string') copy[field] = (copy[field] as string).toUpperCase()
  return copy as T
}

/** The customer who has this aircraft. Null: none has, or several. */
export async function customerOf(tx: Tx, tail: string | null | undefined): Promise<string | null> {
  if (!tail) return null
  const customers = await tx.rows(sql<'customersOfTail'>`
    select c.id from apron.customers_of_tail(${tail}) as c(id) limit 2`)
  return customers.length === 1 ? (customers[0]?.id ?? null) : null
}
