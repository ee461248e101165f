import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { date, id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { Account } from './account.ts'
import { currency, minor } from './money-field.ts'
import { entrySources } from './post-entry.ts'

const Statement = Type.Object(
  {
    accountId: id('acc'),
    accountName: Type.String(),
    currency,
    from: nullable(date()),
    to: nullable(date('This day included.')),
    openingMinor: minor('The balance before the first line.'),
    closingMinor: minor(),
    lines: Type.Array(
      Type.Object({
        entryId: id('jen'),
        number: Type.Integer(),
        occurredAt: instant(),
        description: Type.String(),
        source: Type.Object({
          type: oneOf(entrySources),
          id: nullable(Type.String()),
        }),
        amountMinor: minor(),
        balanceMinor: minor('After this line.'),
      }),
    ),
  },
  { title: 'AccountStatement' },
)
export type StatementForm = Static<typeof Statement>
export const statementQuery = Type.Object({
  date_from: Type.Optional(date('In the time zone of the workspace; from the first posting by default.')),
  date_to: Type.Optional(date('This day included; to the last posting by default.')),
})

export const getStatement = operation({
  id: 'getAccountStatement',
  method: 'GET',
  path: '/api/v1/finance/accounts/:id/statement',
  summary: 'Get the statement of an account',
  description: 'Every posting of the account in a range of dates, with the balance after each.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Account,
  query: statementQuery,
  response: Statement,
  handle: ({ tx, record, query }) => readStatement(tx, record, query),
})

export async function readStatement(
  tx: Tx,
  account: Static<typeof Account.schema>,
  { date_from: from = null, date_to: to = null }: { date_from?: string | null; date_to?: string | null },
): Promise<StatementForm> {
  if (from !== null && to !== null && to < from)
    throw invalidRequest('date_to lies before date_from', {
      details: [{ field: 'date_to', message: `must not lie before ${from}` }],
    })
  const statement = await tx.one(sql<
    'accountStatement',
    { openingMinor: number; closingMinor: number; lines: StatementForm['lines'] }
  >`
    with zone as (select w.timezone as name from workspaces w where w.workspace_id = apron.workspace()),
    bounds as (
      select case when ${from}::date is null then '-infinity'::timestamptz
                  else ${from}::date::timestamp at time zone zone.name end as since,
             case when ${to}::date is null then 'infinity'::timestamptz
                  else (${to}::date + 1)::timestamp at time zone zone.name end as until
        from zone
    ),
    opening as (
      select coalesce(sum(p.amount_minor), 0)::bigint as minor
        from finance_postings p, bounds
       where p.account_id = ${account.id} and p.occurred_at < bounds.since
    ),
    line as (
      select p.entry_id, e.number, p.occurred_at, e.description, e.source_type, e.source_id, p.amount_minor,
             p.id, opening.minor + sum(p.amount_minor) over (order by p.occurred_at, e.number, p.id) as balance
        from finance_postings p
        join finance_entries e on e.workspace_id = p.workspace_id and e.id = p.entry_id, bounds, opening
       where p.account_id = ${account.id} and p.occurred_at >= bounds.since and p.occurred_at < bounds.until
    )
    select opening.minor as "openingMinor",
           (opening.minor + coalesce((select sum(amount_minor) from line), 0))::bigint as "closingMinor",
           coalesce((select json_agg(json_build_object('entryId', l.entry_id, 'number', l.number, 'occurredAt',
             to_char(l.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'description',
             l.description, 'source', json_build_object('type', l.source_type, 'id', l.source_id),
             'amountMinor', l.amount_minor, 'balanceMinor', l.balance) order by l.occurred_at, l.number, l.id)
             from line l), '[]') as lines
      from opening`)
  return {
    accountId: account.id,
    accountName: account.name,
    currency: account.currency,
    from,
    to,
    ...statement,
  }
}
