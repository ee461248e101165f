import { sunHeightDegrees } from './daylight.ts'
import { fly, type School } from './dispatch.ts'
import { type DemoAircraft, fleet } from './fleet.ts'
import { checkAfterInspection, INSPECTION_EVERY_HUNDREDTHS, inspect } from './inspection.ts'
import { hop, local } from './lesson.ts'
import type { AircraftState } from './logbook.ts'
import type { DemoPerson, DemoStudent } from './people.ts'
import { type Base, bases, places, timeZone } from './place.ts'
import type { DemoProject } from './project.ts'
import type { Random } from './random.ts'
import { rent, teach } from './teaching.ts'

const FLIGHTS_WANTED = 6000
// Local times at which blocks of the schedule begin.
const BLOCKS = [7 * 60 + 20, 9 * 60 + 20, 11 * 60 + 20, 13 * 60 + 20, 15 * 60 + 20, 17 * 60 + 20]

// Plays the school's days one after the other, so that what is flown follows from where aircraft
// and people are, and meters from what was flown before.
export function flyDays(options: {
  random: Random
  now: Temporal.Instant
  firstOn: Temporal.PlainDate
  days: number
  staff: DemoPerson[]
  students: DemoStudent[]
  projects: DemoProject[]
}) {
  const { random, firstOn, days, staff, students, projects } = options
  const school: School = {
    random,
    days,
    now: Math.floor(options.now.epochMilliseconds / 60_000),
    planes: fleet
      .filter((aircraft) => aircraft.category === 'airplane')
      .map((aircraft) => startingState(aircraft, random)),
    crew: new Map(
      [...staff, ...students].map(({ email, base }) => [email, { freeAt: 0, at: base, instructed: [] }]),
    ),
    instructors: staff.filter(({ functions }) => functions.includes('instructor')),
    mechanics: staff.filter(({ functions }) => functions.includes('mechanic')),
    renters: staff.filter(({ roles }) => roles.includes('customer')),
    students,
    deployments: projects.flatMap(({ slug, services }) =>
      services.flatMap((service) => service.deployments.map((deployment) => ({ project: slug, deployment }))),
    ),
    flights: [],
    inspections: [],
    checkFlightsDue: new Set(),
  }
  for (let day = 0; day <= days; day += 1) {
    const midnight = firstOn.add({ days: day }).toZonedDateTime(timeZone)
    playDay(school, day, Math.floor(midnight.epochMilliseconds / 60_000), midnight.toPlainDate())
  }
  school.flights.sort((a, b) => a.offBlock - b.offBlock || a.aircraft.localeCompare(b.aircraft))
  return { flights: school.flights, inspections: school.inspections }
}

function startingState(aircraft: DemoAircraft, random: Random): AircraftState {
  return {
    aircraft,
    at: aircraft.base,
    freeAt: 0,
    hobbs: aircraft.hobbsStartHundredths,
    tach: aircraft.tachStartHundredths,
    inspectionDueTach: aircraft.tachStartHundredths + random.int(1500, INSPECTION_EVERY_HUNDREDTHS),
  }
}

function playDay(school: School, day: number, midnight: number, on: Temporal.PlainDate) {
  const { random } = school
  inspect(school, day, midnight)
  const isHoliday = (on.month === 12 && on.day >= 24 && on.day <= 26) || (on.month === 1 && on.day === 1)
  const poorChance = on.month <= 3 || on.month >= 11 ? 0.2 : on.month >= 6 && on.month <= 9 ? 0.07 : 0.13
  const isPoor = random.chance(poorChance)
  flyDeployments(school, day, midnight, isPoor)
  if (isHoliday || isPoor) return
  checkAfterInspection(school, midnight + 8 * 60)
  const behind = (FLIGHTS_WANTED * day) / school.days - school.flights.length
  const weekday = on.dayOfWeek === 7 ? 0.6 : on.dayOfWeek === 6 ? 0.9 : 1
  const pace = Math.min(3.5, Math.max(0.3, 1 + behind / 90)) * weekday
  for (const block of BLOCKS) {
    for (const base of bases) {
      teach(school, day, midnight + block, base, pace, on.dayOfWeek, false)
      if (random.chance(on.dayOfWeek >= 6 ? 0.14 : 0.05))
        rent(school, midnight + block + random.int(0, 30), base)
    }
  }
  if (random.chance(0.3)) {
    for (const base of bases)
      teach(school, day, duskOf(midnight, base) + 25, base, pace * 0.8, on.dayOfWeek, true)
  }
}

function flyDeployments(school: School, day: number, midnight: number, isPoor: boolean) {
  const { random } = school
  for (const { project, deployment } of school.deployments) {
    const { fromDay, toDay, status, home, field } = deployment
    const plane = school.planes.find(({ aircraft }) => aircraft.registration === deployment.aircraft)
    if (!plane || status === 'aborted' || day < fromDay || day > toDay) continue
    const common = { crew: deployment.crew, project, mayBeNight: false }
    const start = midnight + 7 * 60 + 40 + random.int(0, 40)
    if (day === fromDay || day === toDay) {
      const [from, to] = day === fromDay ? ([home, field] as const) : ([field, home] as const)
      const legs = [hop(from, to, plane.aircraft.cruiseKt, random)]
      fly(school, plane, start, { ...common, flightType: 'positioning', legs, remarks: deployment.notes })
      continue
    }
    if (isPoor || plane.at !== field) continue
    const isSurvey = field === 'KFMM' || field === 'KSTK' || field === 'KAKO'
    const remarks = isSurvey
      ? 'Survey lines'
      : random.pick([
          'Detection patrol',
          'Detection patrol, smoke reported',
          'Air attack observation',
        ] as const)
    for (const offset of random.chance(0.55) ? [0, 300] : [0]) {
      const legs = [local(field, random.int(110, 190), 1)]
      fly(school, plane, start + offset, { ...common, flightType: 'aerial_work', legs, remarks })
    }
  }
}

function duskOf(midnight: number, base: Base) {
  const { latitude, longitude } = places[base]
  let minute = midnight + 15 * 60
  while (sunHeightDegrees(minute, latitude, longitude) > -6) minute += 5
  return minute
}
