import { dutyFinding, judgeDuty } from '#modules/duty/index.ts'
import { type Finding, findingsOn, leavesAt, notDispatchable, type Planned } from '#modules/planning/index.ts'
import type { Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { Leg as DutyLeg } from '#rules/duty.ts'
import type { TripForm } from './trip.ts'
import type { CompleteLeg } from './trip-form.ts'

export interface CheckContext {
  principal: Principal
  services: Pick<Services, 'extensions'>
  now: Date
}

/** Something that speaks against a trip, at its field of the trip. */
export interface TripFinding extends Finding {
  about: 'crew' | 'aircraft'
  subjectId: string | null
}

/** What all modules and the limits of duty say to the legs of a trip. */
export async function findingsOnTrip(
  tx: Tx,
  trip: TripForm,
  legs: readonly CompleteLeg[],
  at: 'book' | 'check_out',
  context: CheckContext,
): Promise<TripFinding[]> {
  const ofLeg = async (leg: CompleteLeg, index: number) => {
    const findings = await findingsOn(tx, context.services, at, plannedOf(trip, leg, context), context)
    return findings.map((finding) => placed(finding, index, leg))
  }
  const [ofLegs, ofDuty] = await together([
    together(legs.map(ofLeg)),
    at === 'book' ? dutyFindings(tx, trip, legs, context) : Promise.resolve([]),
  ])
  return [...ofLegs.flat(), ...ofDuty]
}

/**
 * What keeps the aircraft of a trip on the ground when its legs leave: a grounding, a deferral that has expired by then,
 * a limitation.
 */
export async function findingsAtDeparture(
  tx: Tx,
  trip: TripForm,
  legs: readonly CompleteLeg[],
  context: CheckContext,
): Promise<TripFinding[]> {
  const findings: TripFinding[] = []
  for (const [index, leg] of legs.entries()) {
    const planned = plannedOf(trip, leg, context)
    const moment = { ...context, now: leavesAt(planned, context.now) }
    for (const finding of await findingsOn(tx, context.services, 'check_out', planned, moment))
      if (finding.refusal === notDispatchable) findings.push(placed(finding, index, leg))
  }
  return findings
}

/** A leg as the checks of bookings see it. */
function plannedOf(trip: TripForm, leg: CompleteLeg, { principal }: CheckContext): Planned {
  return {
    id: trip.id,
    type: 'flight',
    startsAt: leg.plannedOffBlockAt,
    endsAt: leg.plannedOnBlockAt,
    timezone: principal.workspace.timezone,
    aircraftId: leg.aircraftId,
    resourceId: leg.aircraftId,
    instructorId: null,
    isSolo: false,
    participants: leg.crew.map(({ crewId, role }) => ({
      crewId,
      role: role === 'pic' || role === 'sic' ? ('pilot' as const) : ('attendee' as const),
    })),
    projectId: trip.projectId,
    operation: trip.operation,
    passengerCount: leg.passengerCount,
  }
}

function placed(finding: Finding, index: number, leg: CompleteLeg): TripFinding {
  const position = /^participants\.(\d+)/.exec(finding.field)?.[1]
  const member = position === undefined ? undefined : leg.crew[Number(position)]
  return member
    ? {
        ...finding,
        field: `legs.${index}.crew.${position}.crewId`,
        about: 'crew',
        subjectId: member.crewId,
      }
    : { ...finding, field: `legs.${index}.aircraftId`, about: 'aircraft', subjectId: leg.aircraftId }
}

const paid = ['135', 'cat', 'spo', '91_instruction_for_hire']

/** The legs of each pilot, for the limits of duty. */
export function dutyLegs(trip: TripForm, legs: readonly CompleteLeg[]): Map<string, DutyLeg[]> {
  const byPerson = new Map<string, DutyLeg[]>()
  for (const leg of legs) {
    const pilots = leg.crew.filter(({ role }) => role === 'pic' || role === 'sic')
    for (const { crewId } of pilots)
      byPerson.set(crewId, [
        ...(byPerson.get(crewId) ?? []),
        {
          from: Date.parse(leg.plannedOffBlockAt),
          to: Date.parse(leg.plannedOnBlockAt),
          pilots: pilots.length >= 2 ? 2 : 1,
          isCommercial: trip.type === 'charter' || (trip.operation !== null && paid.includes(trip.operation)),
          isInstruction: false,
          operation: trip.operation,
        },
      ])
  }
  return byPerson
}

async function dutyFindings(
  tx: Tx,
  trip: TripForm,
  legs: readonly CompleteLeg[],
  { principal, services }: CheckContext,
): Promise<TripFinding[]> {
  const zone = principal.workspace.timezone
  const ofPerson = async ([crewId, own]: [string, DutyLeg[]]) => {
    const { verdicts, earliestLegalStartAt } = await judgeDuty(tx, services, {
      crewId,
      legs: own,
      zone,
      except: trip.id,
    })
    const index = legs.findIndex(({ crew }) => crew.some((member) => member.crewId === crewId))
    const name = legs[index]?.crew.find((member) => member.crewId === crewId)?.displayName ?? crewId
    const broken = verdicts.filter(({ isLegal }) => !isLegal)
    return broken.map((verdict): TripFinding => {
      const { facts, message } = dutyFinding(verdict, { field: 'legs', zone, earliestLegalStartAt })
      return {
        field: `legs.${index}.crew`,
        message: `${name}: ${message}`,
        isBlocking: !verdict.isAdvisory,
        facts: { ...facts, crewId, isRest: verdict.isMinimum },
        about: 'crew',
        subjectId: crewId,
      }
    })
  }
  return (await together([...dutyLegs(trip, legs)].map(ofPerson))).flat()
}
