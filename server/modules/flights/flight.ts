import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  idOrName,
  instant,
  integer,
  labeled,
  nullable,
  oneOf,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { metersDifferSql } from './compare-meters.ts'
import { CrewOnFlight, countFields, crewOfFlight } from './flight-crew.ts'
import { fuelFields, fuelResults } from './flight-fuel.ts'
import { nightDiffersSql, nightExpressions, nightFields, nightJoin } from './flight-night.ts'
import { Payers, payersOfFlight } from './flight-payers.ts'

export const flightTypes = [
  'training',
  'private',
  'charter',
  'aerial_work',
  'positioning',
  'maintenance',
  'checkride',
  'other',
] as const
export const flightStatuses = ['draft', 'submitted', 'approved', 'rejected'] as const
/** The rules under which a flight was flown. */
export const flightOperations = labeled(
  ['91', '91_instruction_for_hire', '135', 'ncc', 'nco', 'cat', 'spo'],
  {
    91: 'Part 91',
    '91_instruction_for_hire': 'Part 91, instruction for hire',
    135: 'Part 135',
    ncc: 'NCC',
    nco: 'NCO',
    cat: 'CAT',
    spo: 'SPO',
  },
)
export const aircraftProviders = labeled(['instructor_or_school', 'student'], {
  instructor_or_school: 'Instructor or school',
})

const meter = (what: string) => nullable(integer(0, 100_000_000, `${what}, in hundredths of an hour.`))

const metersDiffer = `t.reverses_flight_id is null and (${metersDifferSql})`

const isSimulator = `a.category = 'simulator'`
/** A session in a simulator has no flight time, so a sum of block time leaves it out. */
export const simulatorExpressions = {
  isSimulator,
  simulatorMinutes: `case when ${isSimulator} then t.block_minutes end`,
  blockMinutes: `case when ${isSimulator} then null else t.block_minutes end`,
  airMinutes: `case when ${isSimulator} then null else t.air_minutes end`,
}

/** What a pilot writes down; every field of it can be changed while the flight is a draft. */
export const flightFields = {
  flightType: oneOf(flightTypes),
  operation: nullable(
    oneOf(flightOperations, {
      description: 'The rules under which it was flown, on which inspections and limits depend.',
    }),
  ),
  instructionAircraftProvidedBy: nullable(
    oneOf(aircraftProviders, {
      description:
        'Who provided the aircraft for instruction: one that the instructor or school provides for hire needs 100-hour inspections (14 CFR 91.409(b)).',
    }),
  ),
  projectId: nullable(id('prj')),
  takeOffAt: nullable(instant()),
  landingAt: nullable(instant()),
  hobbsOutHundredths: meter('Hobbs before the flight'),
  hobbsInHundredths: meter('Hobbs after it'),
  tachOutHundredths: meter('Tach before the flight'),
  tachInHundredths: meter('Tach after it'),
  ...countFields,
  ...fuelFields,
  oilQuarts: nullable(Type.Number({ minimum: 0, maximum: 1_000 })),
  remarks: nullable(text(1, 5_000)),
}

const place = {
  name: nullable(Type.String()),
  latitude: nullable(Type.Number()),
  longitude: nullable(Type.Number()),
}

export const Flight = resource({
  name: 'flight',
  prefix: 'flt',
  title: { one: 'flight', many: 'flights' },
  page: '/flights/:id',
  // Approving one moves the meters of its aircraft.
  alsoChanges: ['maintenance_item'],
  table: 'flights',
  label: 'aircraftRegistration',
  project: 't.project_id',
  schema: Type.Object({
    id: id('flt'),
    status: oneOf(flightStatuses),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    crew: Type.Array(CrewOnFlight),
    payers: Payers,
    fromAirport: nullable(Type.String({ description: 'Null for a session in a simulator.' })),
    toAirport: nullable(Type.String({ description: 'Null for a session in a simulator.' })),
    fromName: place.name,
    fromLatitude: place.latitude,
    fromLongitude: place.longitude,
    toName: place.name,
    toLatitude: place.latitude,
    toLongitude: place.longitude,
    offBlockAt: instant(),
    onBlockAt: instant(),
    ...flightFields,
    isSimulator: Type.Boolean({
      description:
        'A session on a flight simulator or training device: no flight, and without flight time, landings of an airframe, and airports.',
    }),
    simulatorMinutes: nullable(Type.Integer({ description: 'The length of a session in a simulator.' })),
    blockMinutes: nullable(
      Type.Integer({
        description: 'Off blocks to on blocks: flight time (14 CFR 1.1). Null for a session in a simulator.',
      }),
    ),
    airMinutes: nullable(Type.Integer({ description: 'Take-off to landing: time in service.' })),
    hobbsHundredths: nullable(Type.Integer()),
    tachHundredths: nullable(Type.Integer()),
    metersDiffer: Type.Boolean({
      description: 'A meter ran much longer or shorter than block time: by more than 0.3 h and 20 %.',
    }),
    metersConfirmedBy: nullable(
      Type.String({ description: 'Who confirmed at submission that such meters are right.' }),
    ),
    ...nightFields,
    nightDiffers: Type.Boolean({
      description:
        'The take-offs or landings that were typed as by night cannot be right, by civil twilight at the airports.',
    }),
    ...fuelResults,
    projectName: nullable(Type.String()),
    submittedAt: nullable(instant()),
    submittedBy: nullable(Type.String()),
    approvedAt: nullable(instant()),
    approvedBy: nullable(Type.String()),
    rejectedAt: nullable(instant()),
    rejectedBy: nullable(Type.String()),
    rejectionReason: nullable(Type.String()),
    reversesFlightId: nullable(id('flt')),
    reversedByFlightId: nullable(id('flt')),
    reversalReason: nullable(Type.String()),
    source: oneOf(['logged', 'import']),
    createdBy: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      left join lateral apron.find_airport(t.from_airport) dep on true
      left join lateral apron.find_airport(t.to_airport) dst on true
      ${nightJoin}`,
  expressions: {
    aircraftRegistration: 'a.registration',
    ...simulatorExpressions,
    projectName: 'p.name',
    metersDiffer,
    fromName: 'dep.name',
    fromLatitude: 'dep.latitude',
    fromLongitude: 'dep.longitude',
    toName: 'dst.name',
    toLatitude: 'dst.latitude',
    toLongitude: 'dst.longitude',
    metersConfirmedBy: 't.meters_confirmed_by_name',
    submittedBy: 't.submitted_by_name',
    approvedBy: 't.approved_by_name',
    rejectedBy: 't.rejected_by_name',
    crew: crewOfFlight,
    payers: payersOfFlight,
    ...nightExpressions('t'),
    nightDiffers: nightDiffersSql,
  },
})

const offBlocksFrom = {
  schema: Type.Union([date(), instant()], {
    description: 'Off blocks at or after this date (UTC) or instant.',
  }),
  sql: (value: string) => `t.off_block_at >= ${value}::timestamptz`,
}
const offBlocksTo = {
  schema: Type.Union([date(), instant()], {
    description: 'Off blocks before this instant, or on or before this date (UTC).',
  }),
  sql: (value: string) =>
    `t.off_block_at < case when length(${value}::text) = 10 then ${value}::timestamptz + interval '1 day'
      else ${value}::timestamptz end`,
}

/** Filters that the console's list and the public API share. */
export const flightFilters = {
  status: { schema: oneOf(flightStatuses), sql: (value: string) => `t.status = ${value}` },
  from: offBlocksFrom,
  to: offBlocksTo,
  // The same by the names that other lists have.
  date_from: offBlocksFrom,
  date_to: offBlocksTo,
  aircraft: {
    schema: idOrName('acf', 'The id or the registration of the aircraft.'),
    sql: (value: string) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
  },
  pilot: {
    schema: id('crw', 'Anybody of the crew.'),
    sql: (value: string) =>
      `exists (select
                 from flight_crew fc
                where fc.workspace_id = t.workspace_id and fc.flight_id = t.id and fc.crew_id = ${value})`,
  },
  project_id: { schema: id('prj'), sql: (value: string) => `t.project_id = ${value}` },
  updated_since: {
    schema: instant('Changed at or after this instant: what a synchronization asks for.'),
    sql: (value: string) => `t.updated_at >= ${value}::timestamptz`,
  },
}

export const flightSorts = {
  offBlockAt: { sql: 't.off_block_at', type: 'timestamptz' as const },
  updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
  blockMinutes: { sql: 't.block_minutes', type: 'bigint' as const },
}

const zone = '(select w.timezone from workspaces w where w.workspace_id = apron.workspace())'

export const listFlights = operation({
  id: 'listFlights',
  method: 'GET',
  path: '/api/v1/ops/flights',
  summary: 'List flights',
  description: 'The flights of the workspace, from drafts to reversals.',
  scope: 'flights:read',
  roles: 'staff',
  response: Flight.schema,
  list: list({
    of: Flight,
    defaultSort: '-offBlockAt',
    sorts: flightSorts,
    filters: {
      ...flightFilters,
      meters_differ: {
        schema: Type.Boolean({
          description: 'Only flights whose meters differ from block time, or only the others.',
        }),
        sql: (value) => `(${metersDiffer}) = ${value}::boolean`,
      },
      unacknowledged: {
        schema: Type.Boolean({
          description: 'Only flights that an import approved and whose warnings nobody has acknowledged.',
        }),
        sql: (value) => `exists (
          select from flight_warnings x
           where x.workspace_id = t.workspace_id and x.flight_id = t.id and x.codes is not null)
          = ${value}::boolean`,
      },
      day: {
        schema: date('Off blocks on this day, in the zone of the workspace.'),
        sql: (value) => `t.off_block_at >= ${value}::date::timestamp at time zone ${zone}
          and t.off_block_at < (${value}::date + 1)::timestamp at time zone ${zone}`,
      },
    },
    search: [
      't.from_airport',
      't.to_airport',
      't.remarks',
      '(select x.registration from aircraft x where x.workspace_id = t.workspace_id and x.id = t.aircraft_id)',
    ],
    indexed: true,
  }),
})
