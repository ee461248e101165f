import type { Tx } from '#platform/database/database.ts'
import { sql } from '#platform/database/database.ts'
import { type Detail, invalidFields, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { id, idOf, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { checkTimezone } from '#platform/kernel/timezone.ts'
import type { Subject } from './hold.ts'
import { participantRoles, type ResourceType, resourceTypes, timezone, title } from './session.ts'
import type { Planned } from './session-check.ts'

export const endsBeforeStart = problem('ends_before_start', 400, {
  meaning: 'A booking, a leg of a trip or a period of duty ends after it begins',
  fix: '`details` names the time. Mind the date across midnight, and the time zone.',
})

const participants = Type.Array(Type.Object({ crewId: id('crw'), role: oneOf(participantRoles) }), {
  maxItems: 50,
})

/** What may be booked by hand: time off is made by approving it. */
export const bookableTypes = ['flight', 'ground', 'simulator', 'maintenance_block', 'meeting'] as const

/** The fields of a new booking besides its times. */
export const sessionCore = {
  type: oneOf(bookableTypes),
  resourceType: Type.Optional(oneOf(resourceTypes)),
  resourceId: Type.Optional(
    nullable(
      idOf(['acf', 'rsr', 'crw'], 'What is booked. Left out, it is the aircraft, or else the instructor.'),
    ),
  ),
  aircraftId: Type.Optional(nullable(id('acf'))),
  instructorId: Type.Optional(nullable(id('crw'))),
  isSolo: Type.Optional(Type.Boolean({ description: 'A student flies alone under the instructor.' })),
  participants: Type.Optional(participants),
  title: Type.Optional(title),
  notes: Type.Optional(nullable(text(1, 5_000))),
  projectId: Type.Optional(nullable(id('prj'))),
}
export const sessionTimes = {
  startsAt: instant(),
  endsAt: instant('The next booking may begin at this instant.'),
  timezone: Type.Optional(timezone),
}
export const NewSession = Type.Object({ ...sessionCore, ...sessionTimes })
/** What an update may change without a new time or place. */
export const SessionChange = Type.Object({
  title: Type.Optional(title),
  notes: sessionCore.notes,
  participants: sessionCore.participants,
  projectId: sessionCore.projectId,
})
export type NewSession = Static<typeof NewSession>

const typeTitles = {
  flight: 'Flight',
  ground: 'Ground lesson',
  simulator: 'Simulator',
  maintenance_block: 'Maintenance',
  meeting: 'Meeting',
} as const

/** A booking with all its fields, before it is written. */
export interface Draft extends Planned {
  type: (typeof bookableTypes)[number]
  resourceType: ResourceType
  title: string
  notes: string | null
}

const kinds: Record<string, ResourceType> = { acf: 'aircraft', rsr: 'resource', crw: 'person' }

/** @throws Problem where fields contradict each other, or the times are none. */
export function draftOf(body: NewSession, workspaceTimezone: string, isStandby: boolean): Draft {
  const zone = body.timezone ?? workspaceTimezone
  checkTimezone(zone)
  checkTimes(body)
  const place = placeOf(body, isStandby)
  return {
    id: null,
    type: body.type,
    startsAt: body.startsAt,
    endsAt: body.endsAt,
    timezone: zone,
    ...place,
    instructorId: body.instructorId ?? null,
    isSolo: body.isSolo ?? false,
    participants: withoutTwins(body.participants ?? []),
    projectId: body.projectId ?? null,
    title: body.title ?? typeTitles[body.type],
    notes: body.notes ?? null,
  }
}

/** What is booked. An aircraft may be named in either field. */
function placeOf(body: NewSession, isStandby: boolean) {
  const resourceId = body.resourceId ?? body.aircraftId ?? body.instructorId ?? null
  const isOfAircraft = body.type === 'flight' || isStandby
  if (isStandby && (body.aircraftId || body.resourceId))
    throw invalidFields([
      {
        field: body.aircraftId ? 'aircraftId' : 'resourceId',
        message: 'is chosen when the standby is promoted',
      },
    ])
  if (isStandby) return { resourceType: 'aircraft' as const, resourceId: null, aircraftId: null }
  if (resourceId === null)
    throw invalidFields([{ field: 'resourceId', message: 'is required: name what is booked' }])
  const resourceType = kinds[resourceId.slice(0, 3)] as ResourceType
  const details: Detail[] = []
  if (body.resourceType && body.resourceType !== resourceType)
    details.push({ field: 'resourceType', message: `does not fit resourceId, which names a ${resourceType}` })
  const aircraftId = body.aircraftId ?? (resourceType === 'aircraft' ? resourceId : null)
  if (resourceType === 'aircraft' && aircraftId !== resourceId)
    details.push({ field: 'aircraftId', message: 'is another aircraft than resourceId' })
  if (isOfAircraft && aircraftId === null)
    details.push({ field: 'aircraftId', message: 'is required for a flight' })
  if (body.isSolo && !body.participants?.some(({ role }) => role === 'student'))
    details.push({ field: 'isSolo', message: 'needs a participant who is a student' })
  if (details.length > 0) throw invalidFields(details)
  return { resourceType, resourceId, aircraftId }
}

function withoutTwins(list: NonNullable<NewSession['participants']>) {
  const twin = list.findIndex(
    ({ crewId }, index) => list.findIndex((other) => other.crewId === crewId) < index,
  )
  if (twin >= 0)
    throw invalidFields([{ field: `participants.${twin}.crewId`, message: 'is in the list already' }])
  return list
}

const longest = { flight: [24 * 60, '24 hours'], other: [31 * 24 * 60, '31 days'] } as const

/** @throws Problem if a booking ends before it begins, or is longer than any is. */
export function checkTimes({
  type,
  startsAt,
  endsAt,
}: {
  type: string
  startsAt: string
  endsAt: string
}): void {
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  if (minutes <= 0)
    throw endsBeforeStart('endsAt must lie after startsAt', {
      details: [{ field: 'endsAt', message: `must lie after ${startsAt}` }],
    })
  const [most, words] = type === 'flight' ? longest.flight : longest.other
  if (minutes > most)
    throw ruleBroken(`This booking is longer than ${words}: check the dates`, {
      details: [{ field: 'endsAt', message: `is more than ${words} after startsAt` }],
    })
}

/** What a booking holds. Attendees, and an instructor who supervises from the ground, may be elsewhere too. */
export function subjectsOf(planned: Planned): Subject[] {
  const { aircraftId, resourceId, instructorId, isSolo, participants } = planned
  return [
    ...(aircraftId ? [{ kind: 'aircraft' as const, id: aircraftId, field: 'aircraftId' }] : []),
    ...(resourceId && resourceId !== aircraftId
      ? [
          {
            kind: kinds[resourceId.slice(0, 3)] as ResourceType,
            id: resourceId,
            field: 'resourceId',
            isExclusive: !(isSolo && resourceId === instructorId),
          },
        ]
      : []),
    ...(instructorId
      ? [{ kind: 'person' as const, id: instructorId, field: 'instructorId', isExclusive: !isSolo }]
      : []),
    ...participants.map(({ crewId, role }, index) => ({
      kind: 'person' as const,
      id: crewId,
      field: `participants.${index}.crewId`,
      isExclusive: role !== 'attendee' && !(isSolo && crewId === instructorId),
    })),
  ]
}

/** @throws Problem if what is booked is gone or closed, or has no room for so many. */
export async function checkPlace(
  tx: Tx,
  { aircraftId, resourceId, participants, type }: Planned,
): Promise<void> {
  const aircraft = aircraftId
    ? await tx.first(
        sql<'bookedAircraft'>`select registration, status from aircraft where id = ${aircraftId}`,
      )
    : undefined
  if (aircraft && ['retired', 'sold'].includes(aircraft.status))
    throw ruleBroken(`${aircraft.registration} is ${aircraft.status}`, {
      details: [{ field: 'aircraftId', message: `names an aircraft that is ${aircraft.status}` }],
    })
  const place = resourceId?.startsWith('rsr_')
    ? await tx.first(
        sql<'bookedResource'>`select name, kind, status, capacity from planning_resources where id = ${resourceId}`,
      )
    : undefined
  if (!place) return
  if (place.status === 'closed')
    throw ruleBroken(`${place.name} is closed and takes no bookings`, {
      details: [{ field: 'resourceId', message: 'is closed' }],
    })
  if (type === 'simulator' && place.kind !== 'simulator')
    throw ruleBroken(`${place.name} is no simulator`, {
      details: [{ field: 'resourceId', message: 'names no simulator' }],
    })
  if (participants.length > place.capacity)
    throw ruleBroken(`${place.name} has room for ${place.capacity}, and ${participants.length} take part`, {
      details: [
        { field: 'participants', message: `are more than the ${place.capacity} that there is room for` },
      ],
    })
}
