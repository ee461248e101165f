import { type Finding, sessionCheck } from '#modules/planning/index.ts'
import { sql } from '#platform/database/database.ts'
import { operatingRulesOf } from '#platform/workspace/operating-rules.ts'

/**
 * The pilot in command knows each irregularity of the aircraft before a flight (14 CFR 135.65). An operator under part
 * 135 says so at check-out with `squawksSeen`; for others it is a remark. The checklist of a trip shows it to its
 * dispatcher and its pilot in command, who authorize the trip.
 */
export const askForSquawksSeen = sessionCheck(
  'check_out',
  async (tx, { aircraftId, type, operation }, { principal }) => {
    if (aircraftId === null || type !== 'flight') return []
    const squawks = await tx.rows(sql<'squawksToSee'>`
    select s.id, s.number, s.title, s.status, a.registration
      from squawks s
      join aircraft a on a.workspace_id = s.workspace_id and a.id = s.aircraft_id
     where s.aircraft_id = ${aircraftId} and not s.is_grounding and s.status in ('open', 'in_progress', 'deferred')
     order by s.id`)
    if (squawks.length === 0) return []
    const isBlocking =
      operation === undefined && (await operatingRulesOf(tx, principal.workspace.uuid)).includes('faa_135')
    return squawks.map(
      ({ id: squawkId, number, title, status, registration }): Finding => ({
        field: 'squawksSeen',
        message: `${registration} has ${number}, ${status === 'deferred' ? 'deferred' : 'not resolved'}: ${title}`,
        fix: 'Read it, then send squawksSeen: true',
        isBlocking,
        isSeenBy: 'squawksSeen',
        facts: { squawkId, squawk: number, citation: '14 CFR 135.65' },
      }),
    )
  },
)
