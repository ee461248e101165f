import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, Type } from '#platform/kernel/schema.ts'
import { localDay } from './local-day.ts'
import { currency, minor } from './money-field.ts'
import { moneyReaders } from './roles.ts'

const buckets = {
  currentMinor: minor('Not due yet, less what credit notes leave open.'),
  days1To30Minor: minor(),
  days31To60Minor: minor(),
  days61To90Minor: minor(),
  over90Minor: minor(),
  openMinor: minor('The sum of all five.'),
  unallocatedMinor: minor('Payments that pay no invoice yet.'),
}

export const getAgeing = operation({
  id: 'getFinanceAgeing',
  method: 'GET',
  path: '/api/v1/finance/ageing',
  summary: 'Get what is open by how long it is overdue',
  description:
    'Each account with something open or a payment that is not allocated, those with the oldest debts first, and the sum of each currency.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  response: Type.Object(
    {
      on: date(),
      items: Type.Array(
        Type.Object(
          { accountId: id('acc'), accountName: Type.String(), currency, ...buckets, balanceMinor: minor() },
          { title: 'AgeingOfAccount' },
        ),
      ),
      totals: Type.Array(Type.Object({ currency, ...buckets }, { title: 'AgeingTotal' })),
    },
    { title: 'Ageing' },
  ),
  async handle({ tx, principal, now }) {
    const on = localDay(now, principal.workspace.timezone)
    const items = await tx.rows(sql<'ageingOfAccounts'>`
      with open as (
        select i.account_id, i.open_minor,
               case when i.kind = 'credit_note' then 0 else ${on}::date - i.due_on end as days
          from finance_invoices i
         where i.number is not null and i.open_minor <> 0
      ),
      aged as (
        select account_id,
               coalesce(sum(open_minor) filter (where days <= 0), 0)::bigint as current,
               coalesce(sum(open_minor) filter (where days between 1 and 30), 0)::bigint as to30,
               coalesce(sum(open_minor) filter (where days between 31 and 60), 0)::bigint as to60,
               coalesce(sum(open_minor) filter (where days between 61 and 90), 0)::bigint as to90,
               coalesce(sum(open_minor) filter (where days > 90), 0)::bigint as over90,
               coalesce(sum(open_minor), 0)::bigint as total
          from open group by account_id
      ),
      paid as (
        select account_id, sum(amount_minor - allocated_minor)::bigint as left_over
          from finance_payments where status = 'received' and allocated_minor < amount_minor group by account_id
      )
      select a.id as "accountId", a.name as "accountName", a.currency, coalesce(g.current, 0) as "currentMinor",
             coalesce(g.to30, 0) as "days1To30Minor", coalesce(g.to60, 0) as "days31To60Minor",
             coalesce(g.to90, 0) as "days61To90Minor", coalesce(g.over90, 0) as "over90Minor",
             coalesce(g.total, 0) as "openMinor", coalesce(p.left_over, 0) as "unallocatedMinor",
             coalesce(b.balance_minor, 0) as "balanceMinor"
        from finance_accounts a
        left join aged g on g.account_id = a.id
        left join paid p on p.account_id = a.id
        left join finance_balances b on b.workspace_id = a.workspace_id and b.account_id = a.id
       where g.account_id is not null or p.account_id is not null
       order by coalesce(g.over90, 0) desc, coalesce(g.to90, 0) desc, coalesce(g.to60, 0) desc,
                coalesce(g.to30, 0) desc, lower(a.name), a.id`)
    const names = Object.keys(buckets) as (keyof typeof buckets)[]
    const totals = [...Map.groupBy(items, (item) => item.currency)].map(([code, accounts]) => ({
      currency: code,
      ...(Object.fromEntries(
        names.map((name) => [name, accounts.reduce((sum, account) => sum + Number(account[name]), 0)]),
      ) as Record<keyof typeof buckets, number>),
    }))
    return { on, items: items as never, totals }
  },
})
