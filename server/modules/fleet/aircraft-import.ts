import { sql, type Tx } from '#platform/database/database.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import { defineImport, earlierRow, type Importer, type ImportScope } from '#platform/importing/index.ts'
import { roomFor } from '#platform/kernel/entitlement.ts'
import { newId } from '#platform/kernel/id.ts'
import { meaningsOf } from '#platform/kernel/look-up.ts'
import { meterKinds } from '#rules/meter-ledger.ts'
import { faultOfRegistration } from '#rules/us-registration.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import { takesRoom } from './aircraft.ts'
import {
  addN,
  checkBase,
  checkRegistration,
  completeRow,
  type Row,
  type RowRecord,
} from './aircraft-import-check.ts'
import { aircraftFields } from './aircraft-import-field.ts'
import { judgeUnjudged } from './judge-meter.ts'
import { foldRegistration } from './registration.ts'
import { aircraftWithAddress, noAddress } from './transponder-address.ts'

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
  fields: aircraftFields,
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
    {
      name: 'FAA registry',
      headings: ['N-NUMBER', 'SERIAL NUMBER', 'MFR MDL CODE', 'TYPE AIRCRAFT', 'TYPE ENGINE'],
      columns: { registration: ['N-NUMBER'], year: ['YEAR MFR'], icao24: ['MODE S CODE HEX'] },
      lacks: ['typeDesignator'],
      options: { nNumbers: 'add_n', unknownType: 'zzzz' },
    },
  ],
  options: {
    nNumbers: {
      title: 'Registrations such as 172SP',
      help: 'Are kept as they are, or are those of the FAA without their N.',
      values: ['keep', 'add_n'],
    },
    unknownType: {
      title: 'Types without a designator',
      help: 'Are problems of their rows, or come in as ZZZZ with what the row says as their model.',
      values: ['refuse', 'zzzz'],
    },
    meterUnit: {
      title: 'Meters are written in',
      help: '1.3 is 1 h 18 in hours, 1.18 is the same in hours and minutes.',
      values: ['hours', 'hundredths', 'hours_minutes'],
    },
  },
  async open(_tx, scope): Promise<Importer<typeof aircraftFields, RowRecord>> {
    const firstRow = new Map<string, number>()
    const firstAddress = new Map<string, number>()
    const taken = new Set<string>()
    const unusual = new Set<string>()
    const { options } = scope.reading
    return {
      async check(tx, rows) {
        if (options.nNumbers === 'add_n') for (const { values } of rows) addN(values)
        const written = rows.flatMap(({ values }) => values.baseAirport ?? [])
        const bases = await meaningsOf(tx, scope.services, { of: 'airport', written })
        const folded = rows.flatMap(({ values }) => foldRegistration(values.registration ?? ''))
        const aircraft = await tx.rows(sql<'takenRegistration'>`
          select registration from aircraft where replace(registration, '-', '') = any(${folded})`)
        const known = new Map(
          aircraft.map(({ registration }) => [foldRegistration(registration), registration]),
        )
        for (const row of rows) {
          checkRegistration(row, known, firstRow)
          checkBase(row, bases)
          completeRow(row, options.unknownType === 'zzzz')
          const fault = faultOfRegistration(row.values.registration ?? '')
          if (fault !== null) unusual.add(`${row.values.registration} ${fault}`)
        }
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
                 r."typeDesignator", r.make, r.model, r.year, r.category, r.class, r."engineType", r.seats,
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
      notes: () => (unusual.size === 0 ? [] : [`Registrations to look at: ${listed([...unusual])}.`]),
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

const LISTED = 20
const listed = (items: readonly string[]) =>
  items.length > LISTED
    ? `${items.slice(0, LISTED).join('; ')} and ${items.length - LISTED} more`
    : items.join('; ')
