import { loadPeople, personColumn } from '#modules/crew/index.ts'
import { aircraftColumn, loadAircraft } from '#modules/fleet/index.ts'
import { findAirports } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { instant } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  type Importer,
  type ImportRow,
  type ImportScope,
  idNamed,
  optional,
  required,
} from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { nextCodes } from '#platform/series/next-code.ts'
import { operationsRoles } from '#server/roles.ts'
import { tripReaders } from './trip-role.ts'

const fields = {
  trip: optional({
    title: 'Trip',
    help: 'The number of the other program. Rows with the same one are the legs of one trip.',
    headers: ['trip number', 'trip no', 'trip id', 'quote', 'reference'],
    parse: text({ max: 60 }),
  }),
  type: optional({
    title: 'Type',
    help: 'charter by default.',
    headers: ['trip type', 'kind'],
    parse: choice({
      charter: ['revenue', '135'],
      owner: ['91', 'own'],
      maintenance: ['mx'],
      positioning: ['ferry', 'repo', 'reposition', 'empty'],
      training: ['check'],
    }),
  }),
  customer: optional({
    title: 'Customer',
    help: '',
    headers: ['client', 'account', 'company'],
    parse: text({ max: 200 }),
  }),
  from: required({
    title: 'From',
    help: 'An ICAO, IATA or local code.',
    headers: ['departure', 'dep', 'origin', 'adep'],
    parse: text({ max: 5 }),
  }),
  to: required({
    title: 'To',
    help: 'An ICAO, IATA or local code.',
    headers: ['arrival', 'arr', 'destination', 'dest', 'ades'],
    parse: text({ max: 5 }),
  }),
  offBlockAt: required({
    title: 'Off block',
    help: 'With its date.',
    headers: ['departure time', 'etd', 'std', 'out', 'depart'],
    parse: instant,
  }),
  onBlockAt: required({
    title: 'On block',
    help: 'With its date.',
    headers: ['arrival time', 'eta', 'sta', 'in', 'arrive'],
    parse: instant,
  }),
  aircraft: optional(aircraftColumn),
  pic: optional(
    personColumn({
      title: 'PIC',
      headers: ['captain', 'pilot in command', 'pilot'],
    }),
  ),
  sic: optional(
    personColumn({
      title: 'SIC',
      headers: ['first officer', 'copilot', 'second in command'],
    }),
  ),
  passengerCount: optional({
    title: 'Passengers',
    help: '',
    headers: ['pax', 'passenger count', 'number of passengers'],
    parse: number({ integer: true, min: 0, max: 900 }),
  }),
}

interface RowRecord {
  id: string
  reference: string | null
  type: string
  customerName: string | null
  fromAirport: string
  toAirport: string
  offBlockAt: string
  onBlockAt: string
  aircraftId: string | null
  picId: string | null
  sicId: string | null
  passengerCount: number
}
type Row = ImportRow<typeof fields, RowRecord>

export const tripsImported = importedEvent('trip.imported', {
  records: 'trips',
  scope: 'trips:read',
  readers: tripReaders,
})

export const tripImport = defineImport({
  name: 'trips',
  title: 'Trips',
  roles: operationsRoles,
  audits: tripsImported,
  fields,
  options: {},
  async open(tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const [findPerson, findAircraft] = [await loadPeople(tx), await loadAircraft(tx, { isInService: true })]
    const tripIds = new Map<string, string>()
    return {
      async check(own, rows) {
        const codes = rows.flatMap(({ values: { from, to } }) => [from, to].filter((code) => code !== null))
        const airports = await findAirports(own, codes)
        for (const row of rows) row.record = read(row, { findPerson, findAircraft, airports })
      },
      write: (own, records) => write(own, records, scope, tripIds),
    }
  },
})

interface Known {
  findPerson: Awaited<ReturnType<typeof loadPeople>>
  findAircraft: Awaited<ReturnType<typeof loadAircraft>>
  airports: Awaited<ReturnType<typeof findAirports>>
}

function read({ values, problems }: Row, { findPerson, findAircraft, airports }: Known): RowRecord | null {
  const { offBlockAt, onBlockAt } = values
  const codeOf = (field: 'from' | 'to'): string | null => {
    const written = values[field]
    if (written === null) return null
    const airport = airports.get(written)
    if (airport && 'code' in airport) return airport.code
    problems.push({ field, message: airport?.problem ?? `There is no airport ${written.toUpperCase()}` })
    return null
  }
  const day = offBlockAt?.slice(0, 10) ?? null
  const aircraftId = idNamed(problems, 'aircraft', values.aircraft, (written) => findAircraft(written, day))
  const [fromAirport, toAirport] = [codeOf('from'), codeOf('to')]
  const picId = idNamed(problems, 'pic', values.pic, findPerson)
  const sicId = idNamed(problems, 'sic', values.sic, findPerson)
  if (picId !== null && picId === sicId)
    problems.push({ field: 'sic', message: 'The same person is PIC of this leg' })
  if (offBlockAt === null || onBlockAt === null || fromAirport === null || toAirport === null) return null
  const minutes = (Date.parse(onBlockAt) - Date.parse(offBlockAt)) / 60_000
  if (minutes <= 0)
    problems.push({ field: 'onBlockAt', message: 'The leg ends before it begins: mind the date' })
  if (minutes > 1_440) problems.push({ field: 'onBlockAt', message: 'The leg is too long: check the dates' })
  return {
    id: newId('tlg'),
    reference: values.trip,
    type: values.type ?? 'charter',
    customerName: values.customer,
    ...{ fromAirport, toAirport, offBlockAt, onBlockAt, picId, sicId },
    aircraftId,
    passengerCount: values.passengerCount ?? 0,
  }
}

/** Trips come in as drafts. Confirming one says what stands in its way. */
async function write(
  tx: Tx,
  records: readonly RowRecord[],
  { workspaceId }: ImportScope,
  tripIds: Map<string, string>,
): Promise<void> {
  const legs = records.map((record) => {
    const known = record.reference === null ? undefined : tripIds.get(record.reference)
    const tripId = known ?? newId('trp')
    if (record.reference !== null) tripIds.set(record.reference, tripId)
    return { ...record, tripId, isFirst: known === undefined }
  })
  const firsts = legs.filter(({ isFirst }) => isFirst)
  const { timezone } = await tx.one(sql<'zoneOfImport'>`
    select timezone from workspaces where workspace_id = ${workspaceId}::uuid`)
  const numbers = await nextCodes(
    tx,
    { workspaceUuid: workspaceId, prefix: 'T', at: new Date(), timezone },
    firsts.length,
  )
  const trips = firsts.map((leg, index) => ({
    ...leg,
    number: numbers[index],
    notes: leg.reference === null ? null : `Imported as ${leg.reference}`,
  }))
  await tx.run(sql`
    insert into trips (workspace_id, id, number, type, customer_name, notes)
    select ${workspaceId}::uuid, t."tripId", t.number, t.type, t."customerName", t.notes
      from jsonb_to_recordset(${JSON.stringify(trips)}::jsonb)
        as t("tripId" text, number text, type text, "customerName" text, notes text)`)
  await tx.run(sql`
    insert into trip_legs (workspace_id, id, trip_id, position, from_airport, to_airport, planned_off_block_at,
        planned_on_block_at, aircraft_id, passenger_count)
    select ${workspaceId}::uuid, l.id, l."tripId",
           (select count(*) from trip_legs b where b.trip_id = l."tripId")
             + row_number() over (partition by l."tripId" order by l."offBlockAt", l.id),
           l."fromAirport", l."toAirport", l."offBlockAt", l."onBlockAt", l."aircraftId", l."passengerCount"
      from jsonb_to_recordset(${JSON.stringify(legs)}::jsonb) as l(id text, "tripId" text, "fromAirport" text,
          "toAirport" text, "offBlockAt" timestamptz, "onBlockAt" timestamptz, "aircraftId" text,
          "passengerCount" integer)`)
  const crew = legs.flatMap(({ id, picId, sicId }) => [
    ...(picId ? [{ legId: id, crewId: picId, role: 'pic', position: 0 }] : []),
    ...(sicId ? [{ legId: id, crewId: sicId, role: 'sic', position: 1 }] : []),
  ])
  await tx.run(sql`
    insert into trip_leg_crew (workspace_id, leg_id, crew_id, role, position)
    select ${workspaceId}::uuid, c."legId", c."crewId", c.role, c.position
      from jsonb_to_recordset(${JSON.stringify(crew)}::jsonb)
        as c("legId" text, "crewId" text, role text, position integer)`)
}
