import { sql, type Tx } from '#platform/database/database.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { monthOfYear, reserveMinor, reserveOfMonth } from '#rules/true-cost.ts'
import type { CostSettingsForm } from './cost-settings.ts'

export const costKinds = ['parts', 'labor', 'fuel', 'insurance', 'fixed', 'reserves'] as const

/** One amount that an aircraft cost, and the record that says so. */
export interface CostSource {
  kind: (typeof costKinds)[number]
  /** Null: the settings of the aircraft. */
  sourceId: string | null
  /** The first day of its month. */
  month: string
  description: string
  amountMinor: number
}

interface Range {
  aircraftId: string
  months: readonly string[]
}

const bounds = ({ months }: Range) => ({ from: months[0] ?? '', last: months.at(-1) ?? '' })

/** Parts and labor of the work orders that were completed, each line rounded as the order itself does. */
export async function workSources(tx: Tx, range: Range, currency: string): Promise<CostSource[]> {
  const { from, last } = bounds(range)
  return tx.rows(sql<'costsOfWork', { kind: 'parts' | 'labor'; month: string; description: string }>`
    with done as (
      select o.id, o.workspace_id, o.number,
             to_char(date_trunc('month', o.returned_to_service_at at time zone w.timezone), 'YYYY-MM-DD') as month
        from work_orders o join workspaces w on w.workspace_id = o.workspace_id
       where o.aircraft_id = ${range.aircraftId} and o.status in ('completed', 'verified')
         and o.currency = ${currency} and o.returned_to_service_at >= ${from}::date - 1
         and o.returned_to_service_at < (${last}::date + interval '1 month 1 day')
    )
    select 'parts' as kind, d.id as "sourceId", d.month, d.number || ': ' || p.description as description,
           round(p.quantity_thousandths::numeric * p.unit_cost_minor / 1000)::bigint as "amountMinor"
      from done d join work_order_parts p on p.workspace_id = d.workspace_id and p.order_id = d.id
     where d.month between ${from} and ${last} and p.unit_cost_minor > 0
    union all
    select 'labor', d.id, d.month, d.number || ': labor', round(l.minutes::numeric * l.rate_minor / 60)::bigint
      from done d join work_order_labour l on l.workspace_id = d.workspace_id and l.order_id = d.id
     where d.month between ${from} and ${last} and l.rate_minor > 0
     order by 3, 4, 2`)
}

export interface FlownMonth {
  id: string
  month: string
  hundredths: number
  minutes: number
  liters: number | null
  at: Date
}

/** The flights of an aircraft: what each ran by hobbs, or by the clock where nobody read it. */
export function flownIn(tx: Tx, range: Range): Promise<FlownMonth[]> {
  const { from, last } = bounds(range)
  return tx.rows(sql<'flownByMonth', { month: string; hundredths: number; minutes: number }>`
    select f.id, f.off_block_at as at, f.fuel_liters as liters,
           to_char(date_trunc('month', f.off_block_at at time zone w.timezone), 'YYYY-MM-DD') as month,
           coalesce(f.hobbs_hundredths, round(f.block_minutes * 100 / 60.0))::integer as hundredths,
           coalesce(f.air_minutes, f.block_minutes) as minutes
      from flights f join workspaces w on w.workspace_id = f.workspace_id
     where f.aircraft_id = ${range.aircraftId} and f.status = 'approved' and f.reverses_flight_id is null
       and f.reversed_by_flight_id is null
       and f.off_block_at >= (${from}::date)::timestamp at time zone w.timezone
       and f.off_block_at < (${last}::date + interval '1 month') at time zone w.timezone
     order by f.off_block_at, f.id`)
}

/** Fuel of the flights by the price of a liter, or what fuel orders for the tail number cost. */
export async function fuelSources(
  tx: Tx,
  range: Range & { registration: string },
  settings: CostSettingsForm,
  flights: readonly FlownMonth[],
): Promise<CostSource[]> {
  if (settings.fuelSource === 'flights')
    return flights.flatMap(({ id, month, liters }) => {
      const amountMinor = lineNetMinor({
        quantityThousandths: Math.round((liters ?? 0) * 1_000),
        unitRateMinor: settings.fuelMinorPerLiter,
        perQuantity: 1,
      })
      const description = `${Math.round((liters ?? 0) * 10) / 10} L`
      return amountMinor === 0
        ? []
        : [{ kind: 'fuel', sourceId: id, month, description, amountMinor } as const]
    })
  const { from, last } = bounds(range)
  const rows = await tx.rows(sql<'fuelOrdersOfTail', { month: string }>`
    select o.id as "sourceId", to_char(date_trunc('month', o.done_on), 'YYYY-MM-DD') as month, l.item as description,
           l.amount_minor::bigint as "amountMinor"
      from fbo_fuel_orders o
      join fbo_order_lines l on l.workspace_id = o.workspace_id and l.fuel_order_id = o.id
     where o.status = 'done' and replace(o.tail_number, '-', '') = replace(${range.registration}, '-', '')
       and l.currency = ${settings.currency} and o.done_on >= ${from}::date
       and o.done_on < ${last}::date + interval '1 month'
     order by o.done_on, o.id, l.id`)
  return rows.map((row) => ({ ...row, kind: 'fuel' }))
}

/** Insurance and fixed costs, each month. */
export const standingSources = (settings: CostSettingsForm, months: readonly string[]): CostSource[] =>
  months.flatMap((month) =>
    (
      [
        ['insurance', 'Insurance', monthOfYear(settings.insuranceMinor, month)],
        ['fixed', 'Fixed costs', settings.fixedMinor],
      ] as const
    ).flatMap(([kind, description, amountMinor]) =>
      amountMinor === 0 ? [] : [{ kind, sourceId: null, month, description, amountMinor }],
    ),
  )

/** What was flown of the lives of its components, by what their overhaul will cost. */
export async function reserveSources(
  tx: Tx,
  { aircraftId, months }: Range,
  { reserves }: CostSettingsForm,
  flights: readonly FlownMonth[],
): Promise<CostSource[]> {
  const ids = reserves.map(({ componentId }) => componentId)
  const installed = await tx.rows(sql<'reservedComponents'>`
    select c.id, c.kind, c.part_number as "partNumber", i.installed_at as "from", i.removed_at as "to",
           coalesce(c.overhaul_hundredths, c.life_limit_hundredths) as "lifeHundredths",
           c.overhaul_months as "lifeMonths"
      from components c
      join component_installations i on i.workspace_id = c.workspace_id and i.component_id = c.id
     where c.id = any(${ids}) and i.aircraft_id = ${aircraftId} order by c.id, i.installed_at`)
  return installed.flatMap(({ id, kind, partNumber, from, to, lifeHundredths, lifeMonths }) => {
    const costMinor = reserves.find(({ componentId }) => componentId === id)?.costMinor ?? 0
    const isIn = (at: Date) => at >= from && (to === null || at < to)
    return months.flatMap((month) => {
      const minutes = flights
        .filter((flight) => flight.month === month && isIn(flight.at))
        .reduce((sum, flight) => sum + flight.minutes, 0)
      const amountMinor =
        lifeHundredths !== null
          ? reserveMinor({ costMinor, minutes, lifeHundredths })
          : lifeMonths !== null && isIn(new Date(`${month}T12:00:00Z`))
            ? reserveOfMonth({ costMinor, lifeMonths })
            : 0
      const description = `Reserve for ${kind.replaceAll('_', ' ')} ${partNumber}`
      return amountMinor === 0
        ? []
        : [{ kind: 'reserves', sourceId: id, month, description, amountMinor } as const]
    })
  })
}
