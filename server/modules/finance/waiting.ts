import type { PricedLine } from '#modules/fbo/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { thousandthsOf } from '#rules/line-amount.ts'

// What took place and is not charged. Each is priced again, so that its reason is the present one.
export const mostWaiting = 100

interface Found {
  id: string
  total: number
}

/** Approved flights without a charge, or charged in part, since the first published price. */
export const waitingFlights = (tx: Tx): Promise<Found[]> =>
  tx.rows(sql<'waitingFlights'>`
    with first as (
      select min(lower(during)) as day from finance_rates where during is not null
    )
    select f.id, count(*) over ()::integer as total
      from flights f, first
     where f.status = 'approved' and f.reverses_flight_id is null and f.reversed_by_flight_id is null
       and f.source = 'logged' and f.off_block_at >= first.day
       and (not exists (select from finance_charges c where c.workspace_id = f.workspace_id and c.source_id = f.id)
         or exists (select from finance_charged_in_part p
                     where p.workspace_id = f.workspace_id and p.source_id = f.id))
     order by f.off_block_at, f.id limit ${mostWaiting}`)

/** Bookings of simulators and of ground instruction that were checked in and have no charge, or only a part. */
export const waitingSessions = (tx: Tx): Promise<Found[]> =>
  tx.rows(sql<'waitingSessions'>`
    with first as (
      select min(lower(during)) as day from finance_rates where during is not null
    )
    select s.id, count(*) over ()::integer as total
      from planning_sessions s, first
     where s.type in ('simulator', 'ground') and s.status in ('checked_in', 'completed')
       and s.starts_at >= first.day and (s.type = 'simulator' or s.instructor_id is not null)
       and (not exists (select from finance_charges c where c.workspace_id = s.workspace_id and c.source_id = s.id)
         or exists (select from finance_charged_in_part p
                     where p.workspace_id = s.workspace_id and p.source_id = s.id))
     order by s.starts_at, s.id limit ${mostWaiting}`)

export interface WaitingLine extends PricedLine {
  total: number
  customerName: string | null
  hasAccount: boolean
}

/** Priced orders of the FBO without a charge, since the first customer got an account. */
export async function waitingLines(tx: Tx): Promise<WaitingLine[]> {
  const rows = await tx.rows(sql<
    'waitingOrderLines',
    { what: PricedLine['what']; unit: PricedLine['unit']; priceSource: PricedLine['priceSource'] }
  >`
    select l.id, case when l.fuel_order_id is not null then 'fuel' else 'service' end as what, l.item,
           l.quantity, l.unit, l.unit_rate_minor as "unitRateMinor", l.per_quantity as "perQuantity", l.currency,
           l.discount_basis_points as "discountBasisPoints", l.amount_minor as "amountMinor",
           l.price_source as "priceSource", l.rate_id as "rateId", l.rate_version as "rateVersion",
           coalesce(f.tail_number, s.tail_number) as "tailNumber",
           coalesce(f.customer_id, s.customer_id) as "customerId", k.company as "customerName",
           coalesce(f.done_on, s.done_on)::text as "on", count(*) over ()::integer as total,
           exists (select from finance_accounts a
                    where a.workspace_id = l.workspace_id and a.holder_type = 'customer'
                      and a.holder_id = coalesce(f.customer_id, s.customer_id) and a.currency = l.currency
                      and a.status = 'active') as "hasAccount"
      from fbo_order_lines l
      left join fbo_fuel_orders f on f.workspace_id = l.workspace_id and f.id = l.fuel_order_id
      left join fbo_service_orders s on s.workspace_id = l.workspace_id and s.id = l.service_order_id
      left join fbo_customers k on k.workspace_id = l.workspace_id and k.id = coalesce(f.customer_id, s.customer_id)
     where l.amount_minor > 0
       and l.created_at >= (select min(a.created_at) from finance_accounts a where a.holder_type = 'customer')
       and not exists (select from finance_charges c where c.workspace_id = l.workspace_id and c.source_id = l.id)
     order by l.created_at, l.id limit ${mostWaiting}`)
  return rows.map(({ quantity, on, ...row }) => ({
    ...row,
    on: on ?? '',
    quantityThousandths: thousandthsOf(quantity),
  }))
}
