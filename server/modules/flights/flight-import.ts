import { loadPeople } from '#modules/crew/index.ts'
import { combineInstant, isTimeOfDay } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import { defineImport, type Importer } from '#platform/importing/index.ts'
import type { Reading } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { flightFaults } from '#rules/flight-limits.ts'
import { differsFromBlock } from '#rules/meter-block.ts'
import { dialRan } from '#rules/meter-ledger.ts'
import { type CrewInput, countNames } from './flight-crew.ts'
import { type FlightRecord, type FlightRow, flightImportFields as fields } from './flight-import-field.ts'
import { flownTimes, refuseOverlaps } from './flight-import-overlap.ts'
import { airportCodes, loadAircraft, loadProjects } from './flight-import-reference.ts'
import { approveFlights, writeFlights } from './flight-import-write.ts'
import { settleCounts } from './settle-counts.ts'

const CREW = [
  ['pic', 'pic'],
  ['sic', 'sic'],
  ['instructor', 'instructor'],
  ['student', 'dual'],
  ['solo', 'solo'],
] as const
const TIMES = ['offBlock', 'takeOff', 'landing', 'onBlock'] as const
const TITLES = { offBlock: 'Off block', takeOff: 'Take-off', landing: 'Landing', onBlock: 'On block' }

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
  options: {
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
    const aircraft = await loadAircraft(tx)
    const findPerson = await loadPeople(tx)
    const projects = await loadProjects(tx)
    const airports = airportCodes()
    const flown = flownTimes()
    return {
      async check(tx, rows) {
        await airports.look(
          tx,
          rows.flatMap(({ values }) => [values.fromAirport ?? [], values.toAirport ?? []].flat()),
        )
        for (const row of rows) {
          checkTimes(row, scope.reading, scope.now)
          checkMeters(row, options.meterDifference === 'accept')
          checkLandings(row)
          checkLimits(row)
          checkPlaces(row, airports.codeOf)
          row.record = {
            id: newId('flt'),
            aircraftId: checkAircraft(row, aircraft),
            crew: checkCrew(row, findPerson),
            projectId: checkProject(row, projects),
            values: row.values,
            fuelUnit: row.values.fuel === null ? null : (row.values.fuelUnit ?? options.fuelUnit ?? 'us_gal'),
          }
        }
        await refuseOverlaps(tx, rows, flown)
      },
      write: (tx, records) => writeFlights(tx, records, scope),
      finish: (tx) => approveFlights(tx, scope),
    }
  },
})

// A time of day alone is completed by the row's date. An arrival before the departure is never taken
// for the next day: west-bound flights land before they left, and typing errors look the same.
function checkTimes({ values, problems }: FlightRow, reading: Reading, now: Date) {
  for (const field of TIMES) {
    const moment = values[field]
    if (moment === null || !isTimeOfDay(moment)) continue
    const day = field === 'onBlock' || field === 'landing' ? (values.arrivalDate ?? values.date) : values.date
    values[field] = null
    if (day === null) {
      const message = `“${moment}” has no date: write it as 2026-03-04 13:45, or choose the column that holds the date`
      if (!problems.some((problem) => problem.field === 'date' || problem.field === 'arrivalDate'))
        problems.push({ field, message })
      continue
    }
    const combined = combineInstant(day, moment, reading)
    if ('problem' in combined) problems.push({ field, message: combined.problem })
    else values[field] = combined.value
  }
  const instants = TIMES.flatMap((field) =>
    values[field] === null ? [] : [{ field, at: Date.parse(values[field]) }],
  )
  for (const [index, { field, at }] of instants.entries()) {
    const before = instants[index - 1]
    if (!before || at >= before.at) continue
    const message = `${TITLES[field]} ${clock(at)} is before ${TITLES[before.field].toLowerCase()} ${clock(before.at)} (UTC). Fix the time, or give the date of arrival in its own column`
    problems.push({ field, message })
  }
  if (values.onBlock === null) return
  if (Date.parse(values.onBlock) > now.getTime())
    problems.push({
      field: 'onBlock',
      message: `${values.onBlock} lies in the future: only what was flown is imported`,
    })
}

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
      })
  }
}

function checkLandings({ values, problems }: FlightRow) {
  for (const [field, whole] of [
    ['dayFullStopLandings', 'dayLandings'],
    ['nightFullStopLandings', 'nightLandings'],
  ] as const) {
    const [part, all] = [values[field] ?? 0, values[whole] ?? 0]
    if (part > all)
      problems.push({
        field,
        message: `${part} landings to a full stop are more than the ${all} landings of which they are a part`,
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

function checkPlaces({ values, problems }: FlightRow, codeOf: (code: string) => string | null) {
  for (const field of ['fromAirport', 'toAirport'] as const) {
    const place = values[field]
    if (place === null) continue
    const known = codeOf(place)
    if (known === null)
      problems.push({
        field,
        message: `There is no airport ${place}: check the code, or import or add the airport first`,
      })
    else values[field] = known
  }
}

function checkAircraft({ values, problems }: FlightRow, aircraft: Map<string, string>) {
  if (values.aircraft === null) return null
  const aircraftId = aircraft.get(values.aircraft.replaceAll('-', '')) ?? null
  if (aircraftId === null)
    problems.push({
      field: 'aircraft',
      message: `There is no aircraft ${values.aircraft} here: import the aircraft first, or correct the registration`,
    })
  return aircraftId
}

function checkCrew({ values, problems }: FlightRow, findPerson: Awaited<ReturnType<typeof loadPeople>>) {
  const crew: CrewInput[] = []
  for (const [field, role] of CREW) {
    const named = values[field]
    if (named === null) continue
    const person = findPerson(named)
    if ('problem' in person) problems.push({ field, message: person.problem })
    else crew.push({ crewId: person.id, role })
  }
  if (values.pic === null && values.instructor === null && values.solo === null) {
    problems.push({
      field: 'pic',
      message: 'Nobody was in command: name the pilot in command, the instructor or the solo student',
    })
  }
  markPilotFlying(crew, { values, problems }, findPerson)
  // A file of two pilots rarely says who landed. Then the counts are the flight's alone, and nobody's.
  const totals = Object.fromEntries(countNames.map((name) => [name, values[name] ?? 0]))
  return settleCounts({ crew, totals }).crew.map((member, position) => ({ ...member, position }))
}

function markPilotFlying(
  crew: CrewInput[],
  { values, problems }: Pick<FlightRow, 'values' | 'problems'>,
  findPerson: Awaited<ReturnType<typeof loadPeople>>,
) {
  if (values.soleManipulator === null) return
  const person = findPerson(values.soleManipulator)
  const field = 'soleManipulator'
  if ('problem' in person) problems.push({ field, message: person.problem })
  else if (!crew.some((member) => member.crewId === person.id))
    problems.push({ field, message: `${values.soleManipulator} is not in another column of the crew` })
  else for (const member of crew) member.isSoleManipulator = member.crewId === person.id
}

function checkProject({ values, problems }: FlightRow, projects: Map<string, string>) {
  if (values.project === null) return null
  const projectId = projects.get(values.project.toLowerCase()) ?? null
  if (projectId === null)
    problems.push({
      field: 'project',
      message: `There is no project ${values.project}: add it first, or leave the cell empty`,
    })
  return projectId
}

function clock(at: number) {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
