import { sql, type Tx } from '#platform/database/database.ts'
import { type IndicatorValue, judgeIndicator } from '#rules/safety-indicator.ts'
import type { SpiForm } from './spi.ts'

export interface Window {
  from: string
  to: string
}
export interface Measured extends Window, IndicatorValue {
  events: number
  exposure: number
}

const dayMs = 86_400_000

/** The windows, oldest first. The last one ends now, or is the current quarter of the workspace's time zone. */
export function windowsOf(period: SpiForm['period'], now: Date, count: number, zone: string): Window[] {
  const ages = Array.from({ length: count }, (_, index) => count - 1 - index)
  if (period === 'quarter') {
    const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
    const start = today.with({ month: today.month - ((today.month - 1) % 3), day: 1 })
    const at = (quarters: number) =>
      new Date(start.add({ months: 3 * quarters }).toZonedDateTime(zone).epochMilliseconds).toISOString()
    return ages.map((age) => ({ from: at(-age), to: at(1 - age) }))
  }
  const length = period === 'rolling_30' ? 30 : 90
  return ages.map((age) => {
    const end = now.getTime() - age * 30 * dayMs
    return { from: new Date(end - length * dayMs).toISOString(), to: new Date(end).toISOString() }
  })
}

/** Measures an indicator in its latest windows, from the records of the workspace and the entries made by hand. */
export async function measure(tx: Tx, spi: SpiForm, now: Date, count: number): Promise<Measured[]> {
  const { zone } = await tx.one(
    sql<'indicatorZone'>`select timezone as zone from workspaces where workspace_id = apron.workspace()`,
  )
  const windows = windowsOf(spi.period, now, count, zone)
  // An entry counts for the whole of its day.
  const entered = sql`n.spi_id = ${spi.id}
      and n.entry_on >= (w.f at time zone ${zone})::date
      and n.entry_on < w.t at time zone ${zone}`
  const numerator = {
    reports: sql`(select count(*)::float8
                    from safety_reports r
                   where r.workspace_id = apron.workspace()
                     and r.deleted_at is null
                     and coalesce(r.occurred_at, r.created_at) >= w.f
                     and coalesce(r.occurred_at, r.created_at) < w.t
                     and (${spi.reportType}::text is null or r.type = ${spi.reportType})
                     and (${spi.reportCategory}::text is null or r.category = ${spi.reportCategory}))`,
    events: sql`(select count(*)::float8
                   from events e
                  where e.workspace_id = apron.workspace()
                    and e.type = ${spi.eventType}
                    and e.occurred_at >= w.f
                    and e.occurred_at < w.t)`,
    flights: sql`(select count(*)::float8
                    from flights x
                   where ${flown} and (${spi.flightType}::text is null or x.flight_type = ${spi.flightType}))`,
    manual: sql`(select coalesce(sum(n.count), 0)::float8 from spi_entries n where ${entered})`,
  }[spi.numerator]
  const denominator =
    spi.denominatorSource === 'manual'
      ? sql`(select coalesce(sum(n.exposure), 0) from spi_entries n where ${entered})`
      : {
          hours: sql`(select coalesce(sum(x.block_minutes), 0) / 60.0::float8 from flights x where ${flown})`,
          cycles: sql`(select coalesce(sum(x.day_landings + x.night_landings), 0)::float8
                         from flights x where ${flown})`,
          departures: sql`(select count(*)::float8 from flights x where ${flown})`,
          reports: sql`(select count(*)::float8
                          from safety_reports r
                         where r.workspace_id = apron.workspace()
                           and r.deleted_at is null
                           and coalesce(r.occurred_at, r.created_at) >= w.f
                           and coalesce(r.occurred_at, r.created_at) < w.t)`,
        }[spi.denominator]
  const rows = await tx.rows(sql<'indicatorCounts'>`
    select ${numerator} as events, ${denominator} as exposure
      from unnest(${windows.map(({ from }) => from)}::timestamptz[],
          ${windows.map(({ to }) => to)}::timestamptz[]) with ordinality as w(f, t, at)
     order by w.at`)
  return windows.map((window, index) => {
    const { events, exposure } = rows[index] ?? { events: 0, exposure: 0 }
    return { ...window, events, exposure, ...judgeIndicator(events, exposure, judgedBy(spi)) }
  })
}

// Flights that were approved and not reversed since. Sessions in a simulator are no flights.
const flown = sql`x.workspace_id = apron.workspace()
    and x.status = 'approved'
    and x.off_block_at >= w.f
    and x.off_block_at < w.t
    and x.reverses_flight_id is null
    and x.reversed_by_flight_id is null
    and not exists (select
                      from aircraft a
                     where a.workspace_id = x.workspace_id and a.id = x.aircraft_id and a.category = 'simulator')`

export const judgedBy = ({ per, direction, watch, warning, critical }: SpiForm) => ({
  per,
  direction,
  thresholds: { watch, warning, critical },
})
