import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { judgeUnjudged } from './judge-meter.ts'
import { tellMetersMoved } from './meter-moved.ts'

/** Judges what a former version of Apron has written into the ledgers: once after an update, and while nodes differ. */
export const judgeLedgers = sweep({
  name: 'fleet.judge_ledgers',
  everyMs: 60_000,
  table: 'aircraft',
  due: () => sql`exists (select from meter_readings r
    where r.workspace_id = t.workspace_id and r.aircraft_id = t.id and r.total_hundredths is null)`,
  async judge(tx, { id, now, services }) {
    await judgeUnjudged(tx, id)
    return tellMetersMoved(tx, services, { aircraftId: id, now })
  },
})
