import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { date, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { localDay } from './board.ts'
import { product } from './fuel-order.ts'
import { currency } from './rate.ts'
import { tradeRoles } from './roles.ts'

const Period = Type.Object({
  period: Type.String({ description: 'YYYY-MM-DD, or YYYY-MM by month: local days of the base.' }),
  arrivals: Type.Integer({ description: 'Completed inbound movements.' }),
  departures: Type.Integer({ description: 'Completed outbound movements.' }),
  cancelled: Type.Integer(),
  serviceOrdersDone: Type.Integer(),
  fuelOrdersDone: Type.Integer(),
  unpricedOrders: Type.Integer({
    description: 'Done, with no price in force on their day: revenue lacks them.',
  }),
  fuel: Type.Array(
    Type.Object({
      product,
      liters: Type.Number(),
      usGallons: Type.Number(),
      kg: Type.Number(),
    }),
  ),
  revenue: Type.Array(Type.Object({ currency, amountMinor: Type.Integer() })),
})

const Activity = Type.Object({
  from: date(),
  to: date(),
  by: oneOf(['day', 'month']),
  timezone: Type.String(),
  periods: Type.Array(Period, { description: 'Every one of them, the quiet ones too.' }),
})

const longestDays = 731

export const getActivity = operation({
  id: 'getFboActivity',
  method: 'GET',
  path: '/api/v1/fbo/activity',
  summary: 'Get the activity of the FBO by day or month: movements, fuel, orders, revenue',
  description:
    'Counts movements, orders and bookings, and adds up fuel and revenue, for each day or month of a range of dates.',
  scope: 'fbo.activity:read',
  roles: tradeRoles,
  stability: 'beta',
  query: Type.Object({
    date_from: Type.Optional(date('30 days ago when left out.')),
    date_to: Type.Optional(date('This day included; today when left out.')),
    by: Type.Optional(oneOf(['day', 'month'], { description: 'Whether to count by day or by month.' })),
  }),
  response: Activity,
  async handle({ tx, query, principal, now }) {
    const { timezone } = principal.workspace
    const to = query.date_to ?? localDay(now, timezone)
    const from = query.date_from ?? Temporal.PlainDate.from(to).subtract({ days: 29 }).toString()
    const by = query.by ?? 'day'
    if (from > to)
      throw invalidRequest('date_from lies after date_to', {
        details: [{ field: 'date_from', message: `must not lie after ${to}` }],
      })
    if (Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days > longestDays)
      throw invalidRequest('Two years at most: ask for fewer days', {
        details: [{ field: 'date_from', message: 'is more than two years before date_to' }],
      })
    const periods = await tx.prepared<'fboActivity', KnownPeriod>(activitySql, [from, to, by])
    return { from, to, by, timezone, periods }
  },
})

// Each part is summed by itself before they are joined: joined first, they would multiply each other.
type KnownPeriod = Pick<Static<typeof Period>, 'period' | 'fuel' | 'revenue'>

// Litres are summed, and gallons made of the sum: many rounded gallons are not the gallons of the sum.
const activitySql = `
  with days as (
    select d::date as day,
           case $3::text when 'month' then to_char(d, 'YYYY-MM') else to_char(d, 'YYYY-MM-DD') end as period
      from generate_series($1::date, $2::date, interval '1 day') d),
  moved as (
    select p.period, count(*) filter (where m.direction = 'inbound' and m.status = 'completed') as arrivals,
           count(*) filter (where m.direction = 'outbound' and m.status = 'completed') as departures,
           count(*) filter (where m.status = 'cancelled') as cancelled
      from days p join fbo_movements m on m.movement_date = p.day group by 1),
  done as (
    select p.period, f.id as fuel_order_id, null::text as service_order_id, f.product,
           f.uplift_liters as liters, f.uplift_kg as kg
      from days p join fbo_fuel_orders f on f.done_on = p.day
    union all
    select p.period, null, s.id, null, null, null from days p join fbo_service_orders s on s.done_on = p.day),
  orders as (
    select d.period, count(d.fuel_order_id) as fuel_done, count(d.service_order_id) as services_done,
           count(*) filter (where not exists (
             select from fbo_order_lines l
              where l.fuel_order_id = d.fuel_order_id or l.service_order_id = d.service_order_id)) as unpriced
      from done d group by 1),
  product as (
    select period, product, sum(liters) as liters, sum(kg) as kg from done
     where product is not null group by 1, 2),
  fuel as (
    select period, json_agg(json_build_object(
             'product', product, 'liters', round(liters::numeric, 3),
             'usGallons', round((liters / 3.785411784)::numeric, 3),
             'kg', round(kg::numeric, 3)) order by product) as fuel
      from product group by 1),
  money as (
    select d.period, l.currency, sum(l.amount_minor)::bigint as amount
      from done d
      join fbo_order_lines l on l.fuel_order_id = d.fuel_order_id or l.service_order_id = d.service_order_id
     group by 1, 2),
  revenue as (
    select period, json_agg(json_build_object(
             'currency', currency, 'amountMinor', amount) order by currency) as revenue
      from money group by 1)
  select p.period, coalesce(m.arrivals, 0) as arrivals, coalesce(m.departures, 0) as departures,
         coalesce(m.cancelled, 0) as cancelled, coalesce(o.services_done, 0) as "serviceOrdersDone",
         coalesce(o.fuel_done, 0) as "fuelOrdersDone", coalesce(o.unpriced, 0) as "unpricedOrders",
         coalesce(f.fuel, '[]') as fuel, coalesce(r.revenue, '[]') as revenue
    from (select distinct period from days) p
    left join moved m using (period)
    left join orders o using (period)
    left join fuel f using (period)
    left join revenue r using (period)
   order by p.period`
