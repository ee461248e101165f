import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { Flight } from './flight.ts'
import { findingsOf } from './flight-check.ts'

// One transaction judges so many, in some seconds.
const mostAtOnce = 500

export const importJudged = eventType('flight.import_judged', {
  stability: 'beta',
  when: 'the flights that an import approved were judged as flown, and something was wrong with some of them',
  subject: 'import',
  data: Type.Object({
    importId: id('imp'),
    flights: Type.Integer({ description: 'How many flights have a warning that nobody has acknowledged.' }),
    codes: Type.Array(Type.String(), { description: 'The codes of their warnings.' }),
  }),
  scope: 'flights:read',
  readers: 'staff',
})

/**
 * Judges the flights that an import approved, as an approver would have to: nobody looked at them one by one. An import
 * of a hundred thousand flights is judged in many turns.
 */
export const judgeImported = sweep({
  name: 'flights.judge_imported',
  everyMs: 10_000,
  actor: 'Import',
  table: 'flight_import_checks',
  due: () => sql`true`,
  async judge(tx, { id: importId, services }) {
    const flights = await tx.rows(sql<'unjudgedFlights'>`
      select flight_id as id from flight_warnings
       where import_id = ${importId} and codes is null order by flight_id limit ${mostAtOnce}`)
    for (const flight of flights) await judge(tx, flight.id, services)
    if (flights.length === mostAtOnce) return []
    await tx.run(sql`delete from flight_import_checks where id = ${importId}`)
    const { count, codes } = await tx.one(sql<'unacknowledgedOfImport', { count: number; codes: string[] }>`
      select count(distinct w.flight_id) as count,
             coalesce(array_agg(distinct c.code order by c.code) filter (where c.code is not null), '{}') as codes
        from flight_warnings w left join lateral unnest(w.codes) as c(code) on true
       where w.import_id = ${importId}`)
    if (count === 0) return []
    return [
      {
        type: importJudged,
        subject: { type: 'import', id: importId },
        data: { importId, flights: count, codes },
      },
    ]
  },
})

async function judge(tx: Tx, flightId: string, services: Services): Promise<void> {
  const findings = await findingsOf(tx, services, await Flight.get(tx, flightId))
  const codes = [
    ...new Set(findings.filter(({ isForInformation }) => !isForInformation).map(({ code }) => code)),
  ]
  if (codes.length === 0) await tx.run(sql`delete from flight_warnings where flight_id = ${flightId}`)
  else await tx.run(sql`update flight_warnings set codes = ${codes} where flight_id = ${flightId}`)
}
