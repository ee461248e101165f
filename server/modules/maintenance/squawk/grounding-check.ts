import { notDispatchable, sessionCheck } from '#modules/planning/index.ts'
import { sql } from '#platform/database/database.ts'

/** A refused check-out names the squawks that ground the aircraft, so that the crew know what has to be resolved. */
export const nameGrounding = sessionCheck('check_out', async (tx, { aircraftId, type }) => {
  if (aircraftId === null || type === 'maintenance_block') return []
  const squawks = await tx.rows(sql<'groundingSquawks'>`
    select s.id, s.number, s.title, a.registration
      from squawks s
      join aircraft a on a.workspace_id = s.workspace_id and a.id = s.aircraft_id
     where s.aircraft_id = ${aircraftId} and s.is_grounding and s.status in ('open', 'in_progress')
     order by s.id`)
  return squawks.map(({ id: squawkId, number, title, registration }) => ({
    field: 'aircraftId',
    message: `${registration} is grounded by ${number}: ${title}`,
    isBlocking: true,
    refusal: notDispatchable,
    facts: { squawkId, squawk: number },
  }))
})
