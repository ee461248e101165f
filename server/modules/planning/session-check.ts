import type { Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { type Detail, type Problem, problem, ruleBroken } from '#platform/kernel/problem.ts'
import type { ParticipantRole } from './session.ts'

export const notDispatchable = problem('aircraft_not_dispatchable', 422, {
  meaning: 'The aircraft may not fly now',
  fix: 'The message says why. Take another aircraft, or put this one back in service first.',
})
export const notEligible = problem('not_eligible', 422, {
  meaning: 'Somebody may not fly, teach or take part in this',
  fix: '`details` names the person and each rule that fails.',
})
export const personOnTimeOff = problem('person_on_time_off', 422, {
  meaning: 'One of the people is away at that time',
  fix: 'Choose another time, or somebody else.',
})

/** A booking as checks see it: one that stands, or one that is only thought of. */
export interface Planned {
  /** Null: it is not booked yet. */
  id: string | null
  type: string
  startsAt: string
  endsAt: string
  timezone: string
  aircraftId: string | null
  resourceId: string | null
  instructorId: string | null
  isSolo: boolean
  participants: readonly { crewId: string; role: ParticipantRole }[]
  projectId: string | null
  /** The rules under which a leg of a trip is flown. Undefined: it is a booking. */
  operation?: string | null
  /** Those of a leg of a trip, who are no people of the crew. */
  passengerCount?: number
}

/** Whether somebody comes along: a passenger among the participants, or on the leg of a trip. */
export const carriesPassengers = ({ participants, passengerCount = 0 }: Planned): boolean =>
  passengerCount > 0 || participants.some(({ role }) => role === 'passenger')

/** When it leaves: a booking as it is checked out, and the leg of a trip that is released ahead when it is planned. */
export const leavesAt = ({ startsAt, operation }: Planned, now: Date): Date =>
  operation === undefined || Date.parse(startsAt) <= now.getTime() ? now : new Date(startsAt)

/** Something that speaks against a booking. */
export interface Finding {
  /** What it is about: a field of the booking. */
  field: string
  message: string
  /** A blocking one refuses; another is shown, and keeps a member's booking from being confirmed by itself. */
  isBlocking: boolean
  /** Only those who run the schedule may decide otherwise: it blocks others from confirming and moving the booking. */
  needsDispatcher?: boolean
  /** What to send about it, said where it refuses. */
  fix?: string
  /** The field of the check-out by which the crew says that they know it. Then it does not block. */
  isSeenBy?: 'squawksSeen'
  /** The refusal, if it blocks; `rule_broken` by default. */
  refusal?: ReturnType<typeof problem>
  /** Named facts for programs: citation, limit, earliestLegalStartAt … */
  facts?: Readonly<Record<string, unknown>>
}

interface Moment {
  now: Date
  principal: Principal
}

type Judge = (
  tx: Tx,
  planned: Planned,
  moment: Moment & { services: Pick<Services, 'extensions'> },
) => Promise<readonly Finding[]>

/** Another module knows something about bookings: eligibility, duty, squawks, hours that are due. */
export interface SessionCheck extends Extension {
  kind: 'session_check'
  /** `book`: before it is confirmed, moved or promoted, and in a preview. `check_out`: before the aircraft leaves. */
  at: 'book' | 'check_out'
  run: Judge
}

export const sessionCheck = (at: SessionCheck['at'], run: Judge): SessionCheck => ({
  kind: 'session_check',
  at,
  run,
})

/** What all modules say to a booking. */
export async function findingsOn(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  at: SessionCheck['at'],
  planned: Planned,
  moment: Moment,
): Promise<Finding[]> {
  const checks = services.extensions<SessionCheck>('session_check').filter((check) => check.at === at)
  const findings = await together(checks.map(({ run }) => run(tx, planned, { ...moment, services })))
  return findings.flat()
}

/**
 * @param isDispatcher whether the caller runs the schedule, or only asks for something.
 * @throws Problem of the first finding that blocks, with all of them in its details.
 */
export function refuseBlocked(findings: readonly Finding[], isDispatcher = true): void {
  const blocking = findings.filter(
    ({ isBlocking, needsDispatcher }) => isBlocking || (needsDispatcher === true && !isDispatcher),
  )
  const [first] = blocking
  if (first) throw refusalOf(first, blocking)
}

function refusalOf(first: Finding, blocking: readonly Finding[]): Problem {
  const said = ({ message, fix }: Finding) => (fix === undefined ? message : `${message}. ${fix}`)
  const details = blocking.map(
    (finding): Detail => ({ ...finding.facts, field: finding.field, message: said(finding) }),
  )
  return (first.refusal ?? ruleBroken)(blocking.map(said).join('; '), { details })
}

/** What the crew read when they came back. */
export interface MetersIn {
  hobbsOutHundredths: number | null
  hobbsInHundredths: number | null
  tachOutHundredths: number | null
  tachInHundredths: number | null
}

/** A booking whose aircraft is back. */
export interface Returned extends Planned {
  id: string
  aircraftId: string
  title: string
  checkedOutAt: string
  checkedInAt: string
  meters: MetersIn
  fromAirport: string | null
  toAirport: string | null
}

type Recorder = (
  tx: Tx,
  returned: Returned,
  context: { principal: Principal; now: Date },
) => Promise<{ flightId: string; emissions: readonly Emission[] } | null>

/** Another module makes a record of what was flown when an aircraft is checked in. */
export interface SessionReturned extends Extension {
  kind: 'session_returned'
  run: Recorder
}

export const sessionReturned = (run: Recorder): SessionReturned => ({ kind: 'session_returned', run })

/** Lets the other modules record a flight. @returns its ID, and what to emit. */
export async function recordReturn(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  returned: Returned,
  context: { principal: Principal; now: Date },
): Promise<{ flightId: string | null; emissions: Emission[] }> {
  const emissions: Emission[] = []
  let flightId: string | null = null
  for (const { run } of services.extensions<SessionReturned>('session_returned')) {
    const recorded = await run(tx, returned, context)
    flightId ??= recorded?.flightId ?? null
    emissions.push(...(recorded?.emissions ?? []))
  }
  return { flightId, emissions }
}
