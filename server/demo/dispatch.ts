import { type AircraftState, type CrewState, type DemoFlight, flySortie, type Sortie } from './logbook.ts'
import type { DemoPerson, DemoStudent } from './people.ts'
import type { DemoDeployment } from './project.ts'
import type { Random } from './random.ts'

export type DemoInspection = { aircraft: string; fromDay: number; toDay: number; tachHundredths: number }

// The school as it stands at one moment of its two years.
export type School = {
  random: Random
  now: number
  days: number
  planes: AircraftState[]
  crew: Map<string, CrewState>
  instructors: DemoPerson[]
  mechanics: DemoPerson[]
  renters: DemoPerson[]
  students: DemoStudent[]
  deployments: { project: string; deployment: DemoDeployment }[]
  flights: DemoFlight[]
  inspections: DemoInspection[]
  checkFlightsDue: Set<AircraftState>
}

// Flies what is possible and says how many minutes of block time came of it.
export function fly(school: School, plane: AircraftState, start: number, sortie: Sortie) {
  const isAwaited = school.deployments.some(
    ({ deployment, project }) =>
      project !== sortie.project &&
      deployment.aircraft === plane.aircraft.registration &&
      isOut(deployment, school, start),
  )
  if (isAwaited) return 0
  const flights = flySortie(sortie, start, plane, school.crew, school.now, school.random)
  if (!flights) return 0
  school.flights.push(...flights)
  return flights.reduce((sum, flight) => sum + flight.onBlock - flight.offBlock, 0)
}

// An aircraft that a deployment has is nobody else's, even while it still stands at home.
function isOut({ fromDay, toDay, status }: DemoDeployment, { now, days }: School, start: number) {
  const day = days - Math.floor((now - start) / 1440)
  return status !== 'aborted' && day >= fromDay - 1 && day <= toDay + 1
}
