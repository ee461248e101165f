import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { currency, minor } from './money-field.ts'

const mostTaught = 500

export const listTaught = operation({
  id: 'listTaught',
  method: 'GET',
  path: '/api/v1/finance/taught',
  summary: 'List what you taught',
  description: `Your last ${mostTaught} charged entries of instruction. Prices are included only if the seller lets instructors see them.`,
  access: 'session',
  roles: 'staff',
  stability: 'beta',
  query: Type.Object({
    date_from: Type.Optional(date()),
    date_to: Type.Optional(date('This day included.')),
  }),
  response: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          chargeId: id('bch'),
          flightId: id('flt'),
          on: date(),
          kind: oneOf(['instructor_flight', 'instructor_ground']),
          accountName: Type.String(),
          quantityThousandths: Type.Integer(),
          unit: Type.String(),
          netMinor: nullable(minor('Null: you may not see prices.')),
          currency: nullable(currency),
        },
        { title: 'Taught' },
      ),
    ),
  }),
  async handle({ tx, query, principal }) {
    const items = await tx.rows(sql<
      'taughtCharges',
      { on: string; kind: 'instructor_flight' | 'instructor_ground' }
    >`
      with allowed as (
        select coalesce((select instructors_see_prices from finance_sellers), false) as sees
      )
      select c.id as "chargeId", c.source_id as "flightId", to_char(c.occurred_on, 'YYYY-MM-DD') as "on", c.kind,
             a.name as "accountName",
             c.quantity_thousandths + coalesce((c.derivation ->> 'drawnThousandths')::bigint, 0)
               as "quantityThousandths",
             c.unit, case when allowed.sees then c.net_minor end as "netMinor",
             case when allowed.sees then c.currency end as currency
        from finance_charges c
        join finance_accounts a on a.workspace_id = c.workspace_id and a.id = c.account_id, allowed
       where c.source_type = 'flight' and c.kind in ('instructor_flight', 'instructor_ground')
         and c.status in ('open', 'invoiced') and c.reverses_id is null
         and exists (select from flight_crew fc
             join crew p on p.workspace_id = fc.workspace_id and p.id = fc.crew_id
            where fc.workspace_id = c.workspace_id and fc.flight_id = c.source_id and fc.role = 'instructor'
              and p.user_id = ${principal.userId})
         and (${query.date_from ?? null}::date is null or c.occurred_on >= ${query.date_from ?? null}::date)
         and (${query.date_to ?? null}::date is null or c.occurred_on <= ${query.date_to ?? null}::date)
       order by c.occurred_on desc, c.id desc limit ${mostTaught}`)
    return { items: items as never }
  },
})
