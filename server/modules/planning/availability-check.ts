import { sql } from '#platform/database/database.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import { type Availability, isWithinHours } from '#rules/availability.ts'
import { type Finding, sessionCheck } from './session-check.ts'

/** Instructors and resources have hours. Those who run the schedule may book outside of them, others may ask. */
export const askOutsideHours = sessionCheck('book', async (tx, planned) => {
  const { instructorId, resourceId, participants, timezone } = planned
  const teachers = participants.filter(({ role }) => role === 'instructor').map(({ crewId }) => crewId)
  const subjects = [instructorId, resourceId, ...teachers]
  const rows = await tx.rows(sql<
    'availabilityOf',
    { weekly: Availability['weekly']; exceptions: Availability['exceptions']; name: string }
  >`
    select a.subject_id as "subjectId", a.timezone, a.weekly, a.exceptions,
           coalesce(c.display_name, r.name, a.subject_id) as name
      from planning_availability a
      left join crew c on c.id = a.subject_id
      left join planning_resources r on r.id = a.subject_id
     where a.subject_id = any(${subjects})
     order by a.subject_id`)
  const time = { from: Date.parse(planned.startsAt), to: Date.parse(planned.endsAt) }
  return rows.flatMap((availability): Finding[] => {
    if (isWithinHours(time, availability)) return []
    const { subjectId, name } = availability
    const at = `${localTime(new Date(time.from), timezone)} to ${localTime(new Date(time.to), timezone)} (${timezone})`
    return [
      {
        field:
          subjectId === instructorId
            ? 'instructorId'
            : subjectId === resourceId
              ? 'resourceId'
              : 'participants',
        message: `${at} is outside of the hours of ${name}: those who run the schedule can book it`,
        isBlocking: false,
        needsDispatcher: true,
        facts: { subjectId },
      },
    ]
  })
})
