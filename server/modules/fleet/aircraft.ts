import { db, sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { defineLimit, requireRoom } from '#platform/kernel/entitlement.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, labeled, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { fuelProducts } from '#rules/fuel.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import { refuseSameRegistration, registrationTaken } from './registration.ts'
import { refuseAddress } from './transponder-address.ts'

export const categories = labeled(
  ['airplane', 'rotorcraft', 'glider', 'lighter_than_air', 'powered_lift', 'uas', 'simulator'],
  { uas: 'UAS' },
)
export const classes = [
  'single_engine_land',
  'multi_engine_land',
  'single_engine_sea',
  'multi_engine_sea',
  'helicopter',
  'gyroplane',
  'glider',
  'balloon',
  'none',
] as const
export const engineTypes = ['piston', 'turboprop', 'jet', 'electric', 'turboshaft', 'none'] as const
export const statuses = labeled(['active', 'maintenance', 'aog', 'storage', 'retired', 'sold'], {
  aog: 'AOG',
})

/** What is gone is kept for its history, and takes no room. */
const gone: readonly string[] = ['retired', 'sold']
export const takesRoom = (status: string) => !gone.includes(status)

export const aircraftLimit = defineLimit({
  name: 'max_aircraft',
  title: 'Aircraft',
  counted: 'aircraft that are neither retired nor sold',
  used: `(select count(*) from aircraft a
           where a.workspace_id = w.workspace_id and a.status not in ('retired', 'sold'))`,
  fix: 'Retire aircraft that are gone, or ask the owner of the installation for more.',
  most: { self_hosted: 10_000, starter: 5, professional: 50, enterprise: 10_000 },
})

const registration = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{1,11}$',
  examples: ['N172SP'],
  'x-hint': 'a registration such as N172SP',
  description: 'As on the aircraft; kept in capitals.',
})
const optional = {
  fuelProduct: nullable(
    oneOf(fuelProducts, {
      labels: Object.fromEntries(fuelProducts.map((name) => [name, name])),
      description:
        'What it burns. By default 100LL for a piston engine and Jet A for a turbine: say it for a diesel.',
    }),
  ),
  serialNumber: nullable(text(1, 60)),
  icao24: nullable(
    Type.String({
      pattern: '^[0-9A-Fa-f]{6}$',
      examples: ['A1B2C3'],
      'x-hint': 'six hexadecimal digits, such as A1B2C3',
      description: 'The 24-bit address in hex.',
    }),
  ),
  make: nullable(text(1, 100)),
  model: nullable(text(1, 100)),
  year: nullable(integer(1900, 2100)),
  seats: nullable(integer(0, 1000)),
  baseAirport: nullable(text(2, 5)),
  notes: nullable(text(1, 5_000)),
}
const required = {
  typeDesignator: text(2, 10, 'ICAO type designator, such as C172.'),
  category: oneOf(categories),
  class: oneOf(classes),
  engineType: oneOf(engineTypes),
  status: oneOf(statuses),
  isTailwheel: Type.Boolean(),
  isComplex: Type.Boolean(),
  isHighPerformance: Type.Boolean(),
  isTaa: Type.Boolean({ description: 'Technically advanced (61.129(j)).' }),
  isIfr: Type.Boolean(),
  isNight: Type.Boolean(),
  turnaroundMinutes: integer(0, 240, 'How long it stays taken after a booking: refuelling and inspection.'),
}
const meter = (unit = 'an hour') =>
  nullable(Type.Integer({ description: `Where the meter stands, in hundredths of ${unit}.` }))
/** Where the meters stand, of which an aircraft has those that somebody has read or that its flights add to. */
const meters = {
  hobbsHundredths: meter(),
  tachHundredths: meter(),
  airHundredths: meter(),
  cyclesHundredths: meter('a landing'),
}
const meterExpressions = {
  hobbsHundredths: 'meter.hobbs',
  tachHundredths: 'meter.tach',
  airHundredths: 'meter.air',
  cyclesHundredths: 'meter.cycles',
}

const aircraftGrounded = problem('aircraft_grounded', 409, {
  meaning: 'An open squawk grounds this aircraft, so it cannot be active',
  fix: 'Resolve, defer or unground its squawks: the aircraft is active again after the last of them.',
})

export const Aircraft = resource({
  name: 'aircraft',
  prefix: 'acf',
  title: { one: 'aircraft', many: 'aircraft' },
  page: '/aircraft/:id',
  table: 'aircraft',
  label: 'registration',
  // Two requests at once: of those one after the other, the handler refuses the second and names the first.
  refusals: {
    aircraft_registration: ({ details }) => registrationTaken(undefined, { details }),
    aircraft_without_hyphens: ({ details }) => registrationTaken(undefined, { details }),
    aircraft_grounded_by_squawk: () =>
      aircraftGrounded(undefined, { details: [{ field: 'status', message: 'is set by its open squawks' }] }),
  },
  schema: Type.Object({
    id: id('acf'),
    registration: Type.String(),
    ...required,
    ...optional,
    ...meters,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join lateral (select max(m.reading_hundredths) filter (where m.kind = 'hobbs') as hobbs,
                                    max(m.reading_hundredths) filter (where m.kind = 'tach') as tach,
                                    max(m.reading_hundredths) filter (where m.kind = 'air') as air,
                                    max(m.reading_hundredths) filter (where m.kind = 'cycles') as cycles
                               from meters m where m.workspace_id = t.workspace_id and m.aircraft_id = t.id)
        meter on true`,
  expressions: meterExpressions,
})

/** The form that other programs see, in lists and in events. */
export const PublicAircraft = resource({
  name: 'public_aircraft',
  prefix: 'acf',
  title: { one: 'aircraft', many: 'aircraft' },
  page: '/aircraft/:id',
  table: 'aircraft',
  schema: Type.Pick(Aircraft.schema, [
    'id',
    'registration',
    'typeDesignator',
    'make',
    'model',
    'year',
    'category',
    'class',
    'engineType',
    'seats',
    'status',
    'baseAirport',
    'hobbsHundredths',
    'tachHundredths',
    'airHundredths',
    'cyclesHundredths',
    'updatedAt',
  ]),
  joins: Aircraft.joins,
  expressions: meterExpressions,
})

const aircraftEvent = (type: `aircraft.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'aircraft',
    data: PublicAircraft.schema,
    scope: 'aircraft:read',
  })
export const aircraftCreated = aircraftEvent('aircraft.created', 'an aircraft is added to the fleet')
export const aircraftUpdated = aircraftEvent(
  'aircraft.updated',
  'an aircraft changes, also its status: in maintenance, retired or sold',
)

const change = Type.Partial(Type.Object({ ...required, ...optional }))

export const listAircraft = operation({
  id: 'listAircraft',
  method: 'GET',
  path: '/api/v1/ops/aircraft',
  summary: 'List aircraft',
  description: 'The fleet of the workspace, including aircraft that are not in service.',
  scope: 'aircraft:read',
  roles: 'staff',
  response: Aircraft.schema,
  list: list({
    of: Aircraft,
    defaultSort: 'registration',
    search: ['t.registration', 't.make', 't.model', 't.type_designator', 't.serial_number'],
    indexed: true,
    sorts: {
      registration: { sql: 't.registration', type: 'text' },
      typeDesignator: { sql: 't.type_designator', type: 'text' },
      createdAt: { sql: 't.created_at', type: 'timestamptz' },
      updatedAt: { sql: 't.updated_at', type: 'timestamptz' },
    },
    filters: {
      status: { schema: oneOf(statuses), sql: (value) => `t.status = ${value}` },
      base: {
        schema: text(2, 5, 'The airport where they are based.'),
        sql: (value) => `t.base_airport = upper(${value})`,
      },
      registration: {
        schema: text(1, 12, 'The present one with or without its hyphens, or a former one.'),
        sql: (value) => `t.id = any (array(select apron.aircraft_named(${value})))`,
      },
    },
  }),
})

export const getAircraft = operation({
  id: 'getAircraft',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id',
  summary: 'Get an aircraft',
  description: 'Returns an aircraft with its equipment, base and current meter values.',
  scope: 'aircraft:read',
  roles: 'staff',
  on: Aircraft,
  response: Aircraft.schema,
})

export const createAircraft = operation({
  id: 'createAircraft',
  method: 'POST',
  path: '/api/v1/ops/aircraft',
  summary: 'Create an aircraft',
  description:
    'Adds an aircraft to the fleet. Its registration may belong to no other aircraft of the workspace.',
  scope: 'aircraft:write',
  roles: [...operationsRoles, ...maintenanceRoles],
  creates: Aircraft,
  emits: aircraftCreated,
  body: Type.Object({ registration, ...change.properties, typeDesignator: required.typeDesignator }),
  response: Aircraft.schema,
  async handle({ tx, body, principal, services }) {
    if (takesRoom(body.status ?? 'active'))
      await requireRoom(tx, services, principal.workspace.uuid, 'max_aircraft')
    const aircraftId = newId('acf')
    const columns = { ...toColumns(capitals(body)), workspace_id: principal.workspace.uuid, id: aircraftId }
    await refuseSameRegistration(tx, columns.registration, null)
    await refuseAddress(tx, columns.icao24, null)
    await tx.run(db.insertInto('aircraft').values(columns))
    await tx.run(sql`
      insert into aircraft_registrations (workspace_id, aircraft_id, registration)
      values (${principal.workspace.uuid}, ${aircraftId}, ${columns.registration})`)
    return Aircraft.get(tx, aircraftId)
  },
})

export const updateAircraft = operation({
  id: 'updateAircraft',
  method: 'PATCH',
  path: '/api/v1/ops/aircraft/:id',
  summary: 'Update an aircraft; a new registration keeps the old one in its history',
  description:
    'Changes the fields that you send; the others keep their value. After a new registration, the aircraft is still found by the old one in its history.',
  scope: 'aircraft:write',
  roles: [...operationsRoles, ...maintenanceRoles],
  on: Aircraft,
  emits: aircraftUpdated,
  body: Type.Object({ registration: Type.Optional(registration), ...change.properties }),
  response: Aircraft.schema,
  async handle({ tx, body, record, principal, services }) {
    const columns = toColumns(capitals(body))
    if (Object.keys(columns).length === 0) return record
    const comesBack = !takesRoom(record.status) && takesRoom(body.status ?? record.status)
    if (comesBack) await requireRoom(tx, services, principal.workspace.uuid, 'max_aircraft')
    if (columns.registration !== undefined && columns.registration !== record.registration)
      await refuseSameRegistration(tx, columns.registration, record.id)
    const address = columns.icao24 === undefined ? record.icao24 : columns.icao24
    if (comesBack || address !== record.icao24) await refuseAddress(tx, address, record.id)
    await tx.run(db.updateTable('aircraft').set(columns).where('id', '=', record.id))
    if (columns.registration !== undefined && columns.registration !== record.registration) {
      await tx.run(sql`
        insert into aircraft_registrations (workspace_id, aircraft_id, registration)
        values (${principal.workspace.uuid}, ${record.id}, ${columns.registration})`)
    }
    return Aircraft.get(tx, record.id)
  },
})

/** Registrations, addresses, types and airports are stored in capitals, however they were typed. */
function capitals<
  T extends {
    registration?: string
    typeDesignator?: string
    icao24?: string | null
    baseAirport?: string | null
  },
>(body: T): T {
  const copy = { ...body }
  for (const field of ['registration', 'typeDesignator', 'icao24', 'baseAirport'] as const) {
    const value = copy[field]
    if (typeof value === 'string') (copy as Record<string, unknown>)[field] = value.toUpperCase()
  }
  return copy
}
