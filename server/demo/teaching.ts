import { fly, type School } from './dispatch.ts'
import type { DemoAircraft } from './fleet.ts'
import { planLesson, planRental, stageOf, typesFor } from './lesson.ts'
import type { DemoFlight } from './logbook.ts'
import { chiefPilotEmail, type DemoPerson, type DemoStudent, tailwheelInstructors } from './people.ts'
import type { Base } from './place.ts'

export function teach(
  school: School,
  day: number,
  block: number,
  base: Base,
  pace: number,
  weekday: number,
  isEvening: boolean,
) {
  const { random } = school
  const present = school.students.filter(
    (student) =>
      student.base === base && student.enrolledOnDay <= day && stageOf(student.flownMinutes) !== 'finished',
  )
  for (const student of random.shuffle(present)) {
    const stage = stageOf(student.flownMinutes)
    if (isEvening && stage !== 'cross_country' && stage !== 'commercial') continue
    const eagerness = stage === 'commercial' ? 0.14 : 0.1
    if (!random.chance(eagerness * pace)) continue
    const start = block + random.int(0, 25)
    const types = typesFor(stage, base, random)
    const plane = random
      .shuffle(school.planes)
      .find(
        ({ aircraft, at, freeAt }) =>
          types.includes(aircraft.typeDesignator ?? '') && at === base && freeAt + 15 <= start,
      )
    if (!plane || (isEvening && !plane.aircraft.isNight)) continue
    const plan = planLesson(stage, base, plane.aircraft.cruiseKt, isEvening, random)
    const isDual = plan.isDual || plane.aircraft.isTailwheel
    const teacher = isDual
      ? findInstructor(school, base, start, weekday, plane.aircraft, plan.flightType === 'checkride')
      : undefined
    if (isDual && !teacher) continue
    const flown = fly(school, plane, start, {
      crew: crewOf(student, teacher, plan.flightType === 'checkride', stage),
      flightType: plan.flightType,
      legs: plan.legs,
      remarks: plan.remarks,
      project: student.isOnCourse ? 'professional-pilot-course' : null,
      mayBeNight: isEvening,
    })
    student.flownMinutes += flown
  }
}

function crewOf(
  student: DemoStudent,
  teacher: DemoPerson | undefined,
  isCheckride: boolean,
  stage: string,
): DemoFlight['crew'] {
  if (teacher && isCheckride)
    return [
      { person: student.email, role: 'pic' },
      { person: teacher.email, role: 'examiner' },
    ]
  if (teacher)
    return [
      { person: teacher.email, role: 'instructor' },
      { person: student.email, role: 'dual' },
    ]
  return [{ person: student.email, role: stage === 'commercial' ? 'pic' : 'solo' }]
}

// Everybody has two days off a week, not the same ones.
function findInstructor(
  school: School,
  base: Base,
  start: number,
  weekday: number,
  aircraft: DemoAircraft,
  isCheckride: boolean,
) {
  return school.random.shuffle(school.instructors).find((instructor) => {
    const state = school.crew.get(instructor.email)
    const index = school.instructors.indexOf(instructor)
    const isOff = weekday === (index % 7) + 1 || weekday === ((index + 3) % 7) + 1
    const isChief = instructor.email === chiefPilotEmail
    if (instructor.base !== base || isOff || !state || state.freeAt + 15 > start) return false
    if (isCheckride) return isChief || base === 'KGXY'
    if (isChief && !school.random.chance(0.35)) return false
    if (aircraft.isTailwheel) return tailwheelInstructors.includes(instructor.email)
    return aircraft.class !== 'multi_engine_land' || (instructor.certificateType ?? '').includes('MEI')
  })
}

export function rent(school: School, start: number, base: Base) {
  const { random } = school
  const graduates = school.students.filter(
    (student) => stageOf(student.flownMinutes) === 'finished' && student.base === base,
  )
  const renter = random.pick([...school.renters.filter((person) => person.base === base), ...graduates])
  const types = ['C172', 'P28A', 'C182', 'CH7A']
  const plane = random
    .shuffle(school.planes)
    .find(
      ({ aircraft, at, freeAt }) =>
        types.includes(aircraft.typeDesignator ?? '') && at === base && freeAt + 15 <= start,
    )
  if (!renter || !plane) return
  const legs = planRental(base, plane.aircraft.cruiseKt, random)
  fly(school, plane, start, {
    crew: [{ person: renter.email, role: 'pic' }],
    flightType: 'private',
    legs,
    remarks: null,
    project: null,
    mayBeNight: false,
  })
}
