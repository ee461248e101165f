import { judgeUnjudged } from '#modules/fleet/index.ts'
import { recordNights, settleCounts, writeCrews } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { normalizeFuel } from '#rules/fuel.ts'
import type { People } from './load-records.ts'
import type { DemoSchool } from './school.ts'

// Of every hour that the tach has counted, the wheels were off the ground for this share.
const AIR_SHARE = 0.96
// What a school lands in an hour of tach.
const LANDINGS_PER_HOUR = 1.6

type Known = { aircraft: Map<string, string>; people: People; projects: Map<string, string> }

/** Writes the flights with their crews and, for those approved, the ledger of the meters. @returns their ids, in the order of the school's flights. */
export async function writeFlights(
  tx: Tx,
  workspaceId: string,
  school: DemoSchool,
  known: Known,
): Promise<string[]> {
  const rows = school.flights.map((flight) => ({
    ...flight,
    ...reviewOf(flight, known.people),
    id: newId('flt'),
    ...columnsOf(flight, known),
  }))
  await tx.run(sql`
    insert into flights (workspace_id, id, status, flight_type, aircraft_id, project_id, from_airport,
        to_airport, off_block_at, take_off_at, landing_at, on_block_at, hobbs_out_hundredths,
        hobbs_in_hundredths, tach_out_hundredths, tach_in_hundredths, day_take_offs, night_take_offs,
        day_landings, night_landings, day_full_stop_landings, night_full_stop_landings, approaches, holds,
        fuel_quantity, fuel_unit, fuel_density_kg_per_l, fuel_density_source, fuel_liters, fuel_kg, oil_quarts, remarks,
        created_by, submitted_at, submitted_by, submitted_by_name, approved_at, approved_by, approved_by_name,
        rejected_at, rejected_by, rejected_by_name, rejection_reason, created_at, updated_at, operation,
        instruction_aircraft_provided_by)
    select ${workspaceId}::uuid, f.id, f.status, f."flightType", f."aircraftId", f."projectId", f."from",
           f."to", f."offBlockAt", f."takeOffAt", f."landingAt", f."onBlockAt", f."hobbsOutHundredths",
           f."hobbsInHundredths", f."tachOutHundredths", f."tachInHundredths", f."dayTakeOffs",
           f."nightTakeOffs", f."dayLandings", f."nightLandings", f."dayFullStopLandings",
           f."nightFullStopLandings", f.approaches, f.holds, f."fuelQuantityGal", 'us_gal',
           f."fuelDensityKgPerL", 'default', f."fuelLiters", f."fuelKg", f."oilQuarts", f.remarks, f."createdBy",
           f."submittedAt", f."submittedBy", f."submittedByName", f."approvedAt", f."approvedBy",
           f."approvedByName", f."rejectedAt", f."rejectedBy", f."rejectedByName", f."rejectionReason",
           f."onBlockAt", coalesce(f."approvedAt", f."rejectedAt", f."submittedAt", f."onBlockAt"), f.operation,
           f."providedBy"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(id text, status text, "flightType" text,
          "aircraftId" text, "projectId" text, "from" text, "to" text, "offBlockAt" timestamptz,
          "takeOffAt" timestamptz, "landingAt" timestamptz, "onBlockAt" timestamptz,
          "hobbsOutHundredths" bigint, "hobbsInHundredths" bigint, "tachOutHundredths" bigint,
          "tachInHundredths" bigint, "dayTakeOffs" integer, "nightTakeOffs" integer, "dayLandings" integer,
          "nightLandings" integer, "dayFullStopLandings" integer, "nightFullStopLandings" integer,
          approaches integer, holds integer, "fuelQuantityGal" double precision,
          "fuelDensityKgPerL" double precision, "fuelLiters" double precision, "fuelKg" double precision,
          "oilQuarts" double precision, remarks text, "createdBy" text, "submittedAt" timestamptz,
          "submittedBy" text, "submittedByName" text, "approvedAt" timestamptz, "approvedBy" text,
          "approvedByName" text, "rejectedAt" timestamptz, "rejectedBy" text, "rejectedByName" text,
          "rejectionReason" text, operation text, "providedBy" text)`)
  const crew = rows.flatMap(({ id: flightId, crew, ...totals }) => {
    const members = crew.map(({ person, role }) => ({
      crewId: known.people.get(person)?.crewId ?? '',
      role,
    }))
    return settleCounts({ crew: members, totals }).crew.map((member, position) => ({
      ...member,
      flightId,
      position,
    }))
  })
  await writeCrews(tx, workspaceId, crew)
  await recordNights(
    tx,
    workspaceId,
    rows.map(({ from, to, ...flight }) => ({ ...flight, fromAirport: from, toAirport: to })),
  )
  await writeMeters(tx, workspaceId, school, rows)
  return rows.map(({ id }) => id)
}

type Flight = DemoSchool['flights'][number]

function columnsOf(flight: Flight, { aircraft, people, projects }: Known) {
  const { liters: fuelLiters, kg: fuelKg } = normalizeFuel({
    quantity: flight.fuelQuantityGal,
    unit: 'us_gal',
    densityKgPerL: flight.fuelDensityKgPerL,
  })
  const isInstruction = flight.crew.some(({ role }) => role === 'instructor')
  return {
    aircraftId: aircraft.get(flight.aircraft) ?? '',
    projectId: flight.project === null ? null : projects.get(flight.project),
    offBlockAt: instant(flight.offBlock),
    takeOffAt: instant(flight.takeOff),
    landingAt: instant(flight.landing),
    onBlockAt: instant(flight.onBlock),
    fuelLiters,
    fuelKg,
    operation: isInstruction ? '91_instruction_for_hire' : '91',
    providedBy: isInstruction ? 'instructor_or_school' : null,
    createdBy: people.get(flight.crew[0]?.person ?? '')?.userId,
  }
}

function reviewOf(flight: Flight, people: People) {
  if (flight.status === 'draft') return {}
  const submitter = people.get(flight.submittedBy)
  const submitted = {
    submittedAt: instant(flight.submittedAt),
    submittedBy: submitter?.userId,
    submittedByName: submitter?.displayName,
  }
  if (flight.status === 'submitted') return submitted
  const decider = people.get(flight.status === 'approved' ? flight.approvedBy : flight.rejectedBy)
  const by = { userId: decider?.userId, name: decider?.displayName }
  return flight.status === 'approved'
    ? { ...submitted, approvedAt: instant(flight.approvedAt), approvedBy: by.userId, approvedByName: by.name }
    : { ...submitted, rejectedAt: instant(flight.rejectedAt), rejectedBy: by.userId, rejectedByName: by.name }
}

// Where each meter stood when the records begin, and one line for each that an approved flight moved.
async function writeMeters(
  tx: Tx,
  workspaceId: string,
  school: DemoSchool,
  flights: (Flight & { id: string; aircraftId: string; onBlockAt: string })[],
) {
  const readAt = `${school.firstOn.toString()}T06:00:00Z`
  const idOf = new Map(flights.map(({ aircraft, aircraftId }) => [aircraft, aircraftId]))
  const first = school.aircraft.flatMap(({ registration, hobbsStartHundredths, tachStartHundredths }) => {
    const aircraftId = idOf.get(registration)
    if (!aircraftId) return []
    const line = { aircraftId, reason: 'Taken over from the paper records', readAt }
    return [
      { ...line, kind: 'hobbs', reading: hobbsStartHundredths },
      { ...line, kind: 'tach', reading: tachStartHundredths },
      { ...line, kind: 'air', reading: Math.round(tachStartHundredths * AIR_SHARE) },
      { ...line, kind: 'cycles', reading: Math.round((tachStartHundredths / 100) * LANDINGS_PER_HOUR) * 100 },
    ]
  })
  const flown = flights
    .filter(({ status }) => status === 'approved')
    .flatMap((flight) => {
      const line = { aircraftId: flight.aircraftId, flightId: flight.id, readAt: flight.onBlockAt }
      return [
        { ...line, kind: 'hobbs', reading: flight.hobbsInHundredths, began: flight.hobbsOutHundredths },
        { ...line, kind: 'tach', reading: flight.tachInHundredths, began: flight.tachOutHundredths },
        { ...line, kind: 'air', added: flight.landing - flight.takeOff },
        { ...line, kind: 'cycles', added: flight.dayLandings + flight.nightLandings },
      ]
    })
    .filter((line) => !('added' in line) || line.added > 0)
  const ledger = [...first, ...flown].map((line) => ({ id: newId('rdg'), ...line }))
  await tx.run(sql`
    insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths,
        began_hundredths, added, reason, flight_id, read_at, created_at)
    select ${workspaceId}::uuid, r.id, r."aircraftId", r.kind, 'reading', r.reading, r.began, r.added,
           r.reason, r."flightId", r."readAt", r."readAt"
      from jsonb_to_recordset(${JSON.stringify(ledger)}::jsonb) as r(id text, "aircraftId" text, kind text,
          reading bigint, began bigint, added integer, reason text, "flightId" text, "readAt" timestamptz)`)
  await tx.run(sql`select set_config('apron.workspace', ${workspaceId}, true)`)
  await judgeUnjudged(tx)
}

function instant(minutes: number) {
  return new Date(minutes * 60_000).toISOString()
}
