import { type RowOf, sql, type Tx } from '#platform/database/database.ts'
import { dialOf, type Judgment, judgeLedger, type MeterKind, type MeterState } from '#rules/meter-ledger.ts'

/** The meter of an aircraft whose lines from an instant on are to be judged again. */
interface Stale {
  aircraftId: string
  kind: MeterKind
  from: Date
}

/** Lines that are judged together: few first, because most entries are the last of their ledger. */
const firstLines = 100
const mostLines = 2_000

/**
 * Judges the lines of a meter from an instant on, after the lines before it, and keeps where the meter stands.
 * Everything that writes into a ledger ends here, so the order in which the lines arrive makes no difference.
 * It ends early where a line is judged as it was before: what lies behind it follows from it, and is judged already.
 */
export async function judgeMeter(tx: Tx, { aircraftId, kind, from }: Stale): Promise<void> {
  // Two flights of an aircraft that are approved at once take turns.
  await tx.run(sql`select 1 from aircraft where id = ${aircraftId} for no key update`)
  const unjudged = await tx.one(sql<'unjudgedSpan', { first: Date | null; last: Date | null }>`
    select min(read_at) as first, max(read_at) as last from meter_readings
     where aircraft_id = ${aircraftId} and kind = ${kind} and total_hundredths is null`)
  const since = unjudged.first && unjudged.first < from ? unjudged.first : from
  let state = await stateBefore(tx, { aircraftId, kind, from: since })
  let after: Line | undefined
  for (let most = firstLines; ; most = mostLines) {
    const lines = await linesFrom(tx, { aircraftId, kind, from: since, after, most })
    const judgments = judgeLedger(kind, lines.map(entryOf), state)
    const changed = judgments.map(columnsOf).filter((columns, index) => {
      const line = lines[index]
      return line === undefined || !isSame(columns, line)
    })
    await keepJudgments(tx, changed)
    const [line, judgment] = [lines.at(-1), judgments.at(-1)]
    if (judgment) state = judgment.state
    if (!line || !judgment || lines.length < most) break
    const isJudgedBehind = unjudged.last === null || unjudged.last < line.readAt
    if (isJudgedBehind && isSame(columnsOf(judgment), line)) return
    after = line
  }
  await keepMeter(tx, { aircraftId, kind }, state)
}

type Line = RowOf<'ledgerLines'>

// In the order of time: see `inOrderOfTime`.
async function linesFrom(
  tx: Tx,
  { aircraftId, kind, from, after, most }: Stale & { after: Line | undefined; most: number },
): Promise<Line[]> {
  return tx.rows(sql<'ledgerLines'>`
    select r.id, r.entry, r.read_at as "readAt", r.reading_hundredths as "readingHundredths",
           r.began_hundredths as "beganHundredths", r.ended_hundredths as "endedHundredths", r.added,
           r.flight_id is not null as "isFlight",
           coalesce(f.reversed_by_flight_id, f.reverses_flight_id) is not null as "isVoid",
           r.offset_hundredths as "offsetHundredths", r.stood_hundredths as "stoodHundredths", r.counted,
           r.anchor_id as "anchorId", r.total_hundredths as "totalHundredths", r.flag_reason as "flagReason",
           r.flag_reading_id as "flagReadingId"
      from meter_readings r
      left join flights f on f.workspace_id = r.workspace_id and f.id = r.flight_id
     where r.aircraft_id = ${aircraftId} and r.kind = ${kind} and r.read_at >= ${from}
       and (r.read_at, (r.flight_id is null), r.id)
           > (${after?.readAt ?? from}::timestamptz, ${after ? !after.isFlight : false}, ${after?.id ?? ''})
     order by r.read_at, (r.flight_id is null), r.id limit ${most}`)
}

const entryOf = (line: Line) => ({
  ...line,
  entry: line.entry as 'reading' | 'adjustment' | 'replacement',
  readAt: line.readAt.getTime(),
})

/** Judges each meter that has lines which nobody has judged. @returns the aircraft that have such meters. */
export async function judgeUnjudged(tx: Tx, aircraftId: string | null = null): Promise<string[]> {
  const stale = await tx.rows(sql<'unjudgedMeters'>`
    select aircraft_id as "aircraftId", kind, min(read_at) as "from" from meter_readings
     where total_hundredths is null and (${aircraftId}::text is null or aircraft_id = ${aircraftId})
     group by 1, 2 order by 1, 2`)
  for (const { from, ...meter } of stale)
    await judgeMeter(tx, { ...meter, kind: meter.kind as MeterKind, from: from ?? new Date(0) })
  return [...new Set(stale.map((meter) => meter.aircraftId))]
}

async function stateBefore(tx: Tx, { aircraftId, kind, from }: Stale): Promise<MeterState | null> {
  const line = await tx.first(sql<'lineBefore'>`
    select r.stood_hundredths as "stoodHundredths", r.offset_hundredths as "offsetHundredths", r.counted,
           r.anchor_id as "anchorId", coalesce(a.read_at, r.read_at) as "anchorAt"
      from meter_readings r
      left join meter_readings a on a.workspace_id = r.workspace_id and a.id = r.anchor_id
     where r.aircraft_id = ${aircraftId} and r.kind = ${kind} and r.read_at < ${from}
     order by r.read_at desc, (r.flight_id is null) desc, r.id desc limit 1`)
  if (!line || line.stoodHundredths === null) return null
  return { ...line, stoodHundredths: line.stoodHundredths, anchorAt: line.anchorAt.getTime() }
}

function columnsOf({ id, state, totalHundredths, flag }: Judgment) {
  return {
    id,
    offsetHundredths: state?.offsetHundredths ?? 0,
    stoodHundredths: state?.stoodHundredths ?? null,
    counted: state?.counted ?? 0,
    anchorId: state?.anchorId ?? null,
    totalHundredths,
    flagReason: flag?.reason ?? null,
    flagReadingId: flag?.neighborId ?? null,
  }
}

type Columns = ReturnType<typeof columnsOf>

function isSame(columns: Columns, line: { [K in keyof Columns]: Columns[K] | null }): boolean {
  return (Object.keys(columns) as (keyof Columns)[]).every((name) => columns[name] === line[name])
}

async function keepJudgments(tx: Tx, rows: readonly Columns[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    update meter_readings m
       set offset_hundredths = r."offsetHundredths", stood_hundredths = r."stoodHundredths",
         counted = r.counted, anchor_id = r."anchorId", total_hundredths = r."totalHundredths",
         is_flagged = r."flagReason" is not null, flag_reason = r."flagReason",
         flag_reading_id = r."flagReadingId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, "offsetHundredths" bigint,
          "stoodHundredths" bigint, counted integer, "anchorId" text, "totalHundredths" bigint,
          "flagReason" text, "flagReadingId" text)
     where m.workspace_id = apron.workspace() and m.id = r.id`)
}

async function keepMeter(
  tx: Tx,
  { aircraftId, kind }: Omit<Stale, 'from'>,
  state: MeterState | null,
): Promise<void> {
  if (state === null) {
    await tx.run(sql`delete from meters where aircraft_id = ${aircraftId} and kind = ${kind}`)
    return
  }
  await tx.run(sql`
    insert into meters (workspace_id, aircraft_id, kind, reading_hundredths, offset_hundredths, last_read_at)
    values (apron.workspace(), ${aircraftId}, ${kind}, ${dialOf(kind, state)}, ${state.offsetHundredths},
        ${new Date(state.anchorAt)})
    on conflict (workspace_id, aircraft_id, kind)
      do update set reading_hundredths = excluded.reading_hundredths,
        offset_hundredths = excluded.offset_hundredths, last_read_at = excluded.last_read_at`)
}
