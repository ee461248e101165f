import { plannedFlying } from '#modules/duty/index.ts'
import { sql } from '#platform/database/database.ts'
import { holdingTrips } from './trip.ts'

/** The legs of confirmed trips that a person flies, for the limits of duty. What was flown is a flight of its own. */
export const legsOfPerson = plannedFlying(async (tx, { crewId, from, to, except }) => {
  const rows = await tx.rows(sql<'plannedLegsOf', { offBlockAt: Date; onBlockAt: Date; pilots: number }>`
    select l.id, l.planned_off_block_at as "offBlockAt", l.planned_on_block_at as "onBlockAt", t.operation, t.type,
           (select count(*)
              from trip_leg_crew o
             where o.workspace_id = l.workspace_id and o.leg_id = l.id and o.role in ('pic', 'sic'))::integer as pilots
      from trip_leg_crew lc
      join trip_legs l on l.workspace_id = lc.workspace_id and l.id = lc.leg_id
      join trips t on t.workspace_id = l.workspace_id and t.id = l.trip_id
     where lc.crew_id = ${crewId} and lc.role in ('pic', 'sic') and t.status = any(${holdingTrips})
       and t.id is distinct from ${except} and l.flight_id is null
       and l.planned_on_block_at > ${from} and l.planned_off_block_at < ${to}
     order by l.planned_off_block_at, l.id`)
  return rows.map(({ id, offBlockAt, onBlockAt, operation, type, pilots }) => ({
    id,
    from: offBlockAt.getTime(),
    to: onBlockAt.getTime(),
    pilots: pilots >= 2 ? 2 : 1,
    isCommercial: type === 'charter' || (operation !== null && !['91', 'ncc', 'nco'].includes(operation)),
    isInstruction: false,
    operation,
  }))
})
