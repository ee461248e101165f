import { timeZone } from './place.ts'
import { seededRandom } from './random.ts'
import type { DemoSchool } from './school.ts'

const dayMs = 86_400_000
const daysAround = 14
const aroundFlightMs = 15 * 60_000

export interface DemoBooking {
  type: 'flight' | 'ground' | 'maintenance_block' | 'meeting' | 'time_off'
  status: 'requested' | 'confirmed' | 'completed' | 'checked_in' | 'standby'
  title: string
  /** Milliseconds since 1970. */
  startsAt: number
  endsAt: number
  aircraft: string | null
  resource: string | null
  instructor: string | null
  /** Whose time off it is. */
  person: string | null
  participants: { person: string; role: 'student' | 'pilot' | 'attendee' }[]
  /** The position of the flight that was flown in it. */
  flight: number | null
  standby: { typeDesignator: string; position: number } | null
}

export const demoResources = [
  { name: 'Briefing room 1', kind: 'room', capacity: 4, turnaroundMinutes: 0 },
  { name: 'Briefing room 2', kind: 'room', capacity: 4, turnaroundMinutes: 0 },
  { name: 'Classroom', kind: 'room', capacity: 20, turnaroundMinutes: 15 },
] as const

/** Two weeks that were flown and two that are booked, with nothing in two places. */
export function makeSchedule(school: DemoSchool, now: number): DemoBooking[] {
  const days = new Schedule(school, now)
  days.keepDeployed()
  days.addFlown()
  days.addLeave()
  days.addMeetings()
  days.addMaintenance()
  days.addLessons()
  days.addStandbys()
  return days.bookings
}

const nothing = {
  aircraft: null,
  resource: null,
  instructor: null,
  person: null,
  participants: [],
  flight: null,
  standby: null,
}

class Schedule {
  readonly bookings: DemoBooking[] = []
  readonly #school: DemoSchool
  readonly #now: number
  readonly #random = seededRandom(61)
  readonly #busy = new Map<string, { from: number; to: number }[]>()

  constructor(school: DemoSchool, now: number) {
    this.#school = school
    this.#now = now
  }

  /** The aircraft of deployments are held for their days. */
  keepDeployed(): void {
    for (const { services } of this.#school.projects)
      for (const { deployments } of services)
        for (const { aircraft, fromDay, toDay, status } of deployments) {
          if (status !== 'queued' && status !== 'running') continue
          const at = (day: number) =>
            this.#school.firstOn.add({ days: day }).toZonedDateTime(timeZone).epochMilliseconds
          this.#busy.set(aircraft, [
            ...(this.#busy.get(aircraft) ?? []),
            { from: at(fromDay), to: at(toDay + 1) },
          ])
        }
  }

  /** What was flown was booked before, a quarter of an hour longer on both sides. */
  addFlown(): void {
    for (const [index, flight] of this.#school.flights.entries()) {
      const startsAt = flight.offBlock * 60_000 - aroundFlightMs
      if (startsAt < this.#now - daysAround * dayMs || flight.onBlock * 60_000 > this.#now) continue
      const instructor = flight.crew.find(({ role }) => role === 'instructor')?.person ?? null
      this.#add({
        ...nothing,
        type: 'flight',
        status: flight.status === 'approved' ? 'completed' : 'checked_in',
        title: instructor ? 'Lesson' : 'Flight',
        startsAt,
        endsAt: flight.onBlock * 60_000 + aroundFlightMs,
        aircraft: flight.aircraft,
        instructor,
        participants: flight.crew
          .filter(({ person }) => person !== instructor)
          .map(({ person, role }) => ({
            person,
            role: role === 'dual' || role === 'solo' ? ('student' as const) : ('pilot' as const),
          })),
        flight: index,
      })
    }
  }

  addLeave(): void {
    const person = this.#instructors().at(-2)
    if (person === undefined) return
    const startsAt = this.#at(3, 0)
    this.#add({
      ...nothing,
      type: 'time_off',
      status: 'confirmed',
      title: 'Time off',
      startsAt,
      endsAt: this.#at(8, 0),
      person,
    })
  }

  addMeetings(): void {
    for (let day = 1; day <= daysAround; day++) {
      if (this.#weekday(day) !== 5) continue
      const attendees = this.#instructors().slice(0, 6)
      this.#add({
        ...nothing,
        type: 'meeting',
        status: 'confirmed',
        title: 'Standards meeting',
        startsAt: this.#at(day, 8 * 60),
        endsAt: this.#at(day, 9 * 60),
        resource: 'Classroom',
        participants: attendees.map((person) => ({ person, role: 'attendee' as const })),
      })
    }
  }

  addMaintenance(): void {
    for (const [aircraft, day] of [
      ['N622FS', 1],
      ['N613FS', 6],
    ] as const)
      this.#add({
        ...nothing,
        type: 'maintenance_block',
        status: 'confirmed',
        title: '100-hour inspection',
        startsAt: this.#at(day, 8 * 60),
        endsAt: this.#at(day + 1, 12 * 60),
        aircraft,
      })
  }

  addLessons(): void {
    const aircraft = this.#school.aircraft.filter(({ category }) => category === 'airplane')
    const [instructors, students] = [this.#instructors(), this.#students()]
    for (let day = 0; day <= daysAround; day++)
      for (const minutes of [8 * 60, 10 * 60 + 15, 13 * 60, 15 * 60 + 15])
        for (const { registration } of aircraft) {
          // Weekdays are busier at the ends of the day.
          if (this.#random.int(0, 99) < 38) continue
          const startsAt = this.#at(day, minutes + 15 * this.#random.int(0, 1))
          if (startsAt < this.#now + 3_600_000) continue
          const length = (this.#random.pick([90, 90, 105, 120]) ?? 90) * 60_000
          const instructor = this.#random.pick(instructors)
          const student = this.#random.pick(students)
          if (instructor === undefined || student === undefined) continue
          const isAsked = day > 2 && this.#random.int(0, 99) < 6
          this.#add({
            ...nothing,
            type: 'flight',
            status: isAsked ? 'requested' : 'confirmed',
            title:
              this.#random.pick(['Lesson', 'Lesson', 'Cross-country', 'Instruments', 'Stage check']) ??
              'Lesson',
            startsAt,
            endsAt: startsAt + length,
            aircraft: registration,
            instructor,
            participants: [{ person: student, role: 'student' }],
          })
        }
    this.#addGround(instructors, students)
  }

  #addGround(instructors: readonly string[], students: readonly string[]): void {
    for (let day = 1; day <= daysAround; day++)
      for (const resource of ['Briefing room 1', 'Briefing room 2'])
        this.#add({
          ...nothing,
          type: 'ground',
          status: 'confirmed',
          title: 'Ground lesson',
          startsAt: this.#at(day, 17 * 60 + 30),
          endsAt: this.#at(day, 18 * 60 + 30),
          resource,
          instructor: this.#random.pick(instructors) ?? null,
          participants: students.slice(day, day + 1).map((person) => ({ person, role: 'student' as const })),
        })
  }

  /** Two wait for a Cessna of tomorrow. */
  addStandbys(): void {
    const students = this.#students()
    for (const [index, person] of students.slice(0, 2).entries())
      this.bookings.push({
        ...nothing,
        type: 'flight',
        status: 'standby',
        title: 'Lesson',
        startsAt: this.#at(1, 10 * 60),
        endsAt: this.#at(1, 11 * 60 + 30),
        participants: [{ person, role: 'student' }],
        standby: { typeDesignator: 'C172', position: index + 1 },
      })
  }

  /** Only where everything that it holds is free. A request holds nothing. */
  #add(booking: DemoBooking): void {
    const subjects = heldBy(booking)
    const isFree = subjects.every((subject) =>
      (this.#busy.get(subject) ?? []).every(
        ({ from, to }) => booking.endsAt <= from || booking.startsAt >= to,
      ),
    )
    if (!isFree) return
    this.bookings.push(booking)
    if (booking.status === 'requested') return
    for (const subject of subjects)
      this.#busy.set(subject, [
        ...(this.#busy.get(subject) ?? []),
        // The classroom is aired, which its turnaround says.
        { from: booking.startsAt, to: booking.endsAt + (subject === 'Classroom' ? aroundFlightMs : 0) },
      ])
  }

  #instructors(): string[] {
    return this.#school.people
      .filter(({ functions }) => functions.includes('instructor'))
      .map(({ email }) => email)
  }

  #students(): string[] {
    return this.#school.people
      .filter(({ functions, status }) => functions.includes('student') && status === 'active')
      .map(({ email }) => email)
  }

  #day(day: number): Temporal.PlainDate {
    return this.#school.today.add({ days: day })
  }

  #weekday(day: number): number {
    return this.#day(day).dayOfWeek
  }

  #at(day: number, minutes: number): number {
    return this.#day(day).toZonedDateTime(timeZone).add({ minutes }).epochMilliseconds
  }
}

/** What a booking holds, by the names of the demonstration. */
export function heldBy({ aircraft, resource, instructor, person, participants }: DemoBooking): string[] {
  const people = participants.filter(({ role }) => role !== 'attendee').map((member) => member.person)
  return [aircraft, resource, instructor, person, ...people].filter((name) => name !== null)
}
