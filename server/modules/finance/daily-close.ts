import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, oneOf, Type } from '#platform/kernel/schema.ts'
import { localDay } from './local-day.ts'
import { currency, minor } from './money-field.ts'
import { paymentMethods } from './payment.ts'
import { moneyReaders } from './roles.ts'

const count = Type.Integer()

export const getDailyClose = operation({
  id: 'getDailyClose',
  method: 'GET',
  path: '/api/v1/finance/daily-close',
  summary: 'Get the daily close',
  description:
    'What a day brought: payments by method to count against the till, invoices, charges, and flights that wait for a charge.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  query: Type.Object({ on: Type.Optional(date('Today by default.')) }),
  response: Type.Object(
    {
      on: date(),
      payments: Type.Array(
        Type.Object(
          { method: oneOf(paymentMethods), currency, count, amountMinor: minor() },
          { title: 'DailyPayments' },
        ),
      ),
      invoices: Type.Array(
        Type.Object({ currency, count, totalMinor: minor('Less credit notes.') }, { title: 'DailyInvoices' }),
      ),
      charges: Type.Array(Type.Object({ currency, count, netMinor: minor() }, { title: 'DailyCharges' })),
      drafts: Type.Integer({ description: 'Drafts of invoices that wait to be issued now.' }),
      unbilledFlights: Type.Integer({
        description: 'Approved flights of the day without a charge, or charged only in part.',
      }),
      unapprovedFlights: Type.Integer({ description: 'Flights of the day that are not approved yet.' }),
    },
    { title: 'DailyClose' },
  ),
  async handle({ tx, query, principal, now }) {
    const on = query.on ?? localDay(now, principal.workspace.timezone)
    const payments = await tx.rows(sql<
      'dailyPayments',
      { method: (typeof paymentMethods)[number]; amountMinor: number }
    >`
      select method, currency, count(*)::integer as count, sum(amount_minor)::bigint as "amountMinor"
        from finance_payments where received_on = ${on}::date and status = 'received'
       group by method, currency order by currency, method`)
    const invoices = await tx.rows(sql<'dailyInvoices', { totalMinor: number }>`
      select currency, count(*)::integer as count, sum(total_minor)::bigint as "totalMinor"
        from finance_invoices where issued_on = ${on}::date group by currency order by currency`)
    const charges = await tx.rows(sql<'dailyCharges', { netMinor: number }>`
      select currency, count(*)::integer as count, sum(net_minor)::bigint as "netMinor"
        from finance_charges where occurred_on = ${on}::date and status in ('open', 'invoiced')
       group by currency order by currency`)
    const { drafts, unbilled, unapproved } = await tx.one(sql<
      'dailyLeft',
      { drafts: number; unbilled: number; unapproved: number }
    >`
      with zone as (select w.timezone as name from workspaces w where w.workspace_id = apron.workspace()),
      flown as (
        select f.* from flights f, zone
         where f.off_block_at >= ${on}::date::timestamp at time zone zone.name
           and f.off_block_at < (${on}::date + 1)::timestamp at time zone zone.name
           and f.reverses_flight_id is null and f.reversed_by_flight_id is null
      )
      select (select count(*) from finance_invoices where status = 'draft')::integer as drafts,
             (select count(*) from flown f where f.status = 'approved' and (not exists (
               select from finance_charges c where c.workspace_id = f.workspace_id and c.source_id = f.id)
               or exists (
               select from finance_charged_in_part p
                where p.workspace_id = f.workspace_id and p.source_id = f.id)))::integer as unbilled,
             (select count(*) from flown f where f.status in ('draft', 'submitted'))::integer as unapproved`)
    return {
      on,
      payments: payments as never,
      invoices: invoices as never,
      charges: charges as never,
      drafts,
      unbilledFlights: unbilled,
      unapprovedFlights: unapproved,
    }
  },
})
