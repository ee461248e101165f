import { tellMetersMoved } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { ImportScope } from '#platform/importing/index.ts'
import type { Emission } from '#platform/kernel/operation.ts'
import type { FlightRecord } from './flight-import-field.ts'
import { fuelOf } from './log-flight.ts'

type FuelUnit = 'us_gal' | 'imp_gal' | 'l' | 'kg' | 'lb'

export async function writeFlights(tx: Tx, records: FlightRecord[], scope: ImportScope) {
  const isApproved = scope.reading.options.status !== 'draft'
  const rows = records.map(({ values, crew, ...record }) => {
    const unit = record.fuelUnit as FuelUnit | null
    const isLesson = values.instructor !== null || values.student !== null || values.solo !== null
    const flightType = values.flightType ?? (isLesson ? 'training' : 'private')
    return { ...values, ...record, flightType, ...fuelOf({ fuelQuantity: values.fuel, fuelUnit: unit }) }
  })
  await tx.run(sql`
    insert into flights (workspace_id, id, status, flight_type, aircraft_id, project_id, from_airport,
        to_airport, off_block_at, take_off_at, landing_at, on_block_at, hobbs_out_hundredths,
        hobbs_in_hundredths, tach_out_hundredths, tach_in_hundredths, day_take_offs, night_take_offs,
        day_landings, night_landings, day_full_stop_landings, night_full_stop_landings, approaches, holds,
        fuel_quantity, fuel_unit, fuel_liters, fuel_kg, oil_quarts, remarks, created_by, approved_at,
        approved_by, approved_by_name, source)
    select ${scope.workspaceId}::uuid, r.id, ${isApproved ? 'approved' : 'draft'}, r."flightType",
           r."aircraftId", r."projectId", r."fromAirport", r."toAirport", r."offBlock", r."takeOff",
           r.landing, r."onBlock", r."hobbsOut", r."hobbsIn", r."tachOut", r."tachIn",
           coalesce(r."dayTakeOffs", 0), coalesce(r."nightTakeOffs", 0), coalesce(r."dayLandings", 0),
           coalesce(r."nightLandings", 0), coalesce(r."dayFullStopLandings", 0),
           coalesce(r."nightFullStopLandings", 0), coalesce(r.approaches, 0), coalesce(r.holds, 0), r.fuel,
           r."fuelUnit", r."fuelLiters", r."fuelKg", r.oil, r.remarks, ${scope.actorId},
           ${isApproved ? scope.now : null}::timestamptz, ${isApproved ? scope.actorId : null},
           ${isApproved ? scope.actorName : null}, 'import'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, "flightType" text,
          "aircraftId" text, "projectId" text, "fromAirport" text, "toAirport" text, "offBlock" timestamptz,
          "takeOff" timestamptz, landing timestamptz, "onBlock" timestamptz, "hobbsOut" bigint,
          "hobbsIn" bigint, "tachOut" bigint, "tachIn" bigint, "dayTakeOffs" integer, "nightTakeOffs" integer,
          "dayLandings" integer, "nightLandings" integer, "dayFullStopLandings" integer,
          "nightFullStopLandings" integer, approaches integer, holds integer, fuel double precision,
          "fuelUnit" text, "fuelLiters" double precision, "fuelKg" double precision, oil double precision,
          remarks text)`)
  const crew = records.flatMap(({ id, crew }) => crew.map((member) => ({ flightId: id, ...member })))
  await tx.run(sql`
    insert into flight_crew (workspace_id, flight_id, crew_id, role, position)
    select ${scope.workspaceId}::uuid, c."flightId", c."crewId", c.role, c.position
      from jsonb_to_recordset(${JSON.stringify(crew)}::jsonb) as c("flightId" text, "crewId" text, role text,
          position integer)`)
}

/**
 * Posts the meters of all imported flights that have none in the ledger yet, in the order of time
 * and not of the file, which often has the newest first. What does not follow the reading before it
 * is flagged, never shifted. A meter moves only forward, and only for readings newer than its last.
 */
export async function postImportedReadings(tx: Tx, scope: ImportScope) {
  // The ids are those of the flights with the last letter moved on, by one for hobbs and two for
  // tach: 200,000 ids are made where they are needed, and a second posting would meet the first.
  await tx.run(sql`
    with replacements as materialized (
      select id, aircraft_id, kind, read_at, offset_hundredths from meter_readings where entry = 'replacement'
    ), posted as materialized (
      select f.id as flight_id, f.aircraft_id, m.kind, m.began, m.reading, f.on_block_at as read_at
        from flights f cross join lateral (values
          ('hobbs', f.hobbs_out_hundredths, f.hobbs_in_hundredths), ('tach', f.tach_out_hundredths, f.tach_in_hundredths)) as m (kind, began, reading)
       where f.source = 'import' and f.status = 'approved' and m.reading is not null
         and not exists (select from meter_readings r where r.flight_id = f.id and r.kind = m.kind)
    ), timeline as (
      select flight_id, aircraft_id, kind, began, reading, read_at, true as is_new from posted
      union all
      select null, r.aircraft_id, r.kind, null, r.reading_hundredths, r.read_at, false from meter_readings r
       where (r.aircraft_id, r.kind) in (select aircraft_id, kind from posted)
    ), judged as (
      select *, lag(reading) over w as before, lead(reading) over w as after, lead(is_new) over w as is_after_new, lead(read_at) over w as after_at
        from timeline window w as (partition by aircraft_id, kind order by read_at, reading)
    ), flagged as (
      select *, case
          when reading < before then format('Runs backwards: the meter stood at %s', round(before / 100.0, 2))
          when began <> before then format('Began at %s, but the meter stood at %s', round(began / 100.0, 2), round(before / 100.0, 2))
          when reading - before > 10000 then 'More than 100 h since the entry before'
          when not is_after_new and reading > after
            then format('Above the later reading of %s, which is %s', to_char(after_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), round(after / 100.0, 2))
        end as flag
        from judged where is_new
    )
    insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths, offset_hundredths, is_flagged, flag_reason, flight_id, actor_id, read_at)
    select ${scope.workspaceId}::uuid,
      'rdg_' || substr(flight_id, 5, 25) || translate(right(flight_id, 1), '0123456789abcdefghjkmnpqrstvwxyz',
        case kind when 'hobbs' then '123456789abcdefghjkmnpqrstvwxyz0' else '23456789abcdefghjkmnpqrstvwxyz01' end),
      f.aircraft_id, f.kind, 'reading', f.reading,
      coalesce((select r.offset_hundredths from replacements r where r.aircraft_id = f.aircraft_id and r.kind = f.kind
        and r.read_at <= f.read_at order by r.read_at desc, r.id desc limit 1), 0),
      f.flag is not null, f.flag, f.flight_id, ${scope.actorId}, f.read_at
    from flagged f`)
  await tx.run(sql`
    insert into meters (workspace_id, aircraft_id, kind, reading_hundredths, offset_hundredths, last_read_at)
    select distinct on (r.aircraft_id, r.kind) ${scope.workspaceId}::uuid, r.aircraft_id, r.kind,
           r.reading_hundredths, r.offset_hundredths, r.read_at
      from meter_readings r
      join flights f on f.id = r.flight_id
     where f.source = 'import'
       and r.kind in ('hobbs', 'tach')
       and coalesce(r.flag_reason, '') not like 'Runs backwards%'
     order by r.aircraft_id, r.kind, r.read_at desc, r.reading_hundredths desc
    on conflict (workspace_id, aircraft_id, kind)
      do update set reading_hundredths = excluded.reading_hundredths,
        offset_hundredths = excluded.offset_hundredths, last_read_at = excluded.last_read_at
     where excluded.last_read_at >= meters.last_read_at
       and excluded.reading_hundredths >= meters.reading_hundredths`)
  await countAirTime(tx, scope)
}

// Air time has no dial: it is counted up. What was flown before the last entry is in its reading already.
async function countAirTime(tx: Tx, scope: ImportScope) {
  await tx.run(sql`
    insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths, offset_hundredths, flight_id, actor_id, read_at)
    select ${scope.workspaceId}::uuid,
      'rdg_' || substr(f.id, 5, 25) || translate(right(f.id, 1), '0123456789abcdefghjkmnpqrstvwxyz', '3456789abcdefghjkmnpqrstvwxyz012'),
      f.aircraft_id, 'air', 'reading',
      coalesce(m.reading_hundredths, 0) + sum(round(f.air_minutes / 0.6)) over (partition by f.aircraft_id order by f.on_block_at, f.id),
      coalesce(m.offset_hundredths, 0), f.id, ${scope.actorId}, f.on_block_at
    from flights f left join meters m on m.aircraft_id = f.aircraft_id and m.kind = 'air'
    where f.source = 'import' and f.status = 'approved' and f.air_minutes is not null and (m.last_read_at is null or f.on_block_at > m.last_read_at)
      and not exists (select from meter_readings r where r.flight_id = f.id and r.kind = 'air')`)
  await tx.run(sql`
    insert into meters (workspace_id, aircraft_id, kind, reading_hundredths, offset_hundredths, last_read_at)
    select distinct on (r.aircraft_id) ${scope.workspaceId}::uuid, r.aircraft_id, 'air', r.reading_hundredths,
           r.offset_hundredths, r.read_at
      from meter_readings r
      join flights f on f.id = r.flight_id
     where f.source = 'import' and r.kind = 'air'
     order by r.aircraft_id, r.read_at desc, r.reading_hundredths desc
    on conflict (workspace_id, aircraft_id, kind)
      do update set reading_hundredths = excluded.reading_hundredths, last_read_at = excluded.last_read_at
     where excluded.last_read_at > meters.last_read_at`)
}

/** Tells who goes by the meters of the aircraft, each once; @returns what that leads to. */
export async function tellImportedMeters(tx: Tx, { services, now }: ImportScope): Promise<Emission[]> {
  const aircraft = await tx.rows(sql<'importedAircraft'>`
    select distinct aircraft_id as id from flights where source = 'import' and status = 'approved' order by 1`)
  const emissions: Emission[] = []
  for (const { id } of aircraft)
    emissions.push(...(await tellMetersMoved(tx, services, { aircraftId: id, now })))
  return emissions
}
