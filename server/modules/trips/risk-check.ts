import { sessionCheck } from '#modules/planning/index.ts'
import { sql } from '#platform/database/database.ts'

/** An aircraft does not leave on a red assessment that nobody else has seen. Trips show it on their checklist. */
export const refuseUnseenRisk = sessionCheck('check_out', async (tx, planned) => {
  if (planned.id === null || planned.operation !== undefined) return []
  const latest = await tx.first(sql<'assessmentOfSession'>`
    select id, band, score, second_at as "secondAt"
      from frat_assessments where session_id = ${planned.id} order by created_at desc, id desc limit 1`)
  if (latest?.band !== 'red' || latest.secondAt !== null) return []
  return [
    {
      field: 'id',
      message: `The flight risk assessment is red (score ${latest.score}) and waits for a second person`,
      isBlocking: true,
      facts: { assessmentId: latest.id, score: latest.score },
    },
  ]
})
