import { defaultDensityKgPerL } from '#rules/fuel.ts'
import { isNight } from './daylight.ts'
import type { DemoAircraft } from './fleet.ts'
import { type Place, places } from './place.ts'
import type { Random } from './random.ts'

export type DemoFlight = {
  aircraft: string
  crew: { person: string; role: 'pic' | 'sic' | 'dual' | 'solo' | 'instructor' | 'examiner' | 'observer' }[]
  flightType: 'training' | 'private' | 'aerial_work' | 'positioning' | 'maintenance' | 'checkride'
  from: Place
  to: Place
  // Minutes since 1970, UTC, as all four clock times here.
  offBlock: number
  takeOff: number
  landing: number
  onBlock: number
  hobbsOutHundredths: number
  hobbsInHundredths: number
  tachOutHundredths: number
  tachInHundredths: number
  dayTakeOffs: number
  nightTakeOffs: number
  dayLandings: number
  nightLandings: number
  dayFullStopLandings: number
  nightFullStopLandings: number
  approaches: number
  holds: number
  fuelQuantityGal: number
  fuelDensityKgPerL: number
  oilQuarts: number | null
  remarks: string | null
  project: string | null
}

export type Leg = {
  from: Place
  to: Place
  airMinutes: number
  landings: number
  approaches: number
  holds: number
  stopAfterMinutes: number
}

export type Sortie = {
  crew: DemoFlight['crew']
  flightType: DemoFlight['flightType']
  legs: Leg[]
  remarks: string | null
  project: string | null
  mayBeNight: boolean
}

export type AircraftState = {
  aircraft: DemoAircraft
  at: Place
  freeAt: number
  hobbs: number
  tach: number
  inspectionDueTach: number
}

export type CrewState = { freeAt: number; at: Place; instructed: { onBlock: number; minutes: number }[] }

const TURNAROUND_MINUTES = 15
// 61.195(a): at most 8 hours of flight instruction in any 24 consecutive hours.
const INSTRUCTION_LIMIT_MINUTES = 8 * 60

// Writes the flights of one sortie and moves aircraft, meters and people on; writes nothing and
// returns null where anything stands in the way, as a dispatcher would.
export function flySortie(
  sortie: Sortie,
  start: number,
  plane: AircraftState,
  crew: Map<string, CrewState>,
  now: number,
  random: Random,
): DemoFlight[] | null {
  const people = sortie.crew.map(({ person, role }) => ({ state: crew.get(person), role }))
  const isFree = people.every(
    ({ state }) => state && state.freeAt + TURNAROUND_MINUTES <= start && state.at === plane.at,
  )
  if (!isFree || plane.freeAt + TURNAROUND_MINUTES > start || plane.at !== sortie.legs[0]?.from) return null
  const flights: DemoFlight[] = []
  let { hobbs, tach } = plane
  let offBlock = start
  for (const leg of sortie.legs) {
    const flight = flyLeg(sortie, leg, offBlock, plane.aircraft, hobbs, tach, random)
    flights.push(flight)
    hobbs = flight.hobbsInHundredths
    tach = flight.tachInHundredths
    offBlock = flight.onBlock + leg.stopAfterMinutes
  }
  const last = flights.at(-1)
  if (!last || last.onBlock > now || tach > plane.inspectionDueTach) return null
  const nightLandings = flights.some((flight) => flight.nightLandings + flight.nightTakeOffs > 0)
  if (nightLandings && !sortie.mayBeNight) return null
  const blockMinutes = flights.reduce((sum, flight) => sum + flight.onBlock - flight.offBlock, 0)
  for (const { state, role } of people) {
    if (role !== 'instructor' || !state) continue
    state.instructed = state.instructed.filter((spell) => spell.onBlock > last.onBlock - 1440)
    const instructed = state.instructed.reduce((sum, spell) => sum + spell.minutes, 0)
    if (instructed + blockMinutes > INSTRUCTION_LIMIT_MINUTES) return null
  }
  for (const { state, role } of people) {
    if (!state) continue
    state.freeAt = last.onBlock
    state.at = last.to
    if (role === 'instructor') state.instructed.push({ onBlock: last.onBlock, minutes: blockMinutes })
  }
  Object.assign(plane, { at: last.to, freeAt: last.onBlock, hobbs, tach })
  return flights
}

function flyLeg(
  sortie: Sortie,
  leg: Leg,
  offBlock: number,
  aircraft: DemoAircraft,
  hobbs: number,
  tach: number,
  random: Random,
): DemoFlight {
  const takeOff = offBlock + random.int(7, 13)
  const landing = takeOff + leg.airMinutes
  const onBlock = landing + random.int(4, 8)
  // Hobbs runs with the engine, a few minutes longer than block, and shows tenths.
  const hobbsHundredths = Math.ceil((onBlock - offBlock + random.int(2, 6)) / 6) * 10
  const tachHundredths = Math.round(hobbsHundredths * (0.8 + random.next() * 0.08))
  const landings = countLandings(leg, takeOff, landing)
  const isLong = leg.airMinutes > 50 && random.chance(0.12)
  return {
    aircraft: aircraft.registration,
    crew: sortie.crew,
    flightType: sortie.flightType,
    from: leg.from,
    to: leg.to,
    offBlock,
    takeOff,
    landing,
    onBlock,
    hobbsOutHundredths: hobbs,
    hobbsInHundredths: hobbs + hobbsHundredths,
    tachOutHundredths: tach,
    tachInHundredths: tach + tachHundredths,
    ...landings,
    approaches: leg.approaches,
    holds: leg.holds,
    fuelQuantityGal:
      Math.round(
        ((aircraft.fuelGalPerHour * (onBlock - offBlock)) / 60) * (0.94 + random.next() * 0.1) * 10,
      ) / 10,
    fuelDensityKgPerL: defaultDensityKgPerL[aircraft.fuelProduct ?? '100LL'],
    oilQuarts: isLong ? 1 : null,
    remarks: sortie.remarks,
    project: sortie.project,
  }
}

// Touch-and-goes are spread over the air time; only the last landing is to a full stop, and at
// night all of them are, since 61.57(b) counts no others.
function countLandings(leg: Leg, takeOff: number, landing: number) {
  const [from, to] = [places[leg.from], places[leg.to]]
  const counts = {
    dayTakeOffs: 0,
    nightTakeOffs: 0,
    dayLandings: 0,
    nightLandings: 0,
    dayFullStopLandings: 0,
    nightFullStopLandings: 0,
  }
  let lastTakeOff = takeOff
  for (let number = 1; number <= leg.landings; number += 1) {
    const touchDown = landing - Math.round(((leg.landings - number) * leg.airMinutes) / (leg.landings + 1))
    if (isNight(lastTakeOff, from.latitude, from.longitude)) counts.nightTakeOffs += 1
    else counts.dayTakeOffs += 1
    if (isNight(touchDown, to.latitude, to.longitude)) {
      counts.nightLandings += 1
      counts.nightFullStopLandings += 1
    } else {
      counts.dayLandings += 1
      if (number === leg.landings) counts.dayFullStopLandings += 1
    }
    lastTakeOff = touchDown + 1
  }
  return counts
}
