import { statusWord } from '#modules/fleet/index.ts'
import { sql } from '#platform/database/database.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import { notDispatchable, personOnTimeOff, sessionCheck } from './session-check.ts'

/** Who is away is not booked. */
export const refuseTimeOff = sessionCheck('book', async (tx, planned) => {
  const people = [
    planned.instructorId,
    planned.resourceId,
    ...planned.participants.map(({ crewId }) => crewId),
  ]
  const away = await tx.rows(sql<'peopleAway'>`
    select c.id, c.display_name as name, t.starts_at as "startsAt", t.ends_at as "endsAt"
      from planning_sessions t
      join crew c on c.workspace_id = t.workspace_id and c.id = t.resource_id
     where t.type = 'time_off' and t.status = 'confirmed' and t.resource_id = any(${people})
       and t.starts_at < ${planned.endsAt}::timestamptz and t.ends_at > ${planned.startsAt}::timestamptz
     order by c.display_name, t.starts_at`)
  return away.map(({ id, name, startsAt, endsAt }) => ({
    field: fieldOf(planned, id),
    message: `${name} is away from ${localTime(startsAt, planned.timezone)} to ${localTime(endsAt, planned.timezone)} (${planned.timezone})`,
    isBlocking: true,
    refusal: personOnTimeOff,
    facts: { crewId: id, awayFrom: startsAt.toISOString(), awayUntil: endsAt.toISOString() },
  }))
})

/** People who are inactive take part in nothing new. */
export const refuseInactive = sessionCheck('book', async (tx, planned) => {
  const people = [
    planned.instructorId,
    planned.resourceId,
    ...planned.participants.map(({ crewId }) => crewId),
  ]
  const inactive = await tx.rows(sql<'inactivePeople'>`
    select id, display_name as name from crew where id = any(${people}) and status <> 'active' order by display_name`)
  return inactive.map(({ id, name }) => ({
    field: fieldOf(planned, id),
    message: `${name} is inactive`,
    isBlocking: true,
    facts: { crewId: id },
  }))
})

/** An aircraft that is not in service does not leave. */
export const refuseGrounded = sessionCheck('check_out', async (tx, { aircraftId, type }) => {
  if (aircraftId === null || type === 'maintenance_block') return []
  const aircraft = await tx.first(sql<'checkedOutAircraft'>`
    select registration, status from aircraft where id = ${aircraftId} and status <> 'active'`)
  if (!aircraft) return []
  const { registration, status } = aircraft
  return [
    {
      field: 'aircraftId',
      message: `${registration} is not in service: its status is ${statusWord(status)}`,
      isBlocking: true,
      refusal: notDispatchable,
      facts: { aircraftId, status },
    },
  ]
})

/** An aircraft that is out of service now may be back by then: a warning. */
export const warnOfGrounded = sessionCheck('book', async (tx, { aircraftId, type }) => {
  if (aircraftId === null || type === 'maintenance_block') return []
  const aircraft = await tx.first(sql<'bookedGrounded'>`
    select registration, status from aircraft where id = ${aircraftId} and status <> 'active'`)
  if (!aircraft) return []
  const message = `${aircraft.registration} is not in service now: its status is ${statusWord(aircraft.status)}`
  return [{ field: 'aircraftId', message, isBlocking: false, facts: { status: aircraft.status } }]
})

function fieldOf(
  {
    instructorId,
    participants,
  }: { instructorId: string | null; participants: readonly { crewId: string }[] },
  crewId: string,
): string {
  if (crewId === instructorId) return 'instructorId'
  const index = participants.findIndex((participant) => participant.crewId === crewId)
  return index < 0 ? 'resourceId' : `participants.${index}.crewId`
}
