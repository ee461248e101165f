import { loadPeople } from '#modules/crew/index.ts'
import { type FindAircraft, loadAircraft } from '#modules/fleet/index.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import { defineImport, type Importer } from '#platform/importing/index.ts'
import { type Reading, readingFor } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { type Meaning, meaningsOf } from '#platform/kernel/look-up.ts'
import { flightFaults } from '#rules/flight-limits.ts'
import type { FuelUnit } from '#rules/fuel.ts'
import { differsFromBlock } from '#rules/meter-block.ts'
import { dialRan } from '#rules/meter-ledger.ts'
import { type CrewInput, countNames } from './flight-crew.ts'
import { completeCounts } from './flight-import-count.ts'
import { type FlightRecord, type FlightRow, flightImportFields as fields } from './flight-import-field.ts'
import { MissingRecords } from './flight-import-missing.ts'
import { flownTimes, refuseOverlaps } from './flight-import-overlap.ts'
import { placePersons } from './flight-import-person.ts'
import { PlaceholderTimes } from './flight-import-placeholder.ts'
import { flightPresets } from './flight-import-preset.ts'
import { airportCodes, loadSimulators } from './flight-import-reference.ts'
import { nameSelf } from './flight-import-self.ts'
import { checkTimes, dayOf } from './flight-import-time.ts'
import { approveFlights, writeFlights } from './flight-import-write.ts'
import { settleCounts } from './settle-counts.ts'

const CREW = [
  ['pic', 'pic'],
  ['sic', 'sic'],
  ['instructor', 'instructor'],
  ['student', 'dual'],
  ['solo', 'solo'],
] as const

export const flightsImported = importedEvent('flight.imported', {
  records: 'flights',
  scope: 'flights:read',
  readers: 'staff',
})

export const flightImport = defineImport({
  name: 'flights',
  title: 'Flights',
  roles: ['director_of_operations', 'chief_pilot'],
  audits: flightsImported,
  fields,
  presets: flightPresets,
  knowsAirports: true,
  options: {
    self: {
      title: 'Logbook of',
      help: 'The person whom the file calls SELF, or whose hours it counts without a name.',
      values: [],
      names: 'crew_member',
    },
    pastMidnight: {
      title: 'An arrival before the departure',
      help: 'Is a typing error, or on the next day.',
      values: ['refuse', 'next_day'],
    },
    createMissing: {
      title: 'Unknown people and aircraft',
      help: 'Are problems of their rows, or are added with the flights. The notes list them first.',
      values: ['refuse', 'add'],
    },
    status: {
      title: 'Flights come in as',
      help: 'Approved flights post their meters; drafts are submitted and approved one by one.',
      values: ['approved', 'draft'],
    },
    meterUnit: {
      title: 'Meters are written in',
      help: '1.3 is 1 h 18 in hours, 1.18 is the same in hours and minutes.',
      values: ['hours', 'hundredths', 'hours_minutes'],
    },
    meterDifference: {
      title: 'Meters that differ from block time',
      help: 'By more than 0.3 h and 20 %. Accept them where the file is right.',
      values: ['refuse', 'accept'],
    },
    fuelUnit: {
      title: 'Fuel is written in',
      help: 'For rows that do not say so themselves.',
      values: ['us_gal', 'imp_gal', 'l', 'kg', 'lb'],
    },
  },
  async open(tx, scope): Promise<Importer<typeof fields, FlightRecord>> {
    const { options } = scope.reading
    const findAircraft = await loadAircraft(tx)
    const simulators = await loadSimulators(tx)
    const findPerson = await loadPeople(tx)
    const airports = airportCodes()
    const flown = flownTimes()
    const placeholders = new PlaceholderTimes()
    const missing = new MissingRecords(options.createMissing === 'add')
    await missing.measure(tx, scope)
    const findAnyone: FindPerson = (named, role = 'pic') => {
      const person = findPerson(named)
      return 'problem' in person && person.isUnknown ? missing.person(named, role, person.problem) : person
    }
    const isDevice = (id: string) => simulators.has(id) || missing.isSimulator(id)
    const isOfOnePerson = CREW.every(([field]) => (scope.mapping[field] ?? null) === null)
    return {
      async check(tx, rows) {
        for (const row of rows) readRoute(row)
        await airports.look(
          tx,
          rows.flatMap(({ values }) => [values.fromAirport ?? [], values.toAirport ?? []].flat()),
        )
        const named = rows.flatMap(({ values }) => values.project ?? [])
        const projects = await meaningsOf(tx, scope.services, { of: 'project', written: named })
        for (const row of rows) {
          const aircraftId = checkAircraft(row, findAircraft, { missing, reading: scope.reading })
          const isSimulator = aircraftId === null ? saysSimulator(row) : isDevice(aircraftId)
          if (isSimulator) row.values.totalTime = row.values.simulatorTime ?? row.values.totalTime
          checkPlaces(row, airports, isSimulator)
          checkTimes(row, { reading: scope.reading, now: scope.now, zoneOf: airports.zoneOf, placeholders })
          checkMeters(row, options.meterDifference === 'accept')
          completeCounts(row)
          checkLimits(row)
          nameSelf(row, { self: options.self, isOfOnePerson, hasPersons: placePersons(row) })
          row.record = {
            id: newId('flt'),
            aircraftId,
            crew: checkCrew(row, findAnyone),
            projectId: checkProject(row, projects),
            values: row.values,
            fuelUnit: fuelUnitOf(row, scope.reading),
            isDraft: placeholders.has(row.row),
          }
        }
        await refuseOverlaps(tx, rows, flown)
        missing.need(
          rows.flatMap(({ problems, record }) => (problems.length === 0 && record ? [record] : [])),
        )
      },
      addFirst: (tx, records) => missing.add(tx, records, scope),
      write: (tx, records) => writeFlights(tx, records, scope),
      finish: (tx) => approveFlights(tx, scope),
      creates: () => missing.creates(),
      notes: () => [...missing.notes(), ...placeholders.notes()],
    }
  },
})

function checkMeters({ values, problems }: FlightRow, isAccepted: boolean) {
  const { offBlock, onBlock } = values
  const blockMinutes =
    offBlock === null || onBlock === null ? null : (Date.parse(onBlock) - Date.parse(offBlock)) / 60_000
  for (const meter of ['hobbs', 'tach'] as const) {
    const [out, into] = [values[`${meter}Out`], values[`${meter}In`]]
    if (out === null || into === null) continue
    const field = `${meter}In`
    const shown = (value: number) => (value / 100).toFixed(2)
    const ran = dialRan(meter, out, into)
    if (ran < 0)
      problems.push({
        field,
        message: `The ${meter} runs backwards: ${shown(into)} after the flight, ${shown(out)} before it`,
      })
    else if (blockMinutes !== null && !isAccepted && differsFromBlock(ran, blockMinutes))
      problems.push({
        field,
        message: `The ${meter} ran ${shown(ran)} h and block time is ${(blockMinutes / 60).toFixed(2)} h: check the readings, or choose “accept” for such rows above`,
        option: 'meterDifference',
      })
  }
}

function checkLimits({ values, problems }: FlightRow) {
  const at = (moment: string | null) => (moment === null ? null : Date.parse(moment))
  const faults = flightFaults({
    ...values,
    offBlock: at(values.offBlock),
    takeOff: at(values.takeOff),
    landing: at(values.landing),
    onBlock: at(values.onBlock),
  })
  for (const { part, message } of faults)
    problems.push({ field: part, message: `${fields[part].title} ${message}` })
}

// Logbooks name the places of a flight in one column, and leave the second one empty for a flight around the field.
function readRoute({ values }: FlightRow) {
  const stops =
    values.route
      ?.toUpperCase()
      .split(/[\s,;>/–—-]+/)
      .filter((stop) => /^[A-Z0-9]{2,5}$/.test(stop)) ?? []
  values.fromAirport ??= stops[0] ?? null
  if (values.toAirport === 'LOCAL') values.toAirport = null
  values.toAirport ??= stops.at(-1) ?? values.fromAirport
}

function fuelUnitOf({ values }: FlightRow, reading: Reading) {
  if (values.fuel === null) return null
  const stated = readingFor(reading, 'fuel').unit
  return (values.fuelUnit ?? stated ?? reading.options.fuelUnit ?? 'us_gal') as FuelUnit
}

function checkPlaces(
  { values, problems }: FlightRow,
  { find }: Pick<ReturnType<typeof airportCodes>, 'find'>,
  isSimulator: boolean,
) {
  for (const field of ['fromAirport', 'toAirport'] as const) {
    const place = values[field]
    if (place === null && !isSimulator && !problems.some((problem) => problem.field === field))
      problems.push({ field, message: `${fields[field].title} is missing: every row needs it` })
    if (place === null) continue
    const airport = find(place)
    if (airport && 'problem' in airport) problems.push({ field, message: airport.problem })
    else if (airport) values[field] = airport.code
  }
}

// A session has a length of its own, and begins and ends nowhere.
const saysSimulator = ({ values }: Pick<FlightRow, 'values'>) =>
  values.isSimulator ??
  ((values.simulatorTime ?? 0) > 0 && values.fromAirport === null && values.toAirport === null)

function checkAircraft(
  row: FlightRow,
  findAircraft: FindAircraft,
  { missing, reading }: { missing: MissingRecords; reading: Reading },
) {
  const { values, problems } = row
  if (values.aircraft === null) return null
  const match = findAircraft(values.aircraft, dayOf(row, reading))
  const added: { id: string } | { problem: string; option?: string } =
    'problem' in match && match.isUnknown
      ? missing.aircraft(values.aircraft, {
          type: values.aircraftType,
          isSimulator: saysSimulator(row),
          problem: match.problem,
        })
      : match
  if ('id' in added) return added.id
  problems.push({ field: 'aircraft', message: added.problem, ...optionOf(added) })
  return null
}

type FindPerson = (named: string, role?: string) => { id: string } | { problem: string; option?: string }

function checkCrew({ values, problems }: FlightRow, findPerson: FindPerson) {
  const crew: CrewInput[] = []
  for (const [field, role] of CREW) {
    const named = values[field]
    if (named === null) continue
    const person = findPerson(named, role)
    if ('problem' in person) problems.push({ field, message: person.problem, ...optionOf(person) })
    else crew.push({ crewId: person.id, role })
  }
  if (values.pic === null && values.instructor === null && values.solo === null) {
    problems.push({
      field: 'pic',
      message: 'Nobody was in command: name the pilot in command, the instructor or the solo student',
    })
  }
  markPilotFlying(crew, { values, problems }, findPerson)
  // A row with two pilots rarely says who landed. Then only the flight has the counts, and neither pilot does.
  const totals = Object.fromEntries(countNames.map((name) => [name, values[name] ?? 0]))
  return settleCounts({ crew, totals }).crew.map((member, position) => ({ ...member, position }))
}

function markPilotFlying(
  crew: CrewInput[],
  { values, problems }: Pick<FlightRow, 'values' | 'problems'>,
  findPerson: FindPerson,
) {
  if (values.soleManipulator === null) return
  const person = findPerson(values.soleManipulator)
  const field = 'soleManipulator'
  if ('problem' in person) problems.push({ field, message: person.problem })
  else if (!crew.some((member) => member.crewId === person.id))
    problems.push({ field, message: `${values.soleManipulator} is not in another column of the crew` })
  else for (const member of crew) member.isSoleManipulator = member.crewId === person.id
}

const optionOf = ({ option }: { option?: string }) => (option ? { option } : {})

function checkProject({ values, problems }: FlightRow, projects: ReadonlyMap<string, Meaning>) {
  if (values.project === null) return null
  const project = projects.get(values.project)
  if (project && 'stored' in project) return project.stored
  if (project) problems.push({ field: 'project', message: project.problem })
  return null
}
