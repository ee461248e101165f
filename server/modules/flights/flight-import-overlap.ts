import { sql, type Tx } from '#platform/database/database.ts'
import type { FlightRow } from './flight-import-field.ts'

// In seconds since 1970: small integers, of which 100,000 rows hold 200,000.
type Spell = { row: number; from: number; to: number }

const DAY_SECONDS = 86_400

// When each aircraft flew by the rows of the file so far. By day, since no row spans more than one.
export function flownTimes() {
  const byAircraft = new Map<string, Map<number, Spell[]>>()
  return {
    find(aircraftId: string, { row, from, to }: Spell) {
      const byDay = byAircraft.get(aircraftId)
      const day = Math.floor(from / DAY_SECONDS)
      const near = [day - 1, day, day + 1].flatMap((nearDay) => byDay?.get(nearDay) ?? [])
      return near.find(
        (spell) => spell.row !== row && (spell.from === from || (spell.from < to && spell.to > from)),
      )
    },
    add(aircraftId: string, spell: Spell) {
      const byDay = byAircraft.get(aircraftId) ?? new Map<number, Spell[]>()
      byAircraft.set(aircraftId, byDay)
      const day = Math.floor(spell.from / DAY_SECONDS)
      const spells = byDay.get(day)
      if (spells) spells.push(spell)
      else byDay.set(day, [spell])
    },
  }
}

// An aircraft flies one flight at a time. This also refuses rows that were imported before, because people fix a
// file and import it again.
export async function refuseOverlaps(tx: Tx, rows: FlightRow[], flown: ReturnType<typeof flownTimes>) {
  const blocks = rows.flatMap(({ row, values, record }) => {
    const { aircraftId, isDraft = false } = record ?? {}
    const { offBlock, onBlock } = values
    return aircraftId && offBlock !== null && onBlock !== null
      ? [{ row, aircraftId, offBlock, onBlock, isDraft }]
      : []
  })
  const inWorkspace = new Map(
    // A lateral join with a limit, because the planner believes during an import that the table is empty. It would
    // hash all flights of an aircraft for every batch.
    (
      await tx.rows(sql<'importOverlaps'>`select r."row", f.off_block_at as "from", f.on_block_at as "to"
        from jsonb_to_recordset(${JSON.stringify(blocks)}::jsonb) as r("row" integer, "aircraftId" text,
            "offBlock" timestamptz, "onBlock" timestamptz, "isDraft" boolean)
        cross join lateral (
          select f.off_block_at, f.on_block_at from flights f
           where f.aircraft_id = r."aircraftId"
             and f.off_block_at between r."offBlock" - interval '48 hours' and r."onBlock"
             and f.reverses_flight_id is null and f.reversed_by_flight_id is null
             and (f.off_block_at = r."offBlock"
                 or (not r."isDraft" and f.off_block_at < r."onBlock" and f.on_block_at > r."offBlock"))
           order by f.off_block_at desc limit 1) f`)
    ).map(({ row, from, to }) => [row, { from: from.getTime() / 1000, to: to.getTime() / 1000 }]),
  )
  for (const { row, values, problems, record } of rows) {
    const { aircraftId } = record ?? {}
    if (!aircraftId || values.offBlock === null || values.onBlock === null) continue
    const [from, to] = [Date.parse(values.offBlock) / 1000, Date.parse(values.onBlock) / 1000]
    const earlier = inWorkspace.get(row)
    // Placeholders of times say nothing about when the aircraft flew.
    const other = record?.isDraft ? undefined : flown.find(aircraftId, { row, from, to })
    if (earlier)
      problems.push({ field: 'offBlock', message: say(values.aircraft, earlier, from, 'here already') })
    else if (other)
      problems.push({
        field: 'offBlock',
        message: say(values.aircraft, other, from, `in row ${other.row} already`),
      })
    else if (problems.length === 0 && !record?.isDraft) flown.add(aircraftId, { row, from, to })
  }
}

function say(registration: string | null, other: { from: number; to: number }, from: number, where: string) {
  const minute = (at: number) => new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')
  if (other.from === from)
    return `The flight of ${registration} off block at ${minute(from)} UTC is ${where}: leave the row out`
  return `${registration} was flying from ${minute(other.from)} to ${minute(other.to)} UTC, which is ${where}: one of the two has a wrong time or aircraft`
}
