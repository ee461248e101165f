import { settleReadings } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { ImportScope } from '#platform/importing/index.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { writeCrews } from './flight-crew.ts'
import { fuelOf } from './flight-fuel.ts'
import type { FlightRecord } from './flight-import-field.ts'
import { recordNights } from './flight-night.ts'

export async function writeFlights(tx: Tx, records: FlightRecord[], scope: ImportScope) {
  const isApproved = scope.reading.options.status !== 'draft'
  const burns = await burnsOf(tx, records)
  const rows = records.map(({ values, crew, isDraft, ...record }) => {
    const isLesson = values.instructor !== null || values.student !== null || values.solo !== null
    const flightType = values.flightType ?? (isLesson ? 'training' : 'private')
    const approvedBy = isApproved && !isDraft ? scope.importId : null
    const entry = {
      fuelQuantity: values.fuel,
      fuelUnit: record.fuelUnit,
      fuelDensityKgPerL: values.fuelDensity,
    }
    const fuel = fuelOf(entry, burns(record.aircraftId))
    return { ...values, ...record, flightType, approvedBy, ...fuel }
  })
  await tx.run(sql`
    insert into flights (workspace_id, id, status, flight_type, aircraft_id, project_id, from_airport,
        to_airport, off_block_at, take_off_at, landing_at, on_block_at, hobbs_out_hundredths,
        hobbs_in_hundredths, tach_out_hundredths, tach_in_hundredths, day_take_offs, night_take_offs,
        day_landings, night_landings, day_full_stop_landings, night_full_stop_landings, approaches, holds,
        fuel_quantity, fuel_unit, fuel_density_kg_per_l, fuel_density_source, fuel_liters, fuel_kg,
        oil_quarts, remarks, created_by, approved_by_import_id, source, operation, instruction_aircraft_provided_by)
    select ${scope.workspaceId}::uuid, r.id, 'draft', r."flightType", r."aircraftId", r."projectId",
           r."fromAirport", r."toAirport", r."offBlock", r."takeOff", r.landing, r."onBlock", r."hobbsOut",
           r."hobbsIn", r."tachOut", r."tachIn", coalesce(r."dayTakeOffs", 0), coalesce(r."nightTakeOffs", 0),
           coalesce(r."dayLandings", 0), coalesce(r."nightLandings", 0), coalesce(r."dayFullStopLandings", 0),
           coalesce(r."nightFullStopLandings", 0), coalesce(r.approaches, 0), coalesce(r.holds, 0), r.fuel,
           r."fuelUnit", r."fuelDensityKgPerL", r."fuelDensitySource", r."fuelLiters", r."fuelKg", r.oil,
           r.remarks, ${scope.actorId},
           r."approvedBy", 'import', r.operation, r."aircraftProvider"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, "flightType" text,
          "aircraftId" text, "projectId" text, "fromAirport" text, "toAirport" text, "offBlock" timestamptz,
          "takeOff" timestamptz, landing timestamptz, "onBlock" timestamptz, "hobbsOut" bigint,
          "hobbsIn" bigint, "tachOut" bigint, "tachIn" bigint, "dayTakeOffs" integer, "nightTakeOffs" integer,
          "dayLandings" integer, "nightLandings" integer, "dayFullStopLandings" integer,
          "nightFullStopLandings" integer, approaches integer, holds integer, fuel double precision,
          "fuelUnit" text, "fuelDensityKgPerL" double precision, "fuelDensitySource" text,
          "fuelLiters" double precision, "fuelKg" double precision, oil double precision,
          remarks text, "approvedBy" text, operation text, "aircraftProvider" text)`)
  const crews = records.flatMap((record) => record.crew.map((member) => ({ flightId: record.id, ...member })))
  await writeCrews(tx, scope.workspaceId, crews)
  await recordNights(
    tx,
    scope.workspaceId,
    rows.map(({ id, fromAirport, toAirport, takeOff, landing }) => ({
      id,
      fromAirport,
      toAirport,
      takeOffAt: takeOff,
      landingAt: landing,
    })),
  )
}

// What each aircraft of a batch burns.
async function burnsOf(tx: Tx, records: FlightRecord[]) {
  const aircraftIds = [...new Set(records.flatMap(({ aircraftId }) => aircraftId ?? []))]
  const rows = await tx.rows(sql<'aircraftFuel'>`
    select id, engine_type as "engineType", fuel_product as "fuelProduct"
      from aircraft where id = any(${aircraftIds})`)
  const byId = new Map(rows.map(({ id, ...burns }) => [id, burns as Parameters<typeof fuelOf>[1]] as const))
  const none = { engineType: 'none', fuelProduct: null } as const
  return (aircraftId: string | null) => byId.get(aircraftId ?? '') ?? none
}

/**
 * Approves the flights of the import and writes their meters into the ledgers, all in one transaction: nobody sees a
 * flight that is approved and not posted. The ledgers then judge them in the order of time.
 * @returns what that leads to.
 */
export async function approveFlights(tx: Tx, scope: ImportScope): Promise<Emission[]> {
  // Nobody looks at them one by one, so they are judged afterwards.
  await tx.run(sql`
    insert into flight_warnings (workspace_id, flight_id, import_id)
    select workspace_id, id, ${scope.importId} from flights
     where approved_by_import_id = ${scope.importId} and status = 'draft'`)
  await tx.run(sql`
    insert into flight_import_checks (workspace_id, id)
    select ${scope.workspaceId}::uuid, ${scope.importId}
     where exists (select from flight_warnings where import_id = ${scope.importId})`)
  await tx.run(sql`
    update flights
       set status = 'approved', approved_by_import_id = null, approved_at = ${scope.now},
           approved_by = ${scope.actorId}, approved_by_name = ${scope.actorName},
           meters_confirmed_by_name = case
             when apron.meter_differs(hobbs_hundredths, block_minutes)
                  or apron.meter_differs(tach_hundredths, block_minutes) then ${scope.actorName}::text end
     where approved_by_import_id = ${scope.importId} and status = 'draft'`)
  // The ids are those of the flights with the last letter moved on, by one for hobbs to four for cycles: 400,000 ids
  // are made where they are needed, and a second posting would meet the first.
  await tx.run(sql`
    insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths,
        began_hundredths, added, flight_id, actor_id, read_at)
    select ${scope.workspaceId}::uuid,
           'rdg_' || substr(f.id, 5, 25) || translate(right(f.id, 1), '0123456789abcdefghjkmnpqrstvwxyz', m.letters),
           f.aircraft_id, m.kind, 'reading', m.reading, m.began, m.added, f.id, ${scope.actorId}, f.on_block_at
      from flights f
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
      cross join lateral (values
             ('hobbs', f.hobbs_in_hundredths, f.hobbs_out_hundredths, null, '123456789abcdefghjkmnpqrstvwxyz0'),
             ('tach', f.tach_in_hundredths, f.tach_out_hundredths, null, '23456789abcdefghjkmnpqrstvwxyz01'),
             ('air', null, null, f.air_minutes, '3456789abcdefghjkmnpqrstvwxyz012'),
             ('cycles', null, null, nullif(f.day_landings + f.night_landings, 0), '456789abcdefghjkmnpqrstvwxyz0123')
           ) as m (kind, reading, began, added, letters)
     where f.source = 'import' and f.status = 'approved' and coalesce(m.reading, m.added) is not null
       and (a.category <> 'simulator' or m.kind in ('hobbs', 'tach'))
       and not exists (select from meter_readings r where r.flight_id = f.id and r.kind = m.kind)`)
  return settleReadings({ tx, ...scope })
}
