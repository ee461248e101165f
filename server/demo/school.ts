import { fleet } from './fleet.ts'
import { flyDays } from './flying.ts'
import { stageOf } from './lesson.ts'
import type { DemoFlight } from './logbook.ts'
import {
  chiefPilotEmail,
  type DemoPerson,
  makeStaff,
  makeStudents,
  operationsDirectorEmail,
} from './people.ts'
import { timeZone } from './place.ts'
import { courseStartDay, makeProjects } from './project.ts'
import { type Random, seededRandom } from './random.ts'

// The four states of a flight with who moved it when, in minutes since 1970.
export type DemoReview =
  | { status: 'draft' }
  | { status: 'submitted'; submittedAt: number; submittedBy: string }
  | { status: 'approved'; submittedAt: number; submittedBy: string; approvedAt: number; approvedBy: string }
  | {
      status: 'rejected'
      submittedAt: number
      submittedBy: string
      rejectedAt: number
      rejectedBy: string
      rejectionReason: string
    }

export type DemoSchool = ReturnType<typeof generateSchool>

const YEARS = 2
const REJECTIONS = ['The fuel is missing', 'Landings do not fit the remarks: please check'] as const

// A made-up flight school with two years behind it. The same `now` and seed give the same school.
export function generateSchool({ now, seed = 1903 }: { now: Temporal.Instant; seed?: number }) {
  const random = seededRandom(seed)
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const firstOn = today.subtract({ years: YEARS })
  const { days } = firstOn.until(today, { largestUnit: 'days' })
  const staff = makeStaff()
  const students = makeStudents(random, days, courseStartDay(days))
  const projects = makeProjects(firstOn, days)
  const { flights, inspections } = flyDays({ random, now, firstOn, days, staff, students, projects })
  return {
    name: 'Meadowhawk Flight School',
    slug: 'meadowhawk',
    timeZone,
    firstOn,
    today,
    aircraft: fleet,
    people: [...staff, ...students.map((student) => asPerson(student))],
    projects,
    inspections,
    flights: review(flights, Math.floor(now.epochMilliseconds / 60_000), random),
  }
}

// Students who finished may rent; their record says pilot.
function asPerson({
  enrolledOnDay: _,
  isOnCourse: __,
  flownMinutes,
  ...person
}: ReturnType<typeof makeStudents>[number]): DemoPerson {
  const stage = stageOf(flownMinutes)
  const hasPrivate = !['presolo', 'solo', 'cross_country', 'checkride'].includes(stage)
  return {
    ...person,
    functions: stage === 'finished' ? ['pilot'] : ['student'],
    certificateType: stage === 'finished' ? 'Commercial' : hasPrivate ? 'Private' : 'Student',
  }
}

// Nobody approves their own flight, and an aircraft's flights are approved in their order, since
// each posts the meters that the next one starts from.
function review(flights: DemoFlight[], now: number, random: Random): (DemoFlight & DemoReview)[] {
  const waiting = new Set<string>()
  const lastApproval = new Map<string, number>()
  const drafts = new Set(flights.slice(-2))
  const recent = new Set(flights.slice(-14))
  let rejections = 2
  return flights.map((flight) => {
    const { aircraft } = flight
    const submittedBy = submitterOf(flight)
    const submittedAt = flight.onBlock + random.int(8, 75)
    const approvedAt = Math.max(submittedAt + random.int(60, 60 * 30), (lastApproval.get(aircraft) ?? 0) + 1)
    const isChiefs = flight.crew.some(({ person }) => person === chiefPilotEmail)
    const approvedBy = isChiefs ? operationsDirectorEmail : chiefPilotEmail
    if (submittedAt > now || drafts.has(flight)) {
      waiting.add(aircraft)
      return { ...flight, status: 'draft' }
    }
    if (approvedAt <= now && !recent.has(flight) && !waiting.has(aircraft)) {
      lastApproval.set(aircraft, approvedAt)
      return { ...flight, status: 'approved', submittedAt, submittedBy, approvedAt, approvedBy }
    }
    const rejectedAt = Math.min(now, submittedAt + random.int(30, 240))
    if (!waiting.has(aircraft) && rejections > 0 && rejectedAt > submittedAt) {
      waiting.add(aircraft)
      rejections -= 1
      const rejectionReason = random.pick(REJECTIONS)
      return {
        ...flight,
        status: 'rejected',
        submittedAt,
        submittedBy,
        rejectedAt,
        rejectedBy: approvedBy,
        rejectionReason,
      }
    }
    waiting.add(aircraft)
    return { ...flight, status: 'submitted', submittedAt, submittedBy }
  })
}

function submitterOf(flight: DemoFlight) {
  const responsible = flight.crew.find(
    ({ role }) => role === 'instructor' || role === 'examiner' || role === 'pic' || role === 'solo',
  )
  return responsible?.person ?? flight.crew[0]?.person ?? chiefPilotEmail
}
