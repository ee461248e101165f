import { sql, type Tx } from '#platform/database/database.ts'
import { computedPage } from '#platform/kernel/computed-page.ts'
import { pageQuery } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { date, oneOf, type Page, pageOf, type Static, Type } from '#platform/kernel/schema.ts'
import { localDay } from './local-day.ts'
import { currency, minor } from './money-field.ts'
import { moneyReaders } from './roles.ts'

const periods = ['month', 'quarter', 'year'] as const
export const FinanceSummary = Type.Object(
  {
    period: oneOf(periods),
    from: date(),
    to: date('This day included.'),
    currency,
    billedMinor: minor('Invoices issued in the period, with tax.'),
    creditedMinor: minor('Credit notes issued in the period, with tax; positive.'),
    paidMinor: minor('Payments received in the period, without those reversed.'),
    openMinor: minor('What is open now of what was issued in the period.'),
    overdueMinor: minor(),
    byKind: Type.Array(
      Type.Object({
        kind: Type.String({ description: 'The kind of charge; other for lines without one.' }),
        netMinor: minor('Without tax, and less credit notes.'),
      }),
    ),
  },
  { title: 'FinanceSummary' },
)
export const FinanceSummaries = pageOf(FinanceSummary)
export const summaryQuery = Type.Object({
  ...pageQuery,
  period: Type.Optional(oneOf(periods, { description: 'A month by default.' })),
  date_from: Type.Optional(date('From the period of this day; eleven periods ago by default.')),
  date_to: Type.Optional(date('To the period of this day; the present one by default.')),
})
const mostPeriods = 120

export const getSummaries = operation({
  id: 'getFinanceSummaries',
  method: 'GET',
  path: '/api/v1/finance/summaries',
  summary: 'List what was billed, credited and paid by period',
  description: 'One entry for each period and currency in which something happened, the oldest first.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  query: summaryQuery,
  response: FinanceSummaries,
  handle: ({ tx, query, principal, now }) => readSummaries(tx, query, principal, now),
})

/** Adds up invoices and payments by period. */
export async function readSummaries(
  tx: Tx,
  query: Static<typeof summaryQuery>,
  principal: Principal,
  now: Date,
): Promise<Page<Static<typeof FinanceSummary>>> {
  const period = query.period ?? 'month'
  const months = { month: 1, quarter: 3, year: 12 }[period]
  const to = query.date_to ?? localDay(now, principal.workspace.timezone)
  const from =
    query.date_from ??
    Temporal.PlainDate.from(to)
      .subtract({ months: 11 * months })
      .toString()
  if (to < from) throw invalidFields([{ field: 'date_to', message: `must not lie before ${from}` }])
  if (Temporal.PlainDate.from(from).until(to, { largestUnit: 'months' }).months > mostPeriods * months)
    throw invalidFields([
      { field: 'date_from', message: `lies more than ${mostPeriods} periods before date_to` },
    ])
  const today = localDay(now, principal.workspace.timezone)
  const summaries = await tx.rows(sql<'financeSummaries', { byKind: { kind: string; netMinor: number }[] }>`
    with bounds as (
      select date_trunc(${period}, ${from}::date)::date as since,
             (date_trunc(${period}, ${to}::date) + ${`${months} months`}::interval)::date as until
    ),
    document as (
      select date_trunc(${period}, i.issued_on)::date as begins, i.currency, i.id, i.kind, i.total_minor,
             i.open_minor, i.status, i.due_on
        from finance_invoices i, bounds b
       where i.issued_on >= b.since and i.issued_on < b.until
    ),
    payment as (
      select date_trunc(${period}, p.received_on)::date as begins, p.currency, sum(p.amount_minor) as paid
        from finance_payments p, bounds b
       where p.status = 'received' and p.received_on >= b.since and p.received_on < b.until
       group by 1, 2
    ),
    billed as (
      select begins, currency, coalesce(sum(total_minor) filter (where kind = 'invoice'), 0) as billed,
             coalesce(-sum(total_minor) filter (where kind = 'credit_note'), 0) as credited,
             sum(open_minor) as open,
             coalesce(sum(open_minor) filter (where kind = 'invoice' and status in ('issued', 'partly_paid')
               and due_on < ${today}::date), 0) as overdue
        from document group by begins, currency
    ),
    kind as (
      select begins, currency, json_agg(json_build_object('kind', kind, 'netMinor', net) order by kind) as kinds
        from (select d.begins, d.currency, coalesce(c.kind, oc.kind, 'other') as kind, sum(l.net_minor) as net
                from document d
                join finance_invoice_lines l on l.invoice_id = d.id
                left join finance_charges c on c.workspace_id = l.workspace_id and c.id = l.charge_id
                left join finance_invoice_lines ol on ol.workspace_id = l.workspace_id and ol.id = l.credits_line_id
                left join finance_charges oc on oc.workspace_id = l.workspace_id and oc.id = ol.charge_id
               group by 1, 2, 3) k
       group by begins, currency
    )
    select ${period}::text as period, to_char(begins, 'YYYY-MM-DD') as "from",
           to_char(begins + ${`${months} months`}::interval - interval '1 day', 'YYYY-MM-DD') as "to", currency,
           coalesce(b.billed, 0)::bigint as "billedMinor", coalesce(b.credited, 0)::bigint as "creditedMinor",
           coalesce(p.paid, 0)::bigint as "paidMinor", coalesce(b.open, 0)::bigint as "openMinor",
           coalesce(b.overdue, 0)::bigint as "overdueMinor", coalesce(k.kinds, '[]') as "byKind"
      from billed b full join payment p using (begins, currency) left join kind k using (begins, currency)
     order by begins, currency`)
  return computedPage(summaries as Static<typeof FinanceSummary>[], query)
}
