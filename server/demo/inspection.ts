import { fly, type School } from './dispatch.ts'
import { local } from './lesson.ts'

export const INSPECTION_EVERY_HUNDREDTHS = 10_000

// The 100-hour inspection of 91.409(b), begun before it is overdue; a few are followed by a check flight.
export function inspect(
  { planes, inspections, checkFlightsDue, random, deployments }: School,
  day: number,
  midnight: number,
) {
  for (const plane of planes) {
    const isSoonAway = deployments.some(
      ({ deployment }) =>
        deployment.aircraft === plane.aircraft.registration &&
        deployment.fromDay - day > 0 &&
        deployment.fromDay - day <= 3,
    )
    const left = plane.inspectionDueTach - plane.tach
    if (plane.at !== plane.aircraft.base || plane.freeAt > midnight) continue
    if (left > 500 && !(isSoonAway && left < 8000)) continue
    const length = isSoonAway ? 0 : random.int(0, 2)
    inspections.push({
      aircraft: plane.aircraft.registration,
      fromDay: day,
      toDay: day + length,
      tachHundredths: plane.tach,
    })
    plane.freeAt = midnight + length * 1440 + 17 * 60
    plane.inspectionDueTach = plane.tach + INSPECTION_EVERY_HUNDREDTHS
    if (random.chance(0.3)) checkFlightsDue.add(plane)
  }
}

export function checkAfterInspection(school: School, start: number) {
  for (const plane of school.checkFlightsDue) {
    if (plane.freeAt + 15 > start || plane.at !== plane.aircraft.base) continue
    const pilot = school.random.shuffle(school.instructors).find(({ base }) => base === plane.at)
    const mechanic = school.mechanics.find(({ base }) => base === plane.at)
    if (!pilot || !mechanic) continue
    const flown = fly(school, plane, start, {
      crew: [
        { person: pilot.email, role: 'pic' },
        { person: mechanic.email, role: 'observer' },
      ],
      flightType: 'maintenance',
      legs: [local(plane.at, school.random.int(20, 35), 1)],
      remarks: 'Check flight after the 100-hour inspection',
      project: null,
      mayBeNight: false,
    })
    if (flown > 0) school.checkFlightsDue.delete(plane)
  }
}
