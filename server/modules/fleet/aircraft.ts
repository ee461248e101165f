import { defineLimit } from '#platform/kernel/entitlement.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, labeled, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { aircraftCategories, aircraftClasses, engineTypes } from '#rules/aircraft-kind.ts'
import { fuelProducts } from '#rules/fuel.ts'
import { designatorPattern } from '#rules/type-designator.ts'
import { registrationTaken } from './registration.ts'

export const categories = labeled(aircraftCategories, { uas: 'UAS' })
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

export const registration = Type.String({
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
export const typeDesignator = Type.String({
  pattern: designatorPattern,
  examples: ['C172'],
  'x-hint': 'a type designator of two to four letters and digits, such as C172',
  description: 'Of ICAO Doc 8643; ZZZZ for a type that has none.',
})
const required = {
  category: oneOf(categories, { description: 'Class and engine have to fit it.' }),
  class: oneOf(aircraftClasses, {
    description: 'One of the category. By default its first, such as glider for a glider.',
  }),
  engineType: oneOf(engineTypes),
  status: oneOf(statuses),
  isTailwheel: Type.Boolean(),
  isComplex: Type.Boolean(),
  isHighPerformance: Type.Boolean(),
  isTaa: Type.Boolean({ description: 'Technically advanced (61.129(j)).' }),
  isIfr: Type.Boolean(),
  isNight: Type.Boolean(),
  isMultiPilot: Type.Boolean({
    description: 'Certificated for more than one pilot, which asks for recent experience (14 CFR 61.57(a)).',
  }),
  requiresTypeRating: Type.Boolean({
    description:
      'Its pilots need a type rating (14 CFR 61.31(a)). Every jet takes one, whatever is said here.',
  }),
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
    typeDesignator: Type.String({ description: 'Of ICAO Doc 8643.' }),
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

/** What a request may set, each of it or none. */
export const aircraftChange = Type.Partial(Type.Object({ typeDesignator, ...required, ...optional }))

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
    search: [
      't.registration',
      't.make',
      't.model',
      't.type_designator',
      't.serial_number',
      "replace(t.registration, '-', '')",
    ],
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
        sql: (value) =>
          `t.base_airport in (upper(${value}), (select f.code from apron.find_airport(upper(${value})) f))`,
      },
      registration: {
        schema: text(1, 12, 'The present one with or without its hyphens, or a former one.'),
        sql: (value) => `t.id = any (array(select apron.aircraft_named(${value})))`,
      },
    },
  }),
})
