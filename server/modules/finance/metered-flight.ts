import { sql, type Tx } from '#platform/database/database.ts'
import type { Dial, DialReading, MeteredFlight } from '#rules/meter-truth.ts'

export interface MeteredRow extends MeteredFlight {
  /** The local day of off blocks. */
  on: string
  isBilled: boolean
  /** The last flight before the range: the first in it has to go on from there. */
  isBefore: boolean
}

/** The approved flights of an aircraft in a range of local days and the one before, in order of time. */
export async function meteredFlights(
  tx: Tx,
  aircraftId: string,
  { from, to }: { from: string; to: string },
): Promise<MeteredRow[]> {
  const rows = await tx.rows(sql<'meteredFlights', { on: string; isBilled: boolean; isBefore: boolean }>`
    with bounds as (
      select w.timezone as zone, ${from}::date::timestamp at time zone w.timezone as since,
             (${to}::date + 1)::timestamp at time zone w.timezone as until
        from workspaces w where w.workspace_id = apron.workspace()
    ),
    before as (
      select coalesce(max(f.off_block_at), (select since from bounds)) as since
        from flights f
       where f.aircraft_id = ${aircraftId} and f.off_block_at < (select since from bounds) and f.status = 'approved'
         and f.reverses_flight_id is null and f.reversed_by_flight_id is null
    )
    select f.id, f.off_block_at as "offBlockAt", f.on_block_at as "onBlockAt", f.block_minutes as "blockMinutes",
           f.from_airport as "from", f.to_airport as "to", f.hobbs_out_hundredths as "hobbsOut",
           f.hobbs_in_hundredths as "hobbsIn", f.tach_out_hundredths as "tachOut", f.tach_in_hundredths as "tachIn",
           to_char(f.off_block_at at time zone (select zone from bounds), 'YYYY-MM-DD') as "on",
           exists (select from finance_charges c where c.workspace_id = f.workspace_id and c.source_id = f.id)
             as "isBilled",
           f.off_block_at < (select since from bounds) as "isBefore"
      from flights f
     where f.aircraft_id = ${aircraftId} and f.off_block_at >= (select since from before)
       and f.off_block_at < (select until from bounds) and f.status = 'approved'
       and f.reverses_flight_id is null and f.reversed_by_flight_id is null
     order by f.off_block_at, f.id`)
  const resets = await tx.rows(sql<'dialResets'>`
    select kind, read_at as "at" from meter_readings
     where aircraft_id = ${aircraftId} and entry in ('adjustment', 'replacement') and kind in ('hobbs', 'tach')
     order by read_at`)
  return rows.map(({ hobbsOut, hobbsIn, tachOut, tachIn, ...row }, index) => {
    const before = rows[index - 1]
    const isReset = (dial: Dial) =>
      before !== undefined &&
      resets.some(({ kind, at }) => kind === dial && at >= before.onBlockAt && at <= row.offBlockAt)
    const dial = (name: Dial, out: number | null, back: number | null): DialReading | null =>
      out === null || back === null ? null : { out, in: back, isReset: isReset(name) }
    return {
      ...row,
      offBlockAt: row.offBlockAt.getTime(),
      onBlockAt: row.onBlockAt.getTime(),
      hobbs: dial('hobbs', hobbsOut, hobbsIn),
      tach: dial('tach', tachOut, tachIn),
    }
  })
}
