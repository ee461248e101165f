import { sql, type Tx } from '#platform/database/database.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  type ImportScope,
  optional,
  required,
} from '#platform/importing/index.ts'
import { type HoursUnit, hours, number } from '#platform/importing/number.ts'
import { boolean, choice, code, text } from '#platform/importing/value.ts'
import { roomFor } from '#platform/kernel/entitlement.ts'
import { newId } from '#platform/kernel/id.ts'
import { meterKinds } from '#rules/meter-ledger.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import { takesRoom } from './aircraft.ts'
import { judgeUnjudged } from './judge-meter.ts'
import { foldRegistration } from './registration.ts'
import { aircraftWithAddress, noAddress } from './transponder-address.ts'

const meter = hours(({ meterUnit }) => (meterUnit ?? 'hours') as HoursUnit)
const flag = (title: string, help: string, headers: string[]) =>
  optional({ title, help, headers, parse: boolean })

const fields = {
  registration: required({
    title: 'Registration',
    help: 'As on the aircraft, such as N172SP. Each may be there once.',
    headers: [
      'tail number',
      'tail',
      'n-number',
      'reg',
      'ident',
      'aircraft',
      'aircraft registration',
      'Kennzeichen',
      'immatriculation',
    ],
    parse: code({
      pattern: /^[A-Z0-9][A-Z0-9-]{1,11}$/,
      expected: 'a registration: letters, digits and hyphens, such as N172SP',
    }),
  }),
  typeDesignator: required({
    title: 'Type',
    help: 'The ICAO type designator, such as C172.',
    headers: ['type designator', 'icao type', 'aircraft type', 'type code', 'designator'],
    parse: code({ pattern: /^[A-Z0-9-]{2,10}$/, expected: 'a type designator such as C172' }),
  }),
  make: optional({
    title: 'Make',
    help: 'Who built it.',
    headers: ['manufacturer', 'brand'],
    parse: text({ max: 100 }),
  }),
  model: optional({
    title: 'Model',
    help: 'What its maker calls it.',
    headers: ['model name', 'variant'],
    parse: text({ max: 100 }),
  }),
  serialNumber: optional({
    title: 'Serial number',
    help: '',
    headers: ['serial', 's/n', 'msn', 'construction number'],
    parse: text({ max: 60 }),
  }),
  icao24: optional({
    title: '24-bit address',
    help: 'The Mode S code in six hexadecimal digits.',
    headers: ['mode s', 'mode s code', 'hex', 'transponder code', 'icao address'],
    parse: code({ pattern: /^[0-9A-F]{6}$/, expected: 'an address of six hexadecimal digits' }),
  }),
  year: optional({
    title: 'Year',
    help: 'The year it was built.',
    headers: ['year built', 'year of manufacture'],
    parse: number({ integer: true, min: 1900, max: 2100 }),
  }),
  category: optional({
    title: 'Category',
    help: 'airplane by default.',
    headers: ['aircraft category'],
    parse: choice({
      airplane: ['aeroplane', 'asel', 'amel', 'fixed wing'],
      rotorcraft: ['helicopter'],
      glider: ['sailplane'],
      lighter_than_air: ['balloon', 'airship'],
      powered_lift: [],
      uas: ['drone', 'uav', 'unmanned'],
      simulator: ['ftd', 'aatd', 'batd', 'ffs', 'sim'],
    }),
  }),
  class: optional({
    title: 'Class',
    help: 'single_engine_land by default.',
    headers: ['aircraft class'],
    parse: choice({
      single_engine_land: ['sel', 'asel', 'single engine', 'single', 'airplane single engine land'],
      multi_engine_land: ['mel', 'amel', 'multi engine', 'multi', 'twin', 'airplane multi engine land'],
      single_engine_sea: ['ses', 'ases', 'airplane single engine sea'],
      multi_engine_sea: ['mes', 'ames', 'airplane multi engine sea'],
      helicopter: [],
      gyroplane: ['autogyro', 'gyrocopter'],
      glider: [],
      balloon: [],
      none: [],
    }),
  }),
  engineType: optional({
    title: 'Engine type',
    help: 'piston by default.',
    headers: ['engine', 'powerplant'],
    parse: choice({
      piston: ['reciprocating', 'recip'],
      // A piston engine for jet fuel.
      diesel: ['diesel piston', 'aero diesel', 'compression ignition'],
      turboprop: ['turbo prop'],
      jet: ['turbofan', 'turbojet'],
      electric: [],
      turboshaft: [],
      none: [],
    }),
  }),
  fuelProduct: optional({
    title: 'Fuel',
    help: '100LL for a piston engine and Jet A for a turbine by default.',
    headers: ['fuel type', 'fuel product', 'fuel grade'],
    parse: choice({
      '100LL': ['avgas', '100 ll', 'avgas 100ll'],
      UL94: ['94ul', 'unleaded'],
      'Jet A': ['jeta', 'jet fuel', 'kerosene'],
      'Jet A-1': ['jeta1', 'jet a1'],
    }),
  }),
  seats: optional({
    title: 'Seats',
    help: '',
    headers: ['number of seats', 'seat count'],
    parse: number({ integer: true, min: 0, max: 1000 }),
  }),
  isTailwheel: flag('Tailwheel', 'yes or no', ['is tailwheel', 'taildragger', 'conventional gear']),
  isComplex: flag('Complex', 'yes or no', ['is complex']),
  isHighPerformance: flag('High performance', 'yes or no', ['is high performance', 'hp']),
  isTaa: flag('Technically advanced', 'yes or no (61.129(j))', ['is taa', 'taa', 'glass']),
  isIfr: flag('IFR', 'yes or no', ['is ifr', 'ifr equipped', 'ifr certified']),
  isNight: flag('Night', 'yes or no', ['is night', 'night equipped']),
  status: optional({
    title: 'Status',
    help: 'active by default.',
    headers: ['state', 'aircraft status'],
    parse: choice({
      active: ['online', 'in service', 'serviceable', 'available'],
      maintenance: ['in maintenance', 'mx'],
      aog: ['grounded', 'unserviceable'],
      storage: ['stored'],
      retired: ['inactive'],
      sold: [],
    }),
  }),
  baseAirport: optional({
    title: 'Base',
    help: 'The code of its home airport.',
    headers: ['base airport', 'home base', 'home airport', 'location'],
    parse: code({ pattern: /^[A-Z0-9]{2,5}$/, expected: 'an airport code such as KFNL' }),
  }),
  hobbs: optional({
    title: 'Hobbs',
    help: 'Where the meter stands today.',
    unit: 'hours',
    headers: ['hobbs time', 'current hobbs', 'hobbs hours'],
    shows: 'decimal_separator',
    parse: meter,
  }),
  tach: optional({
    title: 'Tach',
    help: 'Where the meter stands today.',
    unit: 'hours',
    headers: ['tach time', 'current tach', 'tacho'],
    shows: 'decimal_separator',
    parse: meter,
  }),
  air: optional({
    title: 'Air time',
    help: 'Time in service today.',
    unit: 'hours',
    headers: ['airframe hours', 'ttaf', 'total time', 'time in service', 'tt'],
    shows: 'decimal_separator',
    parse: meter,
  }),
  cycles: optional({
    title: 'Cycles',
    help: 'Landings since new, today.',
    headers: ['landings', 'total landings', 'total cycles', 'airframe cycles', 'landings since new'],
    parse: number({ integer: true, min: 0, max: 1_000_000 }),
  }),
  notes: optional({ title: 'Notes', help: '', headers: ['remarks', 'comments'], parse: text({ max: 5000 }) }),
}

type Read = ImportRow<typeof fields, unknown>['values']
type RowRecord = Read & { id: string }
type Row = ImportRow<typeof fields, RowRecord>

export const aircraftImported = importedEvent('aircraft.imported', {
  records: 'aircraft',
  scope: 'aircraft:read',
  readers: 'staff',
})

export const aircraftImport = defineImport({
  name: 'aircraft',
  title: 'Aircraft',
  roles: [...operationsRoles, ...maintenanceRoles],
  audits: aircraftImported,
  fields,
  presets: [
    {
      name: 'ForeFlight',
      headings: ['AircraftID', 'TypeCode', 'Make', 'Model', 'GearType'],
      columns: {
        registration: ['AircraftID'],
        typeDesignator: ['TypeCode'],
        class: ['aircraftClass (FAA)', 'Class'],
        isTaa: ['taa (FAA)', 'TAA'],
        isComplex: ['complexAircraft (FAA)', 'Complex'],
        isHighPerformance: ['highPerformance (FAA)', 'HighPerformance'],
      },
      tableEnd: 'Flights Table',
    },
  ],
  options: {
    meterUnit: {
      title: 'Meters are written in',
      help: '1.3 is 1 h 18 in hours, 1.18 is the same in hours and minutes.',
      values: ['hours', 'hundredths', 'hours_minutes'],
    },
  },
  async open(_tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const firstRow = new Map<string, number>()
    const firstAddress = new Map<string, number>()
    const taken = new Set<string>()
    return {
      async check(tx, rows) {
        const folded = rows.flatMap(({ values }) => foldRegistration(values.registration ?? ''))
        const aircraft = await tx.rows(sql<'takenRegistration'>`
          select registration from aircraft where replace(registration, '-', '') = any(${folded})`)
        const known = new Map(
          aircraft.map(({ registration }) => [foldRegistration(registration), registration]),
        )
        for (const row of rows) checkRow(row, known, firstRow)
        await checkAddresses(tx, rows, firstAddress)
        await keepToLimit(tx, rows, taken, scope)
      },
      async write(tx, records) {
        const json = JSON.stringify(records)
        await tx.run(sql`
          insert into aircraft (workspace_id, id, registration, serial_number, icao24, type_designator, make,
              model, year, category, class, engine_type, seats, is_tailwheel, is_complex, is_high_performance,
              is_taa, is_ifr, is_night, status, base_airport, notes, fuel_product)
          select ${scope.workspaceId}::uuid, r.id, r.registration, r."serialNumber", r.icao24,
                 r."typeDesignator", r.make, r.model, r.year, coalesce(r.category, 'airplane'),
                 coalesce(r.class, 'single_engine_land'), coalesce(r."engineType", 'piston'), r.seats,
                 coalesce(r."isTailwheel", false), coalesce(r."isComplex", false),
                 coalesce(r."isHighPerformance", false), coalesce(r."isTaa", false),
                 coalesce(r."isIfr", false), coalesce(r."isNight", false), coalesce(r.status, 'active'),
                 r."baseAirport", r.notes, r."fuelProduct"
            from jsonb_to_recordset(${json}::jsonb) as r(id text, registration text, "serialNumber" text,
                icao24 text, "typeDesignator" text, make text, model text, year integer, category text,
                class text, "engineType" text, seats integer, "isTailwheel" boolean, "isComplex" boolean,
                "isHighPerformance" boolean, "isTaa" boolean, "isIfr" boolean, "isNight" boolean, status text,
                "baseAirport" text, notes text, "fuelProduct" text)`)
        await tx.run(sql`
          insert into aircraft_registrations (workspace_id, aircraft_id, registration)
          select ${scope.workspaceId}::uuid, r.id, r.registration
            from jsonb_to_recordset(${json}::jsonb) as r(id text, registration text)`)
        const readings = records.flatMap((record) =>
          meterKinds.flatMap((kind) => {
            const value = record[kind]
            const hundredths = kind === 'cycles' && value !== null ? value * 100 : value
            return hundredths === null ? [] : [{ id: newId('rdg'), aircraftId: record.id, kind, hundredths }]
          }),
        )
        await tx.run(sql`
          insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths, reason,
              actor_id, read_at)
          select ${scope.workspaceId}::uuid, r.id, r."aircraftId", r.kind, 'reading', r.hundredths,
                 'Imported with the aircraft', ${scope.actorId}, ${scope.now}
            from jsonb_to_recordset(${JSON.stringify(readings)}::jsonb) as r(id text, "aircraftId" text,
                kind text, hundredths bigint)`)
        await judgeUnjudged(tx)
      },
    }
  },
})

/**
 * The rows that the plan has no room for are bad rows. A dry run writes nothing, so what it has let pass is
 * counted here; of a run it is in the table already, and must not be counted twice.
 */
async function keepToLimit(tx: Tx, rows: Row[], taken: Set<string>, { services, workspaceId }: ImportScope) {
  const { most, used, limit } = await roomFor(tx, services, workspaceId, 'max_aircraft')
  const { written } = await tx.one(sql<'importedAircraftCount'>`
    select count(*) as written from aircraft where registration = any(${[...taken]})`)
  let room = most - used - (taken.size - written)
  for (const { values, problems } of rows) {
    if (problems.length > 0 || values.registration === null || !takesRoom(values.status ?? 'active')) continue
    if (taken.has(values.registration)) continue
    if (room > 0) {
      room -= 1
      taken.add(values.registration)
    } else {
      problems.push({
        field: 'registration',
        message: `The plan allows ${most} ${limit.counted} (max_aircraft), and there is no room for ${values.registration}. ${limit.fix}`,
      })
    }
  }
}

async function checkAddresses(tx: Tx, rows: Row[], firstAddress: Map<string, number>) {
  const known = await aircraftWithAddress(
    tx,
    rows.flatMap(({ values }) => values.icao24 ?? []),
    null,
  )
  for (const { row, values, problems } of rows) {
    const { icao24, registration, status } = values
    if (icao24 === null || registration === null) continue
    const first = earlierRow(firstAddress, icao24, row)
    const here = known.get(icao24)
    const refuse = (message: string) => problems.push({ field: 'icao24', message })
    if (noAddress.test(icao24)) refuse(`${icao24} is the address of no aircraft: leave the cell empty`)
    else if (here !== undefined) refuse(`${icao24} is the address of ${here} already: correct one of the two`)
    else if (first !== undefined)
      refuse(`${icao24} stands in row ${first} already: each aircraft has an address of its own`)
    else if (takesRoom(status ?? 'active')) firstAddress.set(icao24, row)
  }
}

function checkRow(row: Row, known: ReadonlyMap<string, string>, firstRow: Map<string, number>) {
  const { registration } = row.values
  if (registration === null) return
  const folded = foldRegistration(registration)
  const first = earlierRow(firstRow, folded, row.row)
  const here = known.get(folded)
  if (here !== undefined) {
    row.problems.push({
      field: 'registration',
      message: `${here} is an aircraft here already: leave the row out, or change that aircraft by hand`,
    })
  } else if (first !== undefined) {
    row.problems.push({
      field: 'registration',
      message: `${registration} stands in row ${first} already: each aircraft may be there once`,
    })
  } else {
    firstRow.set(folded, row.row)
  }
  const { engineType, fuelProduct } = row.values
  const fuel =
    engineType === 'diesel' ? { engineType: 'piston' as const, fuelProduct: fuelProduct ?? 'Jet A' } : {}
  row.record = { id: newId('acf'), ...row.values, ...fuel }
}
